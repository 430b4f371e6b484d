package lanewise.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lanewise.io.FileException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder for one run: the system gives the lock to one process at a time, whatever
 * container it runs in, and takes it back when the process ends, killed or not. The file {@code
 * .lock} stays: whoever removed it would take the lock of the next one away.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel file;

  private FolderLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes a folder.
   *
   * @return null where the file system has no locks, after a note about it
   * @throws UsageException if another run has the folder
   * @throws FileException if nothing can be written there
   */
  static @Nullable FolderLock of(Path folder, Console console) {
    FileChannel file = open(folder);
    try {
      FileLock lock = file.tryLock();
      if (lock != null) {
        return new FolderLock(file);
      }
      close(file);
      throw busy(folder);
    } catch (OverlappingFileLockException ours) {
      close(file);
      throw busy(folder);
    } catch (IOException noLocks) {
      close(file);
      console.note(
          folder
              + ": cannot be locked ("
              + noLocks.getMessage()
              + "), expected a file system with locks; let no other run write to it meanwhile");
      return null;
    }
  }

  private static FileChannel open(Path folder) {
    try {
      return FileChannel.open(
          folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException failure) {
      throw FileException.writing(folder, failure);
    }
  }

  private static UsageException busy(Path folder) {
    return new UsageException(
        "--out "
            + folder
            + ": another run writes to it, expected a folder of one's own; wait for its end or"
            + " choose another folder");
  }

  private static void close(FileChannel file) {
    try {
      file.close();
    } catch (IOException failure) {
      throw FileException.writing(".lock", failure);
    }
  }

  @Override
  public void close() {
    close(file);
  }
}
