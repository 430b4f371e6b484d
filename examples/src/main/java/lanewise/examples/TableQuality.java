package lanewise.examples;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import lanewise.feature.Features;
import lanewise.feature.Task;
import lanewise.model.Model;
import lanewise.model.Training;
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
   * units by layer (as 64,32), the initial weights by the name of their {@link Initializers}, the
   * decay of the average of the weights or 0 for none, epochs, rows per batch, the strength of the
   * L2 penalty, and how many seeds. Prints a line per seed: its number, and accuracy, or R2 of
   * values, on the test rows.
   */
  static void main(String[] args) {
    Table test = Table.readCsv(Path.of(args[1]));
    Features features = Features.of(Table.readCsv(Path.of(args[0])), args[2]);
    Model.Plan plan = Model.of(network(features, args[3]));
    double decay = Double.parseDouble(args[5]);
    Training plain =
        Training.epochs(Integer.parseInt(args[6]))
            .batchSize(Integer.parseInt(args[7]))
            .regularization(Double.parseDouble(args[8]))
            .optimizer(Adam.of(1e-3))
            .weights(Initializers.parse(args[4]));
    Training training = decay > 0 ? plain.averaging(decay) : plain;
    boolean values = task(features) == Task.VALUES;
    for (int seed = 0; seed < Integer.parseInt(args[9]); seed++) {
      Metrics metrics = plan.fit(features, training.seed(seed)).evaluate(test);
      System.out.printf(
          Locale.ROOT,
          "seed %d %s %.6f%n",
          seed,
          values ? "r2" : "accuracy",
          values ? metrics.r2() : metrics.accuracy());
    }
  }

  private static Value network(Features features, String hidden) {
    Value layer = features.inputs();
    for (int units : Arrays.stream(hidden.split(",", -1)).mapToInt(Integer::parseInt).toArray()) {
      layer = layer.dense(units).relu();
    }
    int classes = features.encoding().target().names().size();
    return layer.dense(task(features) == Task.CLASSES ? classes : 1);
  }

  private static Task task(Features features) {
    return features.encoding().target().task();
  }
}
