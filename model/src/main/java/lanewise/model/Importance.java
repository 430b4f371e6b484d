package lanewise.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import lanewise.data.DataException;
import lanewise.table.Table;
import lanewise.tensor.SeededRandom;
import lanewise.train.Metrics;

/**
 * How much worse a model answers when the cells of one column are shuffled among the rows: what it
 * relies on the column for. Of two columns that say the same each may look unimportant. Source:
 * Breiman 2001; Fisher, Rudin, Dominici 2019.
 *
 * @param figure the name of the figure that is compared, where more is better
 * @param columns the most important first
 */
public record Importance(String figure, List<OfColumn> columns) {
  public Importance {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param drop the mean loss of the figure over the shuffles
   * @param standardDeviation of the losses, over n - 1; NaN for one shuffle
   */
  public record OfColumn(String column, double drop, double standardDeviation) {}

  static Importance of(Model model, Table rows, int repeats, long seed) {
    if (repeats < 1) {
      throw new DataException("Model.importance: " + repeats + " shuffles, expected 1 or more");
    }
    String figure = figure(model);
    double whole = score(model.evaluate(rows), figure);
    List<OfColumn> columns = new ArrayList<>();
    for (String column : model.columns()) {
      SeededRandom random = SeededRandom.stream(seed, "importance", column);
      double[] drops = new double[repeats];
      for (int i = 0; i < repeats; i++) {
        drops[i] = whole - score(model.evaluate(shuffled(rows, column, random)), figure);
      }
      columns.add(summary(column, drops));
    }
    columns.sort(Comparator.comparingDouble(OfColumn::drop).reversed());
    return new Importance(figure, columns);
  }

  private static String figure(Model model) {
    return switch (model.task()) {
      case BINARY, CLASSES -> "accuracy";
      case VALUES -> "R2";
      case LABELS -> "micro F1";
    };
  }

  private static double score(Metrics metrics, String figure) {
    return metrics.figures().getOrDefault(figure, Double.NaN);
  }

  private static Table shuffled(Table rows, String column, SeededRandom random) {
    int[] order = IntStream.range(0, rows.rows()).toArray();
    random.shuffle(order);
    return rows.withColumn(rows.column(column).rows(order));
  }

  private static OfColumn summary(String column, double[] drops) {
    double mean = 0;
    for (double drop : drops) {
      mean += drop / drops.length;
    }
    double squares = 0;
    for (double drop : drops) {
      squares += (drop - mean) * (drop - mean);
    }
    return new OfColumn(column, mean, Math.sqrt(squares / (drops.length - 1)));
  }

  /** One line per column: its name, the drop and its spread. */
  @Override
  public String toString() {
    int width = columns.stream().mapToInt(column -> column.column.length()).max().orElse(0);
    StringBuilder text = new StringBuilder("drop of " + figure);
    for (OfColumn column : columns) {
      text.append(
          String.format(
              Locale.ROOT,
              "\n%-" + Math.max(1, width) + "s  %8.4f +- %.4f",
              column.column,
              column.drop,
              column.standardDeviation));
    }
    return text.toString();
  }
}
