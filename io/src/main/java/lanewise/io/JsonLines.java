package lanewise.io;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes metrics as they come: one JSON object per line, each line handed to the system at once, so
 * that others can follow a run and a killed run leaves whole lines. NaN and infinities are the
 * strings "NaN", "Infinity" and "-Infinity". Safe for concurrent use; an interrupt of the thread
 * does not stop a write.
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
    return open(file, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /**
   * Goes on after the lines that a file has.
   *
   * @throws FileException if it cannot be written
   */
  public static JsonLines append(Path file) {
    return open(file, StandardOpenOption.APPEND);
  }

  /**
   * Goes on after some of the lines that a file has; the others are taken out, all at once or not
   * at all. A line that is no JSON object, as a power failure may leave it, is taken out too.
   *
   * @param keep whether the line of these values stays, as it is
   * @throws FileException if the file cannot be read or written
   */
  public static JsonLines appendTo(Path file, Predicate<Map<String, @Nullable Object>> keep) {
    if (Files.exists(file)) {
      AtomicFile.write(file, out -> copy(file, keep, out));
    }
    return append(file);
  }

  private static void copy(
      Path file, Predicate<Map<String, @Nullable Object>> keep, OutputStream out)
      throws IOException {
    // A character a byte, so that what is kept stays as it is.
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String line;
      while ((line = lines.readLine()) != null) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        if (isKept(file, bytes, keep)) {
          out.write(bytes);
          out.write('\n');
        }
      }
    }
  }

  private static boolean isKept(
      Path file, byte[] line, Predicate<Map<String, @Nullable Object>> keep) {
    try {
      String source = file.toString();
      return keep.test(Json.parseObject(source, TextFile.decode(source, line)));
    } catch (DataFormatException broken) {
      return false;
    }
  }

  private static JsonLines open(Path file, StandardOpenOption option) {
    try {
      File local = AtomicFile.local(file);
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, option)
          .close();
      // Not the channel of that stream, which an interrupt would close.
      return new JsonLines(file.toString(), new FileOutputStream(local, true));
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
