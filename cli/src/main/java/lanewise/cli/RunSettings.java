package lanewise.cli;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The options that decide what a training run computes, as text by name. A checkpoint holds them,
 * for a run that is resumed with others would be neither the first run nor a new one.
 */
record RunSettings(SortedMap<String, String> values) {
  /** What the names begin with in the metadata of a checkpoint. */
  private static final String PREFIX = "option.";

  /** How long a run goes on, what it reports and saves, and on how many threads. */
  private static final Set<String> FREE =
      Set.of(
          "epochs",
          "steps",
          "patience",
          "min-improvement",
          "report-every",
          "checkpoint-every",
          "checkpoint-epochs",
          "threads",
          "out",
          "resume",
          "overwrite",
          "json",
          "version");

  /**
   * The settings among all options.
   *
   * @param options of the run, by name
   */
  static RunSettings of(Map<String, Object> options) {
    SortedMap<String, String> values = new TreeMap<>();
    options.forEach(
        (name, value) -> {
          if (!FREE.contains(name)) {
            values.put(name, text(value));
          }
        });
    return new RunSettings(values);
  }

  /** The settings that {@link #metadata} has put into a checkpoint. */
  static RunSettings ofMetadata(Map<String, String> metadata) {
    SortedMap<String, String> values = new TreeMap<>();
    metadata.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            values.put(key.substring(PREFIX.length()), value);
          }
        });
    return new RunSettings(values);
  }

  /** The settings for the metadata of a checkpoint. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    values.forEach((name, value) -> metadata.put(PREFIX + name, value));
    return metadata;
  }

  /**
   * Refuses to resume a run with other settings.
   *
   * @param first the settings that the run began with
   */
  void requireSame(RunSettings first) {
    Set<String> names = new TreeSet<>(values.keySet());
    names.addAll(first.values.keySet());
    for (String name : names) {
      String now = values.get(name);
      String then = first.values.get(name);
      if (now == null ? then != null : !now.equals(then)) {
        throw new UsageException(
            "--resume with "
                + described(name, now)
                + ", expected "
                + described(name, then)
                + " as in the checkpoint; give the options that the run began with, or leave"
                + " --resume away to start anew");
      }
    }
  }

  private static String described(String name, @Nullable String value) {
    String option = name.equals("dataset") ? name : "--" + name;
    return value == null ? "no " + option : option + " " + value;
  }

  private static String text(Object value) {
    return value instanceof Collection<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : value.toString();
  }
}
