package lanewise.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Small UTF-8 text files. */
public final class TextFile {
  private static final long LARGEST_BYTES = 64L << 20;

  /** A byte becomes a character, first in a buffer, then in a string. */
  private static final int COPY_BYTES = 1 + 2 + 2;

  private TextFile() {}

  /**
   * The text of a file of at most 64 MiB.
   *
   * @throws FileException if it cannot be read
   * @throws DataFormatException if it is larger, or no UTF-8
   * @throws lanewise.train.InsufficientMemoryException if the heap cannot hold it
   */
  public static String read(Path file) {
    try (FileBytes in = FileBytes.openPlain(file)) {
      long bytes = in.remaining();
      if (bytes > LARGEST_BYTES) {
        throw DataFormatException.atByte(
            in.name(),
            LARGEST_BYTES,
            bytes + " bytes",
            "at most " + LARGEST_BYTES,
            "this is not the text file that was meant");
      }
      HeapRoom.require(file + ": text", bytes * COPY_BYTES);
      return decode(in.name(), in.take((int) bytes, "text"));
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
