package lanewise.io.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.tensor.LanewiseException;

/** The records of a CSV file, in order; a byte order mark before them is passed over. */
final class CsvRecords {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final int CHUNK_BYTES = 1 << 16;

  private CsvRecords() {}

  static void forEach(Path file, Consumer<CsvRecord> consumer) {
    try (FileBytes in = FileBytes.open(file);
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(
                    new InputStreamReader(
                        withoutMark(in.stream()), StandardCharsets.UTF_8.newDecoder()))) {
      reader.forEach(consumer);
    } catch (CsvParseException | UncheckedIOException | IOException broken) {
      throw broken(file, rootOf(broken));
    }
  }

  private static InputStream withoutMark(InputStream bytes) throws IOException {
    PushbackInputStream in = new PushbackInputStream(bytes, BYTE_ORDER_MARK.length);
    byte[] start = in.readNBytes(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(start, BYTE_ORDER_MARK)) {
      in.unread(start);
    }
    return in;
  }

  private static Throwable rootOf(Throwable broken) {
    Throwable root = broken;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static LanewiseException broken(Path file, Throwable root) {
    if (root instanceof LanewiseException known) {
      return known;
    }
    if (root instanceof CharacterCodingException) {
      return notUtf8(file);
    }
    return DataFormatException.at(
        file.toString(),
        "CSV",
        root.getClass().getSimpleName()
            + (root.getMessage() == null ? "" : " (" + root.getMessage() + ")"),
        "comma-separated UTF-8 text with closed quotes",
        "correct the file");
  }

  /** Reads again to find the place, which a reader of characters does not know. */
  private static DataFormatException notUtf8(Path file) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES);
    CharBuffer characters = CharBuffer.allocate(CHUNK_BYTES);
    long offset = 0;
    long line = 1;
    try (FileBytes in = FileBytes.open(file);
        InputStream stream = in.stream()) {
      CoderResult result;
      int read;
      do {
        read = stream.read(bytes.array(), bytes.position(), bytes.remaining());
        bytes.position(bytes.position() + Math.max(0, read)).flip();
        result = decoder.decode(bytes, characters.clear(), read < 0);
        offset += bytes.position();
        line += characters.flip().chars().filter(character -> character == '\n').count();
        bytes.compact();
      } while (read >= 0 && !result.isError());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return DataFormatException.at(
        file.toString(),
        "line " + line + ", byte " + offset,
        "bytes that are no UTF-8",
        "comma-separated UTF-8 text",
        "save the file as UTF-8");
  }
}
