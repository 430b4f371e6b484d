package lanewise.io.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
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
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.io.HeapRoom;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file, in order, as often as they are asked for; a byte order mark before
 * them is passed over.
 */
public final class CsvRecords {
  /** Takes the records one after another. */
  @FunctionalInterface
  public interface Rows {
    /**
     * Takes a record.
     *
     * @param line where it begins, counted from 1
     */
    void row(long line, List<String> fields);
  }

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int MOST_COLUMNS = 1 << 20;
  private static final int MOST_CHARACTERS = 64 << 20;

  /** Of one field, and the least that is set aside for it. */
  private static final int FIELD_BYTES = 256;

  private static final String FORM = "comma-separated UTF-8 text with closed quotes";

  private final String file;
  private final Supplier<FileBytes> passes;
  private final char separator;
  private @Nullable Fingerprint first;

  /** What tells the bytes of one pass from those of another. */
  private record Fingerprint(long bytes, long checksum) {}

  /**
   * The records of bytes.
   *
   * @param file what errors call them
   * @param passes gives them anew
   */
  CsvRecords(String file, Supplier<FileBytes> passes) {
    this(file, passes, ',');
  }

  private CsvRecords(String file, Supplier<FileBytes> passes, char separator) {
    this.file = file;
    this.passes = passes;
    this.separator = separator;
  }

  /** The records of a file whose fields such a character separates. */
  public static CsvRecords of(Path file, char separator) {
    return new CsvRecords(file.toString(), FileBytes.passes(file), separator);
  }

  /** The records of a stream, which is read into memory at once and not closed. */
  public static CsvRecords of(String name, InputStream in, char separator) {
    return new CsvRecords(name, FileBytes.passes(name, in), separator);
  }

  static CsvRecords of(Path file) {
    return new CsvRecords(file.toString(), FileBytes.passes(file));
  }

  /** What errors call it. */
  public String file() {
    return file;
  }

  /**
   * Gives all records to a consumer.
   *
   * @throws DataFormatException if it is no CSV, or other bytes than those of the first call
   */
  public void forEachRow(Rows rows) {
    forEach(fields -> rows.row(fields.getStartingLineNumber(), fields.getFields()));
  }

  /**
   * Gives all records to a consumer.
   *
   * @throws DataFormatException if it is no CSV, or other bytes than those of the first call
   */
  void forEach(Consumer<CsvRecord> consumer) {
    try (FileBytes in = passes.get();
        CheckedInputStream bytes = new CheckedInputStream(in.stream(), new CRC32C());
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .fieldSeparator(separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .build(
                    limited(),
                    new InputStreamReader(
                        withoutMark(bytes), StandardCharsets.UTF_8.newDecoder()))) {
      reader.forEach(consumer);
      requireSame(new Fingerprint(in.offset(), bytes.getChecksum().getValue()));
    } catch (CsvParseException | UncheckedIOException | IOException broken) {
      throw broken(rootOf(broken));
    }
  }

  /** So that one line takes no more than a part of the heap. */
  private static CsvRecordHandler limited() {
    long share = HeapRoom.bytes() / FIELD_BYTES;
    int characters = (int) Math.min(8 * share, MOST_CHARACTERS);
    return CsvRecordHandler.builder()
        .maxFields((int) Math.min(share, MOST_COLUMNS))
        .maxFieldSize(Math.min(characters, MOST_CHARACTERS / 4))
        .maxRecordSize(characters)
        .build();
  }

  private void requireSame(Fingerprint content) {
    if (first == null) {
      first = content;
    } else if (!content.equals(first)) {
      throw changed();
    }
  }

  /** The error where a pass meets what the one before did not. */
  public DataFormatException changed() {
    return DataFormatException.at(
        file,
        "second reading",
        "other bytes than in the first, a moment ago",
        "a file that does not change while it is read",
        "wait until it is written");
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
    while (!(root instanceof LanewiseException) && root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private LanewiseException broken(Throwable root) {
    if (root instanceof LanewiseException known) {
      return known;
    }
    if (root instanceof CharacterCodingException) {
      return notUtf8();
    }
    return DataFormatException.at(
        file,
        "CSV",
        root.getMessage() == null ? "no CSV" : root.getMessage(),
        FORM,
        "correct the file");
  }

  /** Reads again to find the place, which a reader of characters does not know. */
  private DataFormatException notUtf8() {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES);
    CharBuffer characters = CharBuffer.allocate(CHUNK_BYTES);
    long offset = 0;
    long line = 1;
    try (FileBytes in = passes.get();
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
        file,
        "line " + line + ", byte " + offset,
        "bytes that are no UTF-8",
        "comma-separated UTF-8 text",
        "save the file as UTF-8");
  }
}
