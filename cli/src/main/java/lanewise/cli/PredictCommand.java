package lanewise.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import lanewise.data.DataException;
import lanewise.io.dataset.CsvFeatures;
import lanewise.io.dataset.CsvFile;
import lanewise.io.dataset.CsvHeader;
import lanewise.io.tensors.Npy;
import lanewise.kernel.Backend;
import lanewise.model.Model;
import lanewise.model.ModelFile;
import lanewise.model.SavedModel;
import lanewise.tensor.Tensor;
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
        "Lets a saved model answer for the rows of a file: raw features, without a label column, found by the names of their columns where the file and the model have some; the model file says how they are normalised. Prints a class with its probability, or with its score where the loss that trained the model gives no probabilities, or the value of a model that predicts one.")
final class PredictCommand implements Callable<Integer> {
  private final Console console;

  private static final String CSV = "csv:";

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description =
          "rows as .csv or .npy, plain or .gz; csv:FILE is a CSV file of any name, such as csv:/dev/stdin")
  private String rows = "rows.csv";

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
      description =
          "one JSON object per line on stdout, with all \"probabilities\", \"scores\" or \"values\"")
  private boolean json;

  @Option(
      names = "--csv",
      description = "a header and one line per row on stdout, of a model of a table")
  private boolean csv;

  @Mixin private final TableFormat format = new TableFormat();

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ModelFile model = ModelFile.read(file);
    if (model.input().table().isPresent()) {
      answerTable(model);
      return Main.OK;
    }
    if (csv) {
      throw new UsageException("--csv for a model of rows of numbers, expected one of a table");
    }
    Tensor features = read(model);
    try (Backend backend = backendOptions.open()) {
      Tensor outputs = SavedModel.predictor(model, backend).scores(features);
      if (model.loss().isEmpty()) {
        console.note(
            file + " does not say by which loss it was trained: scores instead of probabilities");
      }
      Answers answers = Answers.of(model, outputs, backend);
      for (int row = 0; row < outputs.shape().examples(); row++) {
        if (json) {
          console.json(answers.object(row));
        } else {
          console.line(answers.line(row));
        }
      }
    }
    return Main.OK;
  }

  private void answerTable(ModelFile stored) {
    if (csv && json) {
      throw new UsageException("--csv and --json, expected one of them");
    }
    Model model = Model.of(stored);
    TableAnswers answers = new TableAnswers(model, model.predict(format.read(rows)));
    if (json) {
      answers.printJson(console);
    } else if (csv) {
      answers.printCsv(console);
    } else {
      answers.print(console);
    }
  }

  private Tensor read(ModelFile model) {
    String name = rows.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    boolean csv = rows.startsWith(CSV) || name.endsWith(".csv");
    CsvHeader first = header.of(rows, csv);
    if (csv) {
      Path table = Path.of(rows.startsWith(CSV) ? rows.substring(CSV.length()) : rows);
      return readTable(table, first, model);
    }
    if (name.endsWith(".npy")) {
      return requireFinite(Npy.read(Path.of(rows)));
    }
    throw new UsageException(
        rows + ", expected a file that ends in .csv or .npy, plain or .gz, or csv:FILE");
  }

  private Tensor readTable(Path path, CsvHeader first, ModelFile model) {
    CsvFeatures table = CsvFile.readFeatures(path, first);
    return NamedFeatures.of(path.toString(), model, table.featureNames(), console::note)
        .map(named -> named.of(table.values()))
        .orElse(table.values());
  }

  private Tensor requireFinite(Tensor features) {
    for (int i = 0; i < features.size(); i++) {
      if (!Double.isFinite(features.get(i))) {
        int cols = features.shape().exampleSize();
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: %s in row %d, column %d (counted from 0), expected a finite number; drop the row or fill in the value",
                rows,
                features.get(i),
                i / cols,
                i % cols));
      }
    }
    return features;
  }
}
