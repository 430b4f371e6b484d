package lanewise.feature;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.io.DataFormatException;
import lanewise.io.Json;
import lanewise.table.Column;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;

/** Encodings as JSON text and back. What is read is checked: a file may be anybody's. */
final class EncodingText {
  private final String source;

  private EncodingText(String source) {
    this.source = source;
  }

  static String write(TableEncoding encoding) {
    Map<String, @Nullable Object> text = new LinkedHashMap<>();
    text.put("needsAll", encoding.features().needsAll());
    text.put(
        "encoders",
        encoding.features().encoders().stream().map(ColumnEncoder::description).toList());
    text.put("target", encoding.target().description());
    text.put("weights", encoding.weightColumn());
    return Json.line(text);
  }

  static TableEncoding read(String source, String text) {
    EncodingText reader = new EncodingText(source);
    Map<String, @Nullable Object> content = Json.parseObject(source, text);
    try {
      return new TableEncoding(
          new FeatureEncoder(
              reader.objects(content, "encoders").stream().map(reader::encoder).toList(),
              reader.truth(content, "needsAll")),
          reader.target(reader.object(content, "target")),
          content.get("weights") == null ? null : reader.text(content, "weights"));
    } catch (DataFormatException known) {
      throw known;
    } catch (LanewiseException broken) {
      throw reader.broken("encoding", String.valueOf(broken.getMessage()), "what a model stores");
    }
  }

  private ColumnEncoder encoder(Map<String, @Nullable Object> text) {
    String kind = text(text, "encoder");
    return switch (kind) {
      case "number" -> number(text);
      case "one-hot" ->
          new OneHotEncoder(text(text, "column"), categories(text, "categories"), known(text));
      case "index" ->
          new IndexEncoder(
              text(text, "column"),
              categories(text, "categories"),
              known(text),
              whole(text.get("dim"), "dim", 1, 1 << 20));
      case "ordinal" ->
          new OrdinalEncoder(
              text(text, "column"), categories(text, "order"), number(object(text, "number")));
      case "calendar" -> new CalendarEncoder(number(object(text, "date")));
      default ->
          throw broken(
              "encoder", "\"" + kind + "\"", "number, one-hot, index, ordinal or calendar");
    };
  }

  private NumberEncoder number(Map<String, @Nullable Object> text) {
    double scale = number(text.get("scale"), "scale");
    if (!(scale > 0)) {
      throw broken("scale", String.valueOf(scale), "a number above 0");
    }
    return new NumberEncoder(
        text(text, "column"),
        constant(Column.Kind.class, text(text, "kind"), "kind"),
        constant(Scaling.class, text(text, "scaling"), "scaling"),
        truth(text, "flagged"),
        number(text.get("shift"), "shift"),
        scale,
        list(text, "knots").stream().mapToDouble(knot -> number(knot, "knots")).toArray());
  }

  private Target target(Map<String, @Nullable Object> text) {
    String kind = text(text, "target");
    return switch (kind) {
      case "classes" -> new ClassTarget(text(text, "column"), categories(text, "classes"));
      case "labels" -> new LabelTarget(texts(text, "columns"));
      case "values" -> {
        List<NumberEncoder> scales = objects(text, "scales").stream().map(this::number).toList();
        yield new ValueTarget(
            scales.stream().map(NumberEncoder::column).toList(), truth(text, "log"), scales);
      }
      default -> throw broken("target", "\"" + kind + "\"", "classes, labels or values");
    };
  }

  private Categories categories(Map<String, @Nullable Object> text, String key) {
    return Categories.of(texts(text, key));
  }

  private BitSet known(Map<String, @Nullable Object> text) {
    BitSet known = new BitSet();
    int categories = list(text, "categories").size();
    list(text, "known").forEach(item -> known.set(whole(item, "known", 0, categories - 1)));
    return known;
  }

  private List<String> texts(Map<String, @Nullable Object> text, String key) {
    return list(text, key).stream().map(item -> asText(item, key)).toList();
  }

  private List<?> list(Map<String, @Nullable Object> text, String key) {
    if (text.get(key) instanceof List<?> list) {
      return list;
    }
    throw broken(key, String.valueOf(text.get(key)), "a list");
  }

  private List<Map<String, @Nullable Object>> objects(
      Map<String, @Nullable Object> text, String key) {
    return list(text, key).stream().map(item -> asObject(item, key)).toList();
  }

  private Map<String, @Nullable Object> object(Map<String, @Nullable Object> text, String key) {
    return asObject(text.get(key), key);
  }

  @SuppressWarnings("unchecked") // of JSON: the keys are strings
  private Map<String, @Nullable Object> asObject(@Nullable Object item, String key) {
    if (item instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw broken(key, String.valueOf(item), "an object");
  }

  private String text(Map<String, @Nullable Object> text, String key) {
    return asText(text.get(key), key);
  }

  private String asText(@Nullable Object item, String key) {
    if (item instanceof String string) {
      return string;
    }
    throw broken(key, String.valueOf(item), "a text");
  }

  private boolean truth(Map<String, @Nullable Object> text, String key) {
    if (text.get(key) instanceof Boolean truth) {
      return truth;
    }
    throw broken(key, String.valueOf(text.get(key)), "true or false");
  }

  private double number(@Nullable Object item, String key) {
    double value = item instanceof Number number ? number.doubleValue() : Double.NaN;
    if (!Double.isFinite(value)) {
      throw broken(key, String.valueOf(item), "a finite number");
    }
    return value;
  }

  private int whole(@Nullable Object item, String key, int least, int most) {
    if (item instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    throw broken(key, String.valueOf(item), "a whole number from " + least + " to " + most);
  }

  private <E extends Enum<E>> E constant(Class<E> type, String name, String key) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw broken(key, "\"" + name + "\"", "one of " + List.of(type.getEnumConstants()));
  }

  private DataFormatException broken(String where, String found, String expected) {
    return DataFormatException.at(source, where, found, expected, "save the model again");
  }
}
