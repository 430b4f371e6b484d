package lanewise.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes metrics as they come: one JSON object a line, each line handed to the system at once, so
 * that others can follow a run and a killed run leaves whole lines. NaN and infinities are the
 * strings "NaN", "Infinity" and "-Infinity". Safe for concurrent use.
 */
public final class JsonLines implements AutoCloseable {
  private final String name;
  private final OutputStream out;

  private JsonLines(String name, OutputStream out) {
    this.name = name;
    this.out = out;
  }

  /**
   * Starts a new file, in place of an old one.
   *
   * @throws FileException if it cannot be written
   */
  public static JsonLines create(Path file) {
    return open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  /**
   * Goes on after the lines that a file has.
   *
   * @throws FileException if it cannot be written
   */
  public static JsonLines append(Path file) {
    return open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static JsonLines open(Path file, StandardOpenOption... options) {
    try {
      return new JsonLines(file.toString(), Files.newOutputStream(file, options));
    } catch (IOException failure) {
      throw FileException.writing(file, failure);
    }
  }

  /**
   * Writes to a stream, such as standard output; closing the writer closes it.
   *
   * @param name what errors call it
   */
  public static JsonLines to(String name, OutputStream out) {
    return new JsonLines(name, out);
  }

  /**
   * Writes one line.
   *
   * @param values plain values as {@link Json} takes them, in the order of the map
   * @throws FileException if the disk is full
   */
  public synchronized void write(Map<String, ? extends @Nullable Object> values) {
    byte[] line = (Json.line(values) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      out.write(line);
      out.flush();
    } catch (IOException failure) {
      throw FileException.writing(name, failure);
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException failure) {
      throw FileException.writing(name, failure);
    }
  }
}
