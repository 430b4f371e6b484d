package lanewise.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small UTF-8 text files. */
public final class TextFile {
  private static final long LARGEST_BYTES = 64L << 20;

  private TextFile() {}

  /**
   * The text of a file of at most 64 MiB.
   *
   * @throws FileException if it cannot be read
   * @throws DataFormatException if it is larger, or no UTF-8
   */
  public static String read(Path file) {
    try {
      long bytes = Files.size(file);
      if (bytes > LARGEST_BYTES) {
        throw DataFormatException.atByte(
            file.toString(),
            LARGEST_BYTES,
            bytes + " bytes",
            "at most " + LARGEST_BYTES,
            "this is not the text file that was meant");
      }
      return decode(file.toString(), Files.readAllBytes(file));
    } catch (IOException failure) {
      throw FileException.reading(file, failure);
    }
  }

  /**
   * Bytes as text, without guessing what broken ones might have meant.
   *
   * @throws DataFormatException if they are no UTF-8
   */
  public static String decode(String source, byte[] utf8) {
    ByteBuffer bytes = ByteBuffer.wrap(utf8);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException broken) {
      throw DataFormatException.atByte(
          source,
          bytes.position(),
          "bytes that are no UTF-8",
          "UTF-8 text",
          "save the file as UTF-8");
    }
  }

  /** Writes a file whole or not at all, as {@link AtomicFile#write}. */
  public static void write(Path file, String text) {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
