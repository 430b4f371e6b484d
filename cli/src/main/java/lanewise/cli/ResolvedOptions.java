package lanewise.cli;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import lanewise.kernel.Backend;
import lanewise.train.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Every option of a command with the value that it has, given or by default, so that a run can be
 * repeated.
 */
final class ResolvedOptions {
  private ResolvedOptions() {}

  /**
   * The options of a command that trains: where they were left open, the values that the run has.
   *
   * @param data as it was loaded
   * @param used how the run goes
   */
  static Map<String, Object> of(
      @Nullable CommandSpec spec,
      TrainingData data,
      ModelOptions model,
      TrainingOptions used,
      Backend backend) {
    Map<String, Object> options = of(spec);
    options.putAll(data.splitOptions());
    options.putAll(model.used());
    options.putAll(RunOptions.used(used));
    options.put("backend", backend.name());
    return options;
  }

  private static Map<String, Object> of(@Nullable CommandSpec spec) {
    Map<String, Object> options = new TreeMap<>();
    if (spec == null) {
      return options;
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      put(options, parameter.paramLabel().toLowerCase(Locale.ROOT), parameter.getValue());
    }
    for (OptionSpec option : spec.options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        put(options, option.longestName().substring(2), option.getValue());
      }
    }
    options.put("version", Version.text());
    return options;
  }

  private static void put(Map<String, Object> options, String name, @Nullable Object value) {
    if (value instanceof Number
        || value instanceof Boolean
        || value instanceof Collection<?>
        || value instanceof Map<?, ?>) {
      options.put(name, value);
    } else if (value != null) {
      options.put(name, value.toString());
    }
  }
}
