package lanewise.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;

/** A file that cannot be opened, read or written: it is missing, forbidden, or the disk is full. */
public final class FileException extends LanewiseException {
  private static final long serialVersionUID = 1L;

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
    String fix;
    if (cause instanceof FileAlreadyExistsException) {
      fix = "remove it or choose another name";
    } else if (reason.toLowerCase(Locale.ROOT).contains("no space")) {
      fix = "free some space or choose another directory";
    } else {
      fix = "check that the directory exists and may be written to";
    }
    return new FileException(
        file + ": cannot be written (" + reason + "), expected a writable place; " + fix, cause);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException missing -> "no such file or directory";
      case FileNotFoundException missing -> systemReason(missing);
      case FileAlreadyExistsException occupied -> "there is a file or a broken link of this name";
      case AccessDeniedException denied -> "permission denied";
      case NotDirectoryException notDirectory -> "not a directory";
      case FileSystemException system -> said(system.getReason(), system);
      default -> said(cause.getMessage(), cause);
    };
  }

  private static String said(@Nullable String reason, IOException cause) {
    return reason == null ? words(cause.getClass().getSimpleName()) : reason;
  }

  /** Java's streams end their message in what the system said, in parentheses. */
  private static String systemReason(FileNotFoundException failure) {
    String message = String.valueOf(failure.getMessage());
    int open = message.lastIndexOf('(');
    return open >= 0 && message.endsWith(")")
        ? message.substring(open + 1, message.length() - 1).toLowerCase(Locale.ROOT)
        : "no such file or directory";
  }

  /** {@code DirectoryNotEmptyException} is "directory not empty". */
  private static String words(String exception) {
    return exception
        .replaceFirst("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
