package lanewise.io;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a file whole or not at all, whatever happens in between, a power failure included: into a
 * temporary file beside it, forced to the disk, renamed over the old one in one step, and the
 * directory forced too.
 *
 * <p>An interrupt of the thread, before or meanwhile, does not stop a write; its flag stays set.
 *
 * <p>If anything fails the old file is as it was and the temporary file is gone. After a kill the
 * temporary file {@code .NAME.<process>-<n>.tmp} stays; the next write to the same name removes it.
 */
public final class AtomicFile {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final AtomicLong WRITES = new AtomicLong();

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
   * @throws FileException if the directory is missing, may not be written to, or the disk is full
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
      removeAbandoned(target);
      Path temporary = temporary(target);
      try {
        writeForced(temporary, content);
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

  private static void writeForced(Path temporary, Content content) throws IOException {
    Files.createFile(temporary);
    // Not a channel, which an interrupt would close.
    try (FileOutputStream file = new FileOutputStream(temporary.toFile())) {
      OutputStream out = new BufferedOutputStream(file, BUFFER_BYTES);
      content.writeTo(out);
      out.flush();
      file.getFD().sync();
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
    return target.resolveSibling(
        "."
            + target.getFileName()
            + "."
            + ProcessHandle.current().pid()
            + "-"
            + WRITES.incrementAndGet()
            + ".tmp");
  }

  /** Removes what processes that no longer run have left behind. */
  private static void removeAbandoned(Path target) throws IOException {
    Path directory = parent(target);
    Pattern temporaries =
        Pattern.compile(Pattern.quote("." + target.getFileName() + ".") + "(\\d{1,18})-\\d+\\.tmp");
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(
            directory, path -> temporaries.matcher(path.getFileName().toString()).matches())) {
      for (Path sibling : siblings) {
        Matcher name = temporaries.matcher(sibling.getFileName().toString());
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          Files.deleteIfExists(sibling);
        }
      }
    }
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
