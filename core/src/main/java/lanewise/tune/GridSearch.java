package lanewise.tune;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanewise.train.TrainingOptions;

/**
 * A search over every combination of given values, at most {@link #MOST_TRIALS} of them; the last
 * hyperparameter varies fastest.
 *
 * @param grid the values of each hyperparameter
 * @param options of each trial: epochs, patience, criterion, and the seed of the whole search
 */
public record GridSearch(Map<String, List<?>> grid, TrainingOptions options) implements Search {
  public GridSearch {
    Map<String, List<?>> copy = new LinkedHashMap<>();
    grid.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    grid = Collections.unmodifiableMap(copy);
    grid.forEach(
        (name, values) -> {
          if (values.isEmpty()) {
            throw new SearchException("GridSearch: no values of " + name + ", expected 1 or more");
          }
        });
    if (grid.isEmpty()) {
      throw new SearchException("GridSearch: no hyperparameters, expected 1 or more");
    }
    double combinations = 1;
    for (List<?> values : grid.values()) {
      combinations *= values.size();
    }
    if (combinations > MOST_TRIALS) {
      throw new SearchException(
          String.format(
              Locale.ROOT,
              "GridSearch: %.0f combinations, expected at most %d; draw some of them with a RandomSearch",
              combinations,
              MOST_TRIALS));
    }
  }

  @Override
  public List<Configuration> configurations() {
    List<Map<String, Object>> product = List.of(Map.of());
    for (Map.Entry<String, List<?>> axis : grid.entrySet()) {
      List<Map<String, Object>> longer = new ArrayList<>();
      for (Map<String, Object> start : product) {
        for (Object value : axis.getValue()) {
          Map<String, Object> values = new LinkedHashMap<>(start);
          values.put(axis.getKey(), value);
          longer.add(values);
        }
      }
      product = longer;
    }
    return product.stream().map(Configuration::new).toList();
  }
}
