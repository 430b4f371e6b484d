package lanewise.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lanewise.io.DataFormatException;
import lanewise.io.Json;
import lanewise.io.TextFile;
import org.jspecify.annotations.Nullable;

/** A table from one JSON object per line. */
final class JsonTable {
  private JsonTable() {}

  static Table read(Path file) {
    List<Map<String, ?>> rows = new ArrayList<>();
    String[] lines = TextFile.read(file).split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        rows.add(row(file + ", line " + (i + 1), lines[i]));
      }
    }
    return CellColumns.ofMaps(String.valueOf(file.getFileName()), rows);
  }

  private static Map<String, ?> row(String source, String line) {
    Map<String, @Nullable Object> values = Json.parseObject(source, line);
    values.forEach(
        (key, value) -> {
          if (value instanceof Map || value instanceof List) {
            throw DataFormatException.at(
                source,
                "\"" + key + "\"",
                "a list or an object",
                "a number, a text, true, false or null",
                "write its parts as columns of their own");
          }
        });
    return values;
  }
}
