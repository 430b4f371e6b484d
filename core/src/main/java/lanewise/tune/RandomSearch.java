package lanewise.tune;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.tensor.SeededRandom;
import lanewise.train.TrainingOptions;

/**
 * A search over configurations that are drawn at random. Source: Bergstra, Bengio, "Random search
 * for hyper-parameter optimization", 2012.
 *
 * @param spaces by hyperparameter
 * @param trials how many configurations are drawn, at most {@link #MOST_TRIALS}
 * @param options of each trial: epochs, patience, criterion, and the seed of the whole search
 */
public record RandomSearch(Map<String, Space> spaces, int trials, TrainingOptions options)
    implements Search {
  /** The stream of a trial that its configuration is drawn from. */
  private static final int CONFIGURATION_STREAM = 1;

  public RandomSearch {
    spaces = Collections.unmodifiableMap(new LinkedHashMap<>(spaces));
    if (trials > MOST_TRIALS) {
      throw new SearchException(
          "RandomSearch: " + trials + " trials, expected at most " + MOST_TRIALS);
    }
    if (spaces.isEmpty() || trials < 1) {
      throw new SearchException(
          "RandomSearch: "
              + spaces.size()
              + " hyperparameters and "
              + trials
              + " trials, expected 1 or more each");
    }
  }

  @Override
  public List<Configuration> configurations() {
    List<Configuration> drawn = new ArrayList<>();
    for (int number = 0; number < trials; number++) {
      SeededRandom random =
          TrialRunner.streamOf(options.seed(), number).split(CONFIGURATION_STREAM);
      Map<String, Object> values = new LinkedHashMap<>();
      spaces.forEach((name, space) -> values.put(name, space.sample(random)));
      drawn.add(new Configuration(values));
    }
    return drawn;
  }
}
