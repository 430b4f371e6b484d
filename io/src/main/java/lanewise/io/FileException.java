package lanewise.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;

/** A file that cannot be opened, read or written: it is missing, forbidden, or the disk is full. */
public final class FileException extends LanewiseException {
  private static final long serialVersionUID = 1L;
  private static final Pattern IN_PARENTHESES = Pattern.compile("\\(([^()]+)\\)$");
  private static final Pattern WORD_STARTS = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  public FileException(String message, IOException cause) {
    super(message, cause);
  }

  /** The error for a file that could not be read. */
  public static FileException reading(Object file, IOException cause) {
    return new FileException(
        file
            + ": cannot be read ("
            + reason(cause)
            + "), expected a readable file; check the path and its permissions",
        cause);
  }

  /** The error for a file that could not be written. */
  public static FileException writing(Object file, IOException cause) {
    String reason = reason(cause);
    String fix =
        reason.toLowerCase(Locale.ROOT).contains("no space")
            ? "free some space or choose another directory"
            : cause instanceof FileAlreadyExistsException
                ? "remove it or choose another name"
                : "check that the directory exists and may be written to";
    return new FileException(
        file + ": cannot be written (" + reason + "), expected a writable place; " + fix, cause);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException missing -> "no such file or directory";
      case FileNotFoundException missing -> ofStream(missing);
      case FileAlreadyExistsException occupied -> "there is a file or a broken link of this name";
      case AccessDeniedException denied -> "permission denied";
      case NotDirectoryException notDirectory -> "not a directory";
      case FileSystemException system -> said(system.getReason(), system);
      default -> said(cause.getMessage(), cause);
    };
  }

  /** A stream has one error for all that the system refuses, and its reason in parentheses. */
  private static String ofStream(FileNotFoundException failure) {
    Matcher reason = IN_PARENTHESES.matcher(String.valueOf(failure.getMessage()));
    return reason.find() ? reason.group(1).toLowerCase(Locale.ROOT) : "no such file or directory";
  }

  private static String said(@Nullable String reason, IOException cause) {
    return reason == null
        ? WORD_STARTS
            .matcher(cause.getClass().getSimpleName().replace("Exception", ""))
            .replaceAll(" ")
            .toLowerCase(Locale.ROOT)
        : reason;
  }
}
