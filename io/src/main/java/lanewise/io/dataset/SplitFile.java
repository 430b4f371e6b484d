package lanewise.io.dataset;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.data.Split;
import lanewise.io.DataFormatException;
import lanewise.io.Json;
import lanewise.io.TextFile;
import org.jspecify.annotations.Nullable;

/**
 * Splits as JSON: {@code {"train": [row, ...], "val": [...], "test": [...]}}; "val" may be left
 * out, other keys are ignored.
 */
public final class SplitFile {
  private SplitFile() {}

  /**
   * Reads a split of a data set.
   *
   * @param size the number of rows of the data set
   * @throws lanewise.data.DataException if a row is out of range, stands twice, or in two parts
   * @throws DataFormatException if it is no such JSON
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static Split read(Path file, int size) {
    Map<String, @Nullable Object> parts = Json.parseObject(file.toString(), TextFile.read(file));
    return Split.of(
        file.toString(),
        size,
        rows(file, parts, "train"),
        parts.containsKey("val") ? rows(file, parts, "val") : new int[0],
        rows(file, parts, "test"));
  }

  private static int[] rows(Path file, Map<String, @Nullable Object> parts, String part) {
    if (!(parts.get(part) instanceof List<?> list)) {
      throw DataFormatException.at(
          file.toString(),
          "\"" + part + "\"",
          parts.containsKey(part) ? "no list" : "nothing",
          "a list of row numbers",
          "write {\"train\": [...], \"test\": [...]}");
    }
    int[] rows = new int[list.size()];
    for (int i = 0; i < rows.length; i++) {
      if (!(list.get(i) instanceof Integer row)) {
        throw DataFormatException.at(
            file.toString(),
            "\"" + part + "\"[" + i + "]",
            String.valueOf(list.get(i)),
            "a row number",
            "write whole numbers from 0 on");
      }
      rows[i] = row;
    }
    return rows;
  }

  /**
   * Writes a split, whole or not at all.
   *
   * @throws lanewise.io.FileException if it cannot be written
   */
  public static void write(Path file, Split split) {
    Map<String, int[]> parts = new LinkedHashMap<>();
    parts.put("train", split.train());
    parts.put("val", split.val());
    parts.put("test", split.test());
    TextFile.write(file, Json.line(parts) + "\n");
  }
}
