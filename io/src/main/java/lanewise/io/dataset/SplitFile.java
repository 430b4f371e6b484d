package lanewise.io.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import lanewise.data.DataException;
import lanewise.data.Split;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.io.FileException;
import lanewise.io.Json;
import lanewise.io.TextFile;

/**
 * Splits as JSON: {@code {"train": [row, ...], "val": [...], "test": [...]}}; "val" may be left
 * out, other keys are ignored.
 */
public final class SplitFile {
  private static final Set<String> PARTS = Set.of("train", "val", "test");
  private static final int FIRST_ROWS = 1024;

  /** Keeps no names, of which a file may have many. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private SplitFile() {}

  /**
   * Reads a split of a data set.
   *
   * @param size the number of rows of the data set
   * @throws lanewise.data.DataException if a row is out of range, occurs twice, or in two parts
   * @throws DataFormatException if it is no such JSON
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static Split read(Path file, int size) {
    Map<String, int[]> parts = parts(file, size);
    return Split.of(
        file.toString(),
        size,
        part(file, parts, "train"),
        parts.getOrDefault("val", new int[0]),
        part(file, parts, "test"));
  }

  /** Token by token: the numbers take no more memory than the rows that there are. */
  private static Map<String, int[]> parts(Path file, int size) {
    Map<String, int[]> parts = new HashMap<>();
    try (FileBytes in = FileBytes.openPlain(file);
        JsonParser json = JSON.createParser(in.stream())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw unfit(file, "JSON", "no object", "an object {...}");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (!PARTS.contains(name)) {
          json.skipChildren();
        } else if (parts.put(name, rows(file, json, name, size)) != null) {
          throw unfit(file, "\"" + name + "\"", "a second list", "one");
        }
      }
      if (json.nextToken() != null) {
        throw unfit(file, "JSON", "more after the object", "its end");
      }
      return parts;
    } catch (JsonProcessingException broken) {
      // What is too long for the parser has no place.
      var place = broken.getLocation();
      throw unfit(
          file,
          place == null ? "JSON" : "line " + place.getLineNr(),
          broken.getOriginalMessage(),
          "valid JSON");
    } catch (IOException failure) {
      throw FileException.reading(file, failure);
    }
  }

  private static int[] rows(Path file, JsonParser json, String part, int size) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw unfit(file, "\"" + part + "\"", "no list", "a list of row numbers");
    }
    int[] rows = new int[Math.min(size, FIRST_ROWS)];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
          || json.getNumberType() != JsonParser.NumberType.INT) {
        throw unfit(
            file,
            "\"" + part + "\"[" + count + "]",
            json.getText(),
            "a whole row number from 0 on");
      }
      if (count == size) {
        throw new DataException(
            file + ": more than " + size + " rows in \"" + part + "\", expected each row once");
      }
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, (int) Math.min(size, 2L * count));
      }
      rows[count++] = json.getIntValue();
    }
    return Arrays.copyOf(rows, count);
  }

  private static int[] part(Path file, Map<String, int[]> parts, String part) {
    int[] rows = parts.get(part);
    if (rows == null) {
      throw unfit(file, "\"" + part + "\"", "nothing", "a list of row numbers");
    }
    return rows;
  }

  private static DataFormatException unfit(Path file, String place, String found, String expected) {
    return DataFormatException.at(
        file.toString(), place, found, expected, "write {\"train\": [...], \"test\": [...]}");
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
