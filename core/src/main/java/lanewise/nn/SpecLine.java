package lanewise.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.tensor.LanewiseException;

/**
 * One line of a {@link NetworkSpec} in text: {@code kind name key=value ...}, the keys in their
 * order.
 */
record SpecLine(String kind, String name, Map<String, String> options) {
  private static final String NAME_RULE = "[A-Za-z0-9_.-]{1,128}";

  static SpecLine of(String kind, String name) {
    return new SpecLine(kind, name, new LinkedHashMap<>());
  }

  static SpecLine parse(String line) {
    String[] words = line.strip().split("[ \t]+", -1);
    if (words.length < 2) {
      throw new LanewiseException(
          "NetworkSpec: line \"" + shortened(line) + "\", expected: kind name key=value ...");
    }
    SpecLine parsed = of(words[0], requireName(words[1]));
    for (String word : List.of(words).subList(2, words.length)) {
      int equals = word.indexOf('=');
      if (equals < 1
          || parsed.options.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
        throw parsed.error("option \"" + shortened(word) + "\"", "key=value, each key once");
      }
    }
    return parsed;
  }

  /** Names stand in texts, in files and before the dot of parameter names. */
  static String requireName(String name) {
    if (!name.matches(NAME_RULE)) {
      throw new LanewiseException(
          "layer name \""
              + shortened(name)
              + "\", expected 1 to 128 letters, digits, underscores, dots or hyphens");
    }
    return name;
  }

  SpecLine with(String key, Object value) {
    options.put(key, value.toString());
    return this;
  }

  String text() {
    StringBuilder text = new StringBuilder(kind).append(' ').append(name);
    options.forEach((key, value) -> text.append(' ').append(key).append('=').append(value));
    return text.toString();
  }

  /** Rejects a line whose keys are not exactly these. */
  SpecLine requireKeys(String... keys) {
    if (!options.keySet().equals(Set.of(keys))) {
      throw error("options " + options.keySet(), "exactly " + List.of(keys));
    }
    return this;
  }

  String word(String key) {
    String value = options.get(key);
    if (value == null) {
      throw error("no option " + key, "it among " + options.keySet());
    }
    return value;
  }

  int integer(String key) {
    try {
      return Integer.parseInt(word(key));
    } catch (NumberFormatException e) {
      throw error(key + "=" + shortened(word(key)), "a whole number");
    }
  }

  double number(String key) {
    try {
      return Double.parseDouble(word(key));
    } catch (NumberFormatException e) {
      throw error(key + "=" + shortened(word(key)), "a number");
    }
  }

  boolean flag(String key) {
    return switch (word(key)) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw error(key + "=" + shortened(word(key)), "yes or no");
    };
  }

  static String flag(boolean value) {
    return value ? "yes" : "no";
  }

  private LanewiseException error(String found, String rule) {
    return new LanewiseException(
        "NetworkSpec: " + shortened(kind) + " " + name + ": " + found + ", expected " + rule);
  }

  static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 60 ? line.substring(0, 60) + "..." : line;
  }
}
