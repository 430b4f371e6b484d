package lanewise.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import lanewise.data.Split;
import lanewise.io.DataFormatException;
import lanewise.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of its data a model was trained on, as its file keeps it: how they were chosen, and
 * what tells whether others are the same.
 *
 * @param plan of a split file it has the name alone
 * @param size the number of rows of the whole data
 * @param checksum of the row numbers that trained
 */
record TrainedRows(SplitPlan plan, int size, long checksum) {
  static TrainedRows of(SplitPlan plan, int size, Split split) {
    return new TrainedRows(plan, size, checksum(split));
  }

  /** Whether a split has the same training rows. */
  boolean isOf(Split split) {
    return checksum == checksum(split);
  }

  private static long checksum(Split split) {
    int[] rows = IntStream.of(split.train()).sorted().toArray();
    ByteBuffer bytes = ByteBuffer.allocate(rows.length * Integer.BYTES);
    bytes.asIntBuffer().put(rows);
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    return checksum.getValue();
  }

  /** The form in a model file. */
  String text() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("rows", size);
    values.put("train_crc32", checksum);
    values.put("seed", Long.toString(plan.seed()));
    Path file = plan.file();
    putGiven(values, "file", file == null ? null : String.valueOf(file.getFileName()));
    putGiven(values, "test_fraction", plan.testFraction());
    putGiven(values, "val_fraction", plan.valFraction());
    putGiven(values, "train_count", plan.trainCount());
    putGiven(values, "val_count", plan.valCount());
    putGiven(values, "test_count", plan.testCount());
    putGiven(values, "offset", plan.offset());
    return Json.line(values);
  }

  private static void putGiven(
      Map<String, @Nullable Object> values, String name, @Nullable Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  /** Reads {@link #text}. */
  static TrainedRows parse(String text) {
    Map<String, @Nullable Object> values = Json.parseObject("model, split", text);
    try {
      return new TrainedRows(
          new SplitPlan(
              values.get("file") instanceof String name ? Path.of(name) : null,
              fraction(values, "test_fraction"),
              fraction(values, "val_fraction"),
              count(values, "train_count"),
              count(values, "val_count"),
              count(values, "test_count"),
              count(values, "offset"),
              Long.parseLong(String.valueOf(values.get("seed")))),
          Integer.parseInt(String.valueOf(values.get("rows"))),
          Long.parseLong(String.valueOf(values.get("train_crc32"))));
    } catch (NumberFormatException broken) {
      throw DataFormatException.at(
          "model", "split", text, "what lanewise train stores", "save the model again");
    }
  }

  private static @Nullable Double fraction(Map<String, @Nullable Object> values, String name) {
    return values.get(name) instanceof Number number ? number.doubleValue() : null;
  }

  private static @Nullable Integer count(Map<String, @Nullable Object> values, String name) {
    return values.get(name) instanceof Integer number ? number : null;
  }
}
