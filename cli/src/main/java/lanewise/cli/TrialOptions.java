package lanewise.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lanewise.train.TrainingOptions;
import lanewise.tune.Configuration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The options of one trial: those of the whole search, with the configuration's in their place. The
 * name of a hyperparameter is that of the option without its dashes; {@link TrialCommand} repeats a
 * trial with them.
 */
@Command
final class TrialOptions {
  /** What can be searched. */
  static final List<String> NAMES =
      List.of(
          "lr",
          "lr-decay",
          "reg",
          "hidden",
          "activation",
          "dropout",
          "norm",
          "optimizer",
          "batch",
          "init",
          "label-smoothing");

  @Mixin final ModelOptions model = new ModelOptions();
  @Mixin final UpdateOptions update = new UpdateOptions();
  @Mixin final RunOptions run = new RunOptions();

  /**
   * Reads a configuration as if it stood on the command line.
   *
   * @param given the options of the search as they were given there
   */
  static TrialOptions of(List<OptionSpec> given, Configuration configuration) {
    TrialOptions options = new TrialOptions();
    CommandLine line = new CommandLine(options);
    Main.configure(line);
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : given) {
      String name = option.longestName();
      if (line.getCommandSpec().findOption(name) != null
          && !configuration.values().containsKey(name.substring(2))) {
        option.originalStringValues().forEach(value -> arguments.add(name + "=" + value));
      }
    }
    configuration
        .values()
        .forEach((name, value) -> arguments.add("--" + name + "=" + text(name, value)));
    try {
      line.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException unfit) {
      throw new UsageException(Objects.requireNonNullElse(unfit.getMessage(), "wrong value"));
    }
    return options;
  }

  /** Reads every option as a trial will, so that a value out of its range is refused. */
  void check(TrainingData rows) {
    trainingOptions(rows);
    model.network(rows.train().example(), rows.train().classNames().size()).graph();
    update.check(rows.train());
  }

  TrainingOptions trainingOptions(TrainingData rows) {
    return run.options(rows.train().size(), rows.validation() != null, update.hearsEpochs());
  }

  /** Refuses a name that no search knows. */
  static void requireKnown(Map<String, String> values, String option) {
    for (String name : values.keySet()) {
      if (!NAMES.contains(name)) {
        throw new UsageException(
            option + " " + name + ": unknown, expected one of " + String.join(", ", NAMES));
      }
    }
  }

  /** In a list of values commas are taken, so several hidden layers are joined by x. */
  static String text(String name, Object value) {
    return name.equals("hidden") ? value.toString().replace('x', ',') : value.toString();
  }
}
