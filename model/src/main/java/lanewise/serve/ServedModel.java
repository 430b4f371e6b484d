package lanewise.serve;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicLong;
import lanewise.model.Model;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;

/**
 * The model of a file, read anew when the file has changed. A file that cannot be read leaves the
 * model as it was. Requests that have begun go on with the model that they began with.
 */
final class ServedModel {
  private static final Logger LOG = System.getLogger(ServedModel.class.getName());

  private final Path file;
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile Model model;
  private @Nullable Version known;

  /** What tells one content of a file from the next, without reading it. */
  private record Version(FileTime modified, long size, @Nullable Object key) {
    static Version of(Path file) throws IOException {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Version(found.lastModifiedTime(), found.size(), found.fileKey());
    }
  }

  /**
   * Reads the model.
   *
   * @throws LanewiseException if it cannot be read
   */
  ServedModel(Path file) {
    this.file = file;
    this.known = version();
    this.model = Model.load(file).frozen();
  }

  Model model() {
    return model;
  }

  /** How often the model was read anew. */
  long reloads() {
    return reloads.get();
  }

  /** How often a changed file could not be read. */
  long failures() {
    return failures.get();
  }

  /** Reads the model anew if the file has changed since it was looked at last. */
  synchronized void refresh() {
    Version now = version();
    if (now == null || now.equals(known)) {
      return;
    }
    known = now;
    try {
      model = Model.load(file).frozen();
      reloads.incrementAndGet();
      LOG.log(Level.INFO, "{0}: read anew: {1}", file, model);
    } catch (RuntimeException broken) {
      failures.incrementAndGet();
      LOG.log(Level.WARNING, "the model stays as it was: {0}", broken.toString());
    }
  }

  /** Null where there is no file at this moment: it may be on its way. */
  private @Nullable Version version() {
    try {
      return Version.of(file);
    } catch (IOException missing) {
      return null;
    }
  }
}
