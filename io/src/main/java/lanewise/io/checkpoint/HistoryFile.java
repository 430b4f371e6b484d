package lanewise.io.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.zip.CRC32;
import lanewise.io.AtomicFile;
import lanewise.io.DataFormatException;
import lanewise.io.FileException;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Lists of float64 numbers that grow with a run, such as the loss of each step, in a file beside
 * its checkpoints: each save appends what is new, so that all saves together write each number
 * once.
 *
 * <p>A checkpoint keeps the {@link #mark} that the file had, its length and checksum then. What
 * lies behind the mark, of a save that was killed or of a later checkpoint that was lost, is
 * written over. An interrupt of the thread does not stop a save. Not safe for concurrent use.
 */
public final class HistoryFile {
  private static final Pattern MARK = Pattern.compile("(\\d{1,18}) ([0-9a-f]{8})");

  private static final String FIX = "the file is damaged, or of another run; start anew";

  /** What an array can hold. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private final Path file;
  private final CRC32 checksum = new CRC32();
  private final Map<String, double[]> lists = new LinkedHashMap<>();
  private final Map<String, Integer> written = new LinkedHashMap<>();
  private long length;

  private HistoryFile(Path file) {
    this.file = file;
  }

  /** A history without any numbers; the first {@link #append} replaces an old file. */
  public static HistoryFile empty(Path file) {
    return new HistoryFile(file);
  }

  /**
   * The history as it was when it had this mark.
   *
   * @throws DataFormatException if the mark is none, or the file does not begin with what it tells
   * @throws FileException if the file cannot be read
   */
  public static HistoryFile open(Path file, String mark) {
    Matcher parts = MARK.matcher(mark);
    if (!parts.matches()) {
      throw DataFormatException.at(
          file.toString(), "mark", "\"" + mark + "\"", "a length and a checksum", FIX);
    }
    HistoryFile history = new HistoryFile(file);
    byte[] bytes = history.read(Long.parseLong(parts.group(1)));
    history.length = bytes.length;
    history.checksum.update(bytes);
    if (!history.mark().equals(mark)) {
      throw DataFormatException.at(
          file.toString(),
          "the first " + bytes.length + " bytes",
          "length and checksum " + history.mark(),
          mark + " as the checkpoint has it",
          FIX);
    }
    history.parse(bytes);
    return history;
  }

  /** The length and the checksum of what has been written. */
  public String mark() {
    return length + " " + "%08x".formatted(checksum.getValue());
  }

  /** The lists as they were when this history was opened, as float64 tensors. */
  public Map<String, Tensor> lists() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    lists.forEach(
        (name, values) -> tensors.put(name, Tensor.of(values, 0, Shape.of(values.length))));
    return tensors;
  }

  /**
   * Appends what each list has beyond what was appended before, and forces it to the disk.
   *
   * @param whole the lists from their beginning, by name
   * @return the new mark
   * @throws LanewiseException if a list is shorter than what was appended of it
   * @throws FileException if it cannot be written; the mark is then as it was
   */
  public String append(Map<String, Tensor> whole) {
    try {
      byte[] added = added(whole);
      try (RandomAccessFile out = new RandomAccessFile(AtomicFile.local(file), "rw")) {
        out.seek(length);
        out.write(added);
        out.setLength(length + added.length);
        out.getFD().sync();
      }
      length += added.length;
      checksum.update(added);
      whole.forEach((name, list) -> written.put(name, list.size()));
      return mark();
    } catch (IOException failure) {
      throw FileException.writing(file, failure);
    }
  }

  /** One record: the number of lists and, of each, its name, the number of values and these. */
  private byte[] added(Map<String, Tensor> whole) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(whole.size());
    for (Map.Entry<String, Tensor> entry : whole.entrySet()) {
      Tensor list = entry.getValue();
      int from = written.getOrDefault(entry.getKey(), 0);
      if (list.size() < from) {
        throw new LanewiseException(
            String.format(
                Locale.ROOT,
                "HistoryFile: list %s of %d values, expected %d or more, as many as are written",
                entry.getKey(),
                list.size(),
                from));
      }
      out.writeUTF(entry.getKey());
      out.writeInt(list.size() - from);
      for (int i = from; i < list.size(); i++) {
        out.writeDouble(list.get(i));
      }
    }
    return bytes.toByteArray();
  }

  private byte[] read(long marked) {
    try (RandomAccessFile in = new RandomAccessFile(AtomicFile.local(file), "r")) {
      if (in.length() < marked || marked > MOST_BYTES) {
        throw DataFormatException.atByte(
            file.toString(),
            in.length(),
            "the end",
            marked + " bytes as the checkpoint has it",
            FIX);
      }
      byte[] bytes = new byte[(int) marked];
      in.readFully(bytes);
      return bytes;
    } catch (IOException failure) {
      throw FileException.reading(file, failure);
    }
  }

  private void parse(byte[] bytes) {
    Map<String, DoubleStream.Builder> found = new LinkedHashMap<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      while (in.available() > 0) {
        for (int list = in.readInt(); list > 0; list--) {
          var values = found.computeIfAbsent(in.readUTF(), name -> DoubleStream.builder());
          for (int n = in.readInt(); n > 0; n--) {
            values.add(in.readDouble());
          }
        }
      }
    } catch (IOException broken) {
      throw DataFormatException.at(
          file.toString(), "records", "an incomplete one", "lists of numbers", FIX);
    }
    found.forEach((name, values) -> lists.put(name, values.build().toArray()));
    lists.forEach((name, values) -> written.put(name, values.length));
  }
}
