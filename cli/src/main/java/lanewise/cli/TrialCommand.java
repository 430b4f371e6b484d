package lanewise.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lanewise.tune.Configuration;
import lanewise.tune.Trial;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command that repeats one trial of a search as a training run, for people to copy. */
final class TrialCommand {
  /** What a training run has too, but another of its own. */
  private static final Set<String> OWN =
      Set.of("--out", "--overwrite", "--json", "--seed", "--split-seed", "--backend");

  private final CommandSpec train;
  private final ParseResult search;
  private final @Nullable Long splitSeed;
  private final String backend;

  /**
   * The commands of one search.
   *
   * @param train the command that repeats
   * @param search what was given to the search
   * @param splitSeed the seed that its rows were drawn with; null if they were not drawn
   * @param backend the name of the backend that it computes on, which a training run might choose
   *     otherwise
   */
  TrialCommand(CommandSpec train, ParseResult search, @Nullable Long splitSeed, String backend) {
    this.train = train;
    this.search = search;
    this.splitSeed = splitSeed;
    this.backend = backend;
  }

  /** The command as a line of a shell. */
  String of(Trial trial) {
    List<String> words = new ArrayList<>(List.of("lanewise", "train"));
    for (PositionalParamSpec data : search.matchedPositionals()) {
      words.addAll(data.originalStringValues());
    }
    Configuration configuration = trial.configuration();
    for (OptionSpec option : search.matchedOptions()) {
      String name = option.longestName();
      if (train.findOption(name) != null
          && !OWN.contains(name)
          && !configuration.values().containsKey(name.substring(2))) {
        option.originalStringValues().forEach(value -> add(words, name, value));
      }
    }
    configuration
        .values()
        .forEach((name, value) -> add(words, "--" + name, TrialOptions.text(name, value)));
    add(words, "--backend", backend);
    add(words, "--seed", Long.toString(trial.seed()));
    if (splitSeed != null) {
      add(words, "--split-seed", Long.toString(splitSeed));
    }
    return String.join(" ", words.stream().map(TrialCommand::quoted).toList());
  }

  private static void add(List<String> words, String option, String value) {
    words.add(option + "=" + value);
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
