package lanewise.examples;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import lanewise.feature.Features;
import lanewise.model.Model;
import lanewise.model.Training;
import lanewise.table.Column;
import lanewise.table.Table;

/** How long a table takes to be learned, and a row to be answered: what table_race.py compares. */
final class TableSpeed {
  private static final int ANSWERS = 20_000;

  private TableSpeed() {}

  /**
   * The arguments are a CSV file with a column y, how often to train, and whether to time answers.
   * Prints the seconds of each training, the accuracy, and quantiles of single answers in
   * microseconds.
   */
  static void main(String[] args) {
    Table table = Table.readCsv(Path.of(args[0]));
    Features features = Features.of(table, "y");
    Model.Plan plan = Model.of(features.inputs().dense(64).relu().dense(32).relu().dense(1));
    Model model = null;
    for (int i = Integer.parseInt(args[1]); i > 0; i--) {
      long start = System.nanoTime();
      model = plan.fit(features, Training.epochs(10).batchSize(200));
      System.out.printf(Locale.ROOT, "fit %.3f%n", (System.nanoTime() - start) * 1e-9);
    }
    if (model != null && args[2].equals("answers")) {
      System.out.printf(Locale.ROOT, "accuracy %.4f%n", model.evaluate(table).accuracy());
      answer(model.frozen(), table);
    }
  }

  private static void answer(Model model, Table table) {
    int width = model.columns().size();
    double[] byPlace = new double[ANSWERS];
    double[] byName = new double[ANSWERS];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < ANSWERS; i++) {
        float[] row = new float[width];
        Map<String, Double> named = new HashMap<>();
        for (int col = 0; col < width; col++) {
          Column column = table.column(model.columns().get(col));
          row[col] = (float) column.number(i % table.rows());
          named.put(column.name(), column.number(i % table.rows()));
        }
        long start = System.nanoTime();
        model.predict(row);
        long middle = System.nanoTime();
        model.predict(named);
        byPlace[i] = (middle - start) * 1e-3;
        byName[i] = (System.nanoTime() - middle) * 1e-3;
      }
    }
    print("values in their order", byPlace);
    print("columns by name", byName);
  }

  private static void print(String what, double[] microseconds) {
    Arrays.sort(microseconds);
    System.out.printf(
        Locale.ROOT,
        "%s: p50 %.1f us, p99 %.1f us, p99.9 %.1f us%n",
        what,
        microseconds[ANSWERS / 2],
        microseconds[ANSWERS - ANSWERS / 100],
        microseconds[ANSWERS - ANSWERS / 1000]);
  }
}
