package lanewise.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.data.Dataset;
import lanewise.io.model.ModelFile;
import lanewise.io.model.SavedModel;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.nn.Network;
import lanewise.train.Evaluator;
import lanewise.train.Examples;
import lanewise.train.Metrics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges a saved model on data. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Judges a saved model: accuracy, log-loss, precision, recall and F1 a class, confusion matrix. Rows are normalised and, where no option says which, chosen as the model file says.")
final class EvalCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final BackendOptions backendOptions = new BackendOptions();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "model.safetensors of a training run")
  private Path file = Path.of("model.safetensors");

  @Option(names = "--all", description = "all rows, not only the test rows")
  private boolean all;

  @Option(
      names = {"--seed", "--split-seed"},
      paramLabel = "N",
      description = "seed of the split; default that of the training run")
  private @Nullable Long seed;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "3",
      description =
          "also the share of the rows whose class is among the K likeliest; default ${DEFAULT-VALUE}")
  private int top = 3;

  @Option(names = "--json", description = "one JSON object on stdout")
  private boolean json;

  EvalCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (top < 1) {
      throw new UsageException("--top-k " + top + ", expected 1 or more");
    }
    if (all && (seed != null || data.splitPlan(0).isChosen())) {
      throw new UsageException(
          "--all with options of a split, expected one way to choose the rows");
    }
    ModelFile model = ModelFile.read(file);
    Dataset rows = ModelData.testRows(data, model, all, seed, console::note);
    try (Backend backend = backendOptions.open()) {
      Network network = SavedModel.network(model, backend);
      Metrics metrics =
          new Evaluator(network, new SoftmaxCrossEntropy()).evaluate(Examples.of(rows));
      if (json) {
        console.json(object(metrics, rows, backend));
      } else {
        print(metrics, rows, backend);
      }
    }
    return Main.OK;
  }

  private Map<String, Object> object(Metrics metrics, Dataset rows, Backend backend) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", "eval");
    object.put("dataset", rows.name());
    object.put("count", metrics.count());
    object.put("correct", metrics.correct());
    object.put("accuracy", metrics.accuracy());
    object.put("top" + top, metrics.topK(top));
    object.put("log_loss", metrics.logLoss());
    object.put("macro_f1", metrics.macroF1());
    List<Map<String, Object>> classes = new ArrayList<>();
    for (int c = 0; c < metrics.classes(); c++) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("class", rows.classNames().get(c));
      entry.put("precision", metrics.precision(c));
      entry.put("recall", metrics.recall(c));
      entry.put("f1", metrics.f1(c));
      entry.put("answers", metrics.answersFor(c));
      classes.add(entry);
    }
    object.put("classes", classes);
    object.put("backend", backend.name());
    return object;
  }

  private void print(Metrics metrics, Dataset rows, Backend backend) {
    console.line(rows + "; " + backend);
    console.line(
        String.format(
            Locale.ROOT,
            "accuracy %.4f (%d of %d), top-%d %.4f, log-loss %.4f, macro F1 %.4f",
            metrics.accuracy(),
            metrics.correct(),
            metrics.count(),
            top,
            metrics.topK(top),
            metrics.logLoss(),
            metrics.macroF1()));
    console.line("");
    int width = rows.classNames().stream().mapToInt(String::length).max().orElse(1);
    String name = "%-" + Math.max(5, width) + "s";
    console.line(
        String.format(
            Locale.ROOT,
            name + " %9s %9s %9s   answered as 0, 1, ...",
            "class",
            "precision",
            "recall",
            "F1"));
    for (int c = 0; c < metrics.classes(); c++) {
      StringBuilder answers = new StringBuilder();
      for (long count : metrics.answersFor(c)) {
        answers.append(String.format(Locale.ROOT, " %5d", count));
      }
      console.line(
          String.format(
              Locale.ROOT,
              name + " %9.4f %9.4f %9.4f  %s",
              rows.classNames().get(c),
              metrics.precision(c),
              metrics.recall(c),
              metrics.f1(c),
              answers));
    }
  }
}
