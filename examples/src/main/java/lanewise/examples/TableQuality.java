package lanewise.examples;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import lanewise.feature.Features;
import lanewise.feature.Task;
import lanewise.model.Model;
import lanewise.model.Training;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Value;
import lanewise.optim.Adam;
import lanewise.table.Table;
import lanewise.train.Metrics;

/** How well a table is learned, over several seeds: what table_quality.py compares. */
final class TableQuality {
  private TableQuality() {}

  /**
   * The arguments are the CSV files of the rows to be trained and tested on, the target, the hidden
   * units by layer (as 64,32), the initial weights by the name of their {@link Initializers},
   * epochs, rows per batch, the strength of the L2 penalty, and how many seeds. Prints a line per
   * seed: its number, and accuracy, or R2 of values, on the test rows.
   */
  static void main(String[] args) {
    Table test = Table.readCsv(Path.of(args[1]));
    Features features = Features.of(Table.readCsv(Path.of(args[0])), args[2]);
    Training training =
        Training.epochs(Integer.parseInt(args[5]))
            .batchSize(Integer.parseInt(args[6]))
            .regularization(Double.parseDouble(args[7]))
            .optimizer(Adam.of(1e-3));
    boolean values = task(features) == Task.VALUES;
    for (int seed = 0; seed < Integer.parseInt(args[8]); seed++) {
      // A plan of its own: layers given as objects bring their initial weights to one network only.
      Model.Plan plan = Model.of(network(features, args[3], args[4]));
      Metrics metrics = plan.fit(features, training.seed(seed)).evaluate(test);
      System.out.printf(
          Locale.ROOT,
          "seed %d %s %.6f%n",
          seed,
          values ? "r2" : "accuracy",
          values ? metrics.r2() : metrics.accuracy());
    }
  }

  private static Value network(Features features, String hidden, String weights) {
    Value layer = features.inputs();
    int number = 1;
    for (int units : Arrays.stream(hidden.split(",", -1)).mapToInt(Integer::parseInt).toArray()) {
      layer = dense(layer, number++, units, weights).relu();
    }
    int classes = features.encoding().target().names().size();
    return dense(layer, number, task(features) == Task.CLASSES ? classes : 1, weights);
  }

  private static Value dense(Value x, int number, int units, String weights) {
    return x.then(new Dense("fc" + number, x.shape().cols(), units, Initializers.parse(weights)));
  }

  private static Task task(Features features) {
    return features.encoding().target().task();
  }
}
