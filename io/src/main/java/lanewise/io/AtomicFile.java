package lanewise.io;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Writes a file whole or not at all, whatever happens in between, a power failure included: into a
 * temporary file beside it, forced to the disk, renamed over the old one in one step, and the
 * directory forced too.
 *
 * <p>An interrupt of the thread, before or meanwhile, does not stop a write; its flag stays set.
 *
 * <p>If anything fails the old file is as it was and the temporary file is gone. After a kill the
 * temporary file {@code .NAME.<random>.tmp} stays. Its name says nothing of its owner, for
 * processes in containers have the same numbers: a write to the same name removes those that nobody
 * has touched for a day, and {@link #removeLeftovers} all of a directory.
 */
public final class AtomicFile {
  private static final int BUFFER_BYTES = 1 << 16;

  /** No write to a file pauses for as long as this. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  /** What the name of a temporary file adds; version 0.1 put process and count in it. */
  private static final String SUFFIX = "\\.(?:[0-9a-f]{32}|\\d{1,18}-\\d+)\\.tmp";

  private AtomicFile() {}

  /** What to put into the file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to a buffered stream, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, replacing it if there is one.
   *
   * @throws FileException if the directory is missing, may not be written to, is on another file
   *     system than the default one, or the disk is full
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    try {
      if (Files.isSymbolicLink(target) && Files.exists(target)) {
        target = target.toRealPath();
      }
      if (Files.isDirectory(target)) {
        throw new IOException("is a directory");
      }
      Path temporary = temporary(target);
      try {
        writeForced(temporary, content);
        removeAbandoned(target, Files.getLastModifiedTime(temporary));
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (Throwable failure) {
        removeAfter(failure, temporary);
        throw failure;
      }
      forceDirectory(target);
    } catch (IOException failure) {
      throw FileException.writing(file, failure);
    }
  }

  /**
   * Renames a file over another in one step, and forces their directory.
   *
   * @throws FileException if the file is missing or may not be moved
   */
  public static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceDirectory(to.toAbsolutePath());
    } catch (IOException failure) {
      throw FileException.writing(to, failure);
    }
  }

  /**
   * Removes every temporary file of a directory, whatever file it was to become.
   *
   * @param directory one that no one else writes to at this moment, as a lock on it may prove
   * @throws FileException if one of them cannot be removed
   */
  public static void removeLeftovers(Path directory) {
    try {
      for (Path temporary : temporaries(directory, "\\..+")) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException failure) {
      throw FileException.writing(directory, failure);
    }
  }

  private static void writeForced(Path temporary, Content content) throws IOException {
    File local = local(temporary);
    Files.createFile(temporary);
    // Not a channel, which an interrupt would close.
    try (FileOutputStream file = new FileOutputStream(local)) {
      OutputStream out = new BufferedOutputStream(file, BUFFER_BYTES);
      content.writeTo(out);
      out.flush();
      file.getFD().sync();
    }
  }

  /**
   * The file of a path, for what only streams and not channels can do.
   *
   * @throws IOException if the path is not of the default file system
   */
  public static File local(Path path) throws IOException {
    try {
      return path.toFile();
    } catch (UnsupportedOperationException notLocal) {
      throw new IOException(
          "in a file system of kind \"" + path.getFileSystem().provider().getScheme() + "\"",
          notLocal);
    }
  }

  private static void removeAfter(Throwable failure, Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
  }

  private static Path temporary(Path target) {
    String random = UUID.randomUUID().toString().replace("-", "");
    return target.resolveSibling("." + target.getFileName() + "." + random + ".tmp");
  }

  /**
   * Removes what killed processes have left behind.
   *
   * @param now by the clock that dates the files, which on a network is not this machine's
   */
  private static void removeAbandoned(Path target, FileTime now) throws IOException {
    for (Path sibling : temporaries(parent(target), Pattern.quote("." + target.getFileName()))) {
      try {
        FileTime touched = Files.getLastModifiedTime(sibling);
        if (touched.toInstant().isBefore(now.toInstant().minus(ABANDONED))) {
          Files.deleteIfExists(sibling);
        }
      } catch (NoSuchFileException gone) {
        // Its writer has finished, or another has removed it.
      }
    }
  }

  /**
   * The temporary files of a directory.
   *
   * @param name the regular expression of what comes before the suffix
   */
  private static List<Path> temporaries(Path directory, String name) throws IOException {
    Pattern pattern = Pattern.compile(name + SUFFIX);
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, path -> pattern.matcher(path.getFileName().toString()).matches())) {
      files.forEach(found::add);
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    return found;
  }

  /**
   * Makes the new name survive a power failure; systems whose directories cannot be opened as files
   * do this by themselves.
   */
  private static void forceDirectory(Path target) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        // A directory can be forced through a channel only, which an interrupt closes.
        interrupted |= Thread.interrupted();
        try {
          forceOnce(parent(target));
          return;
        } catch (ClosedByInterruptException again) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void forceOnce(Path directory) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(directory, StandardOpenOption.READ);
    } catch (AccessDeniedException notSupported) {
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }

  private static Path parent(Path target) throws IOException {
    Path parent = target.getParent();
    if (parent == null) {
      throw new NoSuchFileException(target.toString());
    }
    return parent;
  }
}
