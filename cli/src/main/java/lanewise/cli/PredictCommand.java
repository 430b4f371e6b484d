package lanewise.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.data.DataException;
import lanewise.io.dataset.CsvFile;
import lanewise.io.dataset.CsvHeader;
import lanewise.io.model.ModelFile;
import lanewise.io.model.SavedModel;
import lanewise.io.tensors.Npy;
import lanewise.kernel.Backend;
import lanewise.tensor.Tensor;
import lanewise.train.Predictor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a saved model answer for rows of a file. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Lets a saved model answer for the rows of a file: raw features, without a label column; the model file says how they are normalised.")
final class PredictCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "FILE", description = "rows as .csv or .npy, plain or .gz")
  private Path rows = Path.of("rows.csv");

  @Mixin private final BackendOptions backendOptions = new BackendOptions();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "model.safetensors of a training run")
  private Path file = Path.of("model.safetensors");

  @Mixin private final HeaderOption header = new HeaderOption();

  @Option(
      names = "--json",
      description = "one JSON object a line on stdout, with all probabilities")
  private boolean json;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ModelFile model = ModelFile.read(file);
    Tensor features = read();
    try (Backend backend = backendOptions.open()) {
      Predictor predictor =
          new Predictor(SavedModel.network(model, backend).frozen(), model.normalizer());
      Tensor scores = predictor.scores(features);
      int[] classes = new int[scores.shape().rows()];
      backend.argmax(scores, classes, 0);
      // Not the largest probability: two scores may differ where their probabilities do not.
      backend.softmax(scores, scores);
      for (int row = 0; row < classes.length; row++) {
        double[] shares = scores.rows(row, 1).toDoubles();
        if (json) {
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("row", row);
          line.put("class", model.classNames().get(classes[row]));
          line.put("probabilities", shares);
          console.json(line);
        } else {
          console.line(
              String.format(
                  Locale.ROOT,
                  "%d %s %.4f",
                  row,
                  model.classNames().get(classes[row]),
                  shares[classes[row]]));
        }
      }
    }
    return Main.OK;
  }

  private Tensor read() {
    String name = rows.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    CsvHeader first = header.of(rows.toString(), name.endsWith(".csv"));
    if (name.endsWith(".npy")) {
      return requireFinite(Npy.read(rows));
    }
    if (name.endsWith(".csv")) {
      return CsvFile.readFeatures(rows, first);
    }
    throw new UsageException(rows + ", expected a file that ends in .csv or .npy, plain or .gz");
  }

  private Tensor requireFinite(Tensor features) {
    for (int i = 0; i < features.size(); i++) {
      if (!Double.isFinite(features.get(i))) {
        int cols = features.shape().cols();
        throw new DataException(
            "%s: %s in row %d, column %d (counted from 0), expected a finite number; drop the row or fill in the value"
                .formatted(rows, features.get(i), i / cols, i % cols));
      }
    }
    return features;
  }
}
