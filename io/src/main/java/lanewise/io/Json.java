package lanewise.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;

/**
 * JSON text from plain values, and back: maps with string keys, lists, arrays, strings, numbers,
 * booleans and null. What JSON has no number for is written as the strings "NaN", "Infinity" and
 * "-Infinity". Entries keep the order of the map; the same values give the same text.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private Json() {}

  /** The values as JSON on one line. */
  public static String line(@Nullable Object values) {
    return text(MAPPER.writer(), values);
  }

  /** The values as indented JSON for people to read, with a line break at the end. */
  public static String pretty(@Nullable Object values) {
    return text(MAPPER.writer(SerializationFeature.INDENT_OUTPUT), values) + "\n";
  }

  private static String text(ObjectWriter writer, @Nullable Object values) {
    try {
      return writer.writeValueAsString(plain(values));
    } catch (JsonProcessingException unexpected) {
      throw new LanewiseException(
          "Json: " + unexpected.getOriginalMessage() + ", expected plain values", unexpected);
    }
  }

  /** Checks that values are plain: nothing of Jackson's reading of classes is used. */
  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Number number -> number;
      case Boolean truth -> truth;
      case Enum<?> constant -> constant.name();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> entries = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((key, entry) -> entries.put(String.valueOf(key), plain(entry)));
        yield entries;
      }
      case Iterable<?> items -> {
        List<@Nullable Object> list = new ArrayList<>();
        items.forEach(item -> list.add(plain(item)));
        yield list;
      }
      default -> list(value);
    };
  }

  private static List<@Nullable Object> list(Object array) {
    if (!array.getClass().isArray()) {
      throw new LanewiseException(
          "Json: a "
              + array.getClass().getName()
              + ", expected a map, list, array, string, number, boolean or null");
    }
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      list.add(plain(Array.get(array, i)));
    }
    return list;
  }

  /**
   * Parses an object: its values are maps, lists, strings, Integer, Long, BigInteger, Double,
   * Boolean and null.
   *
   * @param source what errors name as the place the text is from
   * @throws DataFormatException if the text is no JSON object, names a key twice, or goes on after
   *     it
   */
  public static Map<String, @Nullable Object> parseObject(String source, String text) {
    if (!(parse(source, text) instanceof Map<?, ?> map)) {
      throw DataFormatException.at(
          source, "JSON", "no object", "an object {...}", "correct the text");
    }
    @SuppressWarnings("unchecked") // Jackson's own mapping of a JSON object
    Map<String, @Nullable Object> values = (Map<String, @Nullable Object>) map;
    return values;
  }

  /**
   * Parses a list of strings.
   *
   * @throws DataFormatException if the text is anything else
   */
  public static List<String> parseStrings(String source, String text) {
    if (!(parse(source, text) instanceof List<?> list)) {
      throw DataFormatException.at(source, "JSON", "no list", "a list [...]", "correct the text");
    }
    List<String> strings = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof String string)) {
        throw DataFormatException.at(
            source, "item " + strings.size(), String.valueOf(item), "a string", "correct the list");
      }
      strings.add(string);
    }
    return strings;
  }

  /**
   * Parses any JSON: to a map, a list, a string, a number, a boolean or null, as {@link
   * #parseObject} has them.
   *
   * @param source what errors name as the place the text is from
   * @throws DataFormatException if the text is no JSON, names a key twice, or goes on after it
   */
  public static @Nullable Object parse(String source, String text) {
    try {
      return MAPPER.readValue(text, Object.class);
    } catch (JsonProcessingException broken) {
      var place = broken.getLocation();
      throw DataFormatException.at(
          source,
          place == null ? "JSON" : "line " + place.getLineNr() + ", column " + place.getColumnNr(),
          broken.getOriginalMessage(),
          "valid JSON",
          "correct the text");
    }
  }
}
