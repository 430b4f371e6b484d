package lanewise.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.tensor.LanewiseException;

/**
 * The description of a layer without its memory: kind, name and options. It is data only, so a
 * model file can hold it and {@link LayerKinds} can build it on any backend.
 *
 * <p>As text it is one line, {@code kind name key=value ...}, the keys in their order.
 *
 * @param kind what {@link LayerKinds} knows it by
 * @param name the layer's name: 1 to 128 letters, digits, underscores, dots or hyphens
 * @param options words without spaces
 */
public record LayerSpec(String kind, String name, Map<String, String> options) {
  private static final String NAME_RULE = "[A-Za-z0-9_.-]{1,128}";

  /**
   * @throws LanewiseException if the name breaks its rule
   */
  public LayerSpec {
    requireName(name);
    options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** A description without options. */
  public static LayerSpec of(String kind, String name) {
    return new LayerSpec(kind, name, Map.of());
  }

  /** The same description with one more option. */
  public LayerSpec with(String key, Object value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(key, value instanceof Boolean flag ? (flag ? "yes" : "no") : value.toString());
    return new LayerSpec(kind, name, more);
  }

  /**
   * Reads the words behind a kind.
   *
   * @throws LanewiseException if the line is not such a description
   */
  static LayerSpec parse(String kind, String name, List<String> words) {
    LayerSpec bare = of(kind, name);
    Map<String, String> options = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1
          || options.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
        throw bare.error("option \"" + shortened(word) + "\"", "key=value, each key once");
      }
    }
    return new LayerSpec(kind, name, options);
  }

  /** Names occur in texts, in files and before the dot of parameter names. */
  static String requireName(String name) {
    if (!name.matches(NAME_RULE)) {
      throw new LanewiseException(
          "layer name \""
              + shortened(name)
              + "\", expected 1 to 128 letters, digits, underscores, dots or hyphens");
    }
    return name;
  }

  /** The line {@code kind name key=value ...}. */
  public String text() {
    return String.join(" ", kind + " " + name, String.join(" ", words())).strip();
  }

  /** The words behind kind and name. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    options.forEach((key, value) -> words.add(key + "=" + value));
    return words;
  }

  /**
   * Refuses a description whose keys are not exactly these.
   *
   * @throws LanewiseException if they are not
   */
  public LayerSpec requireKeys(String... keys) {
    if (!options.keySet().equals(Set.of(keys))) {
      throw error("options " + options.keySet(), "exactly " + List.of(keys));
    }
    return this;
  }

  /**
   * The value of an option.
   *
   * @throws LanewiseException if it is missing
   */
  public String word(String key) {
    String value = options.get(key);
    if (value == null) {
      throw error("no option " + key, "it among " + options.keySet());
    }
    return value;
  }

  /**
   * The value of an option as a whole number.
   *
   * @throws LanewiseException if it is missing or none
   */
  public int integer(String key) {
    try {
      return Integer.parseInt(word(key));
    } catch (NumberFormatException e) {
      throw error(key + "=" + shortened(word(key)), "a whole number");
    }
  }

  /**
   * The value of an option as a number.
   *
   * @throws LanewiseException if it is missing or none
   */
  public double number(String key) {
    try {
      return Double.parseDouble(word(key));
    } catch (NumberFormatException e) {
      throw error(key + "=" + shortened(word(key)), "a number");
    }
  }

  /**
   * The value of an option that is yes or no.
   *
   * @throws LanewiseException if it is missing or neither
   */
  public boolean flag(String key) {
    return switch (word(key)) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw error(key + "=" + shortened(word(key)), "yes or no");
    };
  }

  private LanewiseException error(String found, String rule) {
    return new LanewiseException(
        "Graph: " + shortened(kind) + " " + name + ": " + found + ", expected " + rule);
  }

  static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 60 ? line.substring(0, 60) + "..." : line;
  }
}
