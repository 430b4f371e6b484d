package lanewise.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The version of this library, from a file beside this class: the manifest of a jar may be that of
 * the program that the library was packed into.
 */
final class LibraryVersion {
  private static final String FILE = "version.txt";

  private LibraryVersion() {}

  /** The version, or {@code development} where the file has not been filled in by a build. */
  static String text() {
    try (InputStream file = LibraryVersion.class.getResourceAsStream(FILE)) {
      String text =
          file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
      return text.isEmpty() || text.startsWith("${") ? "development" : text;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
