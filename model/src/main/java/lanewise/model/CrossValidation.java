package lanewise.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanewise.data.Split;
import lanewise.feature.Features;
import lanewise.train.Metrics;

/**
 * What a network is worth on rows that it was not trained on, judged on several parts of a table in
 * turn.
 *
 * @param folds the metrics of each part, by a model of all others
 */
public record CrossValidation(List<Metrics> folds) {
  public CrossValidation {
    folds = List.copyOf(folds);
  }

  static CrossValidation of(Model.Plan plan, Features features, int count, Training training) {
    List<Metrics> folds = new ArrayList<>();
    for (Split split : features.folds(count, training.seed())) {
      Model model = plan.fit(features.rows(split.train()), training);
      folds.add(model.evaluate(features.table().rows(split.val())));
    }
    return new CrossValidation(folds);
  }

  /** A figure's mean and spread over the parts. */
  public record Figure(double mean, double standardDeviation) {
    /** The form {@code 0.9533 +- 0.0181}. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.4f +- %.4f", mean, standardDeviation);
    }
  }

  /**
   * The figures that {@link Metrics#figures} has for the task, each with its mean and its standard
   * deviation (over n - 1) over the parts.
   */
  public Map<String, Figure> figures() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (String name : folds.get(0).figures().keySet()) {
      figures.put(name, figure(name));
    }
    return figures;
  }

  /** The mean and spread of one of the {@link #figures}; NaN where a part has none. */
  public Figure figure(String name) {
    double[] values =
        folds.stream().mapToDouble(fold -> fold.figures().getOrDefault(name, Double.NaN)).toArray();
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Figure(mean, Math.sqrt(squares / (values.length - 1)));
  }

  /** One line per figure: its name, mean and spread. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(folds.size() + " folds");
    figures().forEach((name, figure) -> text.append('\n').append(name).append("  ").append(figure));
    return text.toString();
  }
}
