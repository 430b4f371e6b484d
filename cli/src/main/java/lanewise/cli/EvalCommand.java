package lanewise.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.data.Dataset;
import lanewise.kernel.Backend;
import lanewise.loss.NoAnswerException;
import lanewise.model.Model;
import lanewise.model.ModelFile;
import lanewise.model.SavedModel;
import lanewise.nn.Graph;
import lanewise.nn.Network;
import lanewise.table.Table;
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
        "Judges a saved model: accuracy, the loss that it was trained by, precision, recall and F1 per class, confusion matrix. Columns are found by their names where the data and the model have some; rows are normalised and, where no option says which, chosen as the model file says.")
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
          "also the share of the rows whose class is among the K likeliest, where there are more classes; default ${DEFAULT-VALUE}")
  private int top = 3;

  @Option(names = "--json", description = "one JSON object on stdout")
  private boolean json;

  @Mixin private final TableFormat format = new TableFormat();

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
    if (model.input().table().isPresent()) {
      judgeTable(model);
      return Main.OK;
    }
    requireClasses(model);
    Dataset rows = ModelData.testRows(data, model, all, seed, console::note);
    try (Backend backend = backendOptions.open()) {
      Network network = SavedModel.network(model, backend);
      Metrics metrics = SavedModel.evaluator(model, network).evaluate(Examples.of(rows));
      requireAnswers(metrics);
      if (json) {
        console.json(object(metrics, model, rows, backend));
      } else {
        print(metrics, model, rows, backend);
      }
    }
    return Main.OK;
  }

  /** A table has no rows that a training run held out: all are judged. */
  private void judgeTable(ModelFile model) {
    Table rows = format.read(data.name.replaceFirst("#[^#]*$", ""));
    Metrics metrics = Model.of(model).evaluate(rows);
    if (!json) {
      console.line(rows.toString());
      metrics.toString().lines().forEach(console::line);
      return;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", "eval");
    object.put("dataset", rows.name());
    object.put("count", rows.rows());
    object.putAll(metrics.figures());
    console.json(object);
  }

  private void requireClasses(ModelFile model) {
    int outputs = Graph.parse(model.network()).outputShape().size();
    if (model.link().classes(outputs) == 0 || model.classNames().isEmpty()) {
      throw new UsageException(
          file
              + ": answers "
              + model.link().name().toLowerCase(Locale.ROOT)
              + " without classes, expected a model of classes; values are judged with the library");
    }
  }

  private void requireAnswers(Metrics metrics) {
    if (metrics.count() == 0) {
      throw new UsageException("no test rows with a label that counts, expected some");
    }
    if (metrics.unanswered() > 0) {
      throw new NoAnswerException(
          file
              + ": "
              + metrics.unanswered()
              + " of "
              + metrics.count()
              + " rows have a score that is no finite number, expected one for each class; see that the data is of the"
              + " scale of the training data");
    }
  }

  private Map<String, Object> object(
      Metrics metrics, ModelFile model, Dataset rows, Backend backend) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", "eval");
    object.put("dataset", rows.name());
    object.put("count", metrics.count());
    object.put("correct", metrics.correct());
    object.put("accuracy", metrics.accuracy());
    if (top < metrics.classes()) {
      object.put("top" + top, metrics.topK(top));
    }
    model.loss().ifPresent(loss -> object.put("loss", loss.name()));
    putDefined(object, "mean_loss", metrics.meanLoss());
    putDefined(object, "log_loss", metrics.logLoss());
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

  private static void putDefined(Map<String, Object> object, String name, double value) {
    if (!Double.isNaN(value)) {
      object.put(name, value);
    }
  }

  private void print(Metrics metrics, ModelFile model, Dataset rows, Backend backend) {
    console.line(rows + "; " + backend);
    List<String> figures = new ArrayList<>();
    figures.add(
        String.format(
            Locale.ROOT,
            "accuracy %.4f (%d of %d)",
            metrics.accuracy(),
            metrics.correct(),
            metrics.count()));
    if (top < metrics.classes()) {
      addDefined(figures, "top-" + top, metrics.topK(top));
    }
    addDefined(figures, "log-loss", metrics.logLoss());
    if (Double.isNaN(metrics.logLoss())) {
      String loss = model.loss().map(ModelFile.TrainedLoss::name).orElse("");
      addDefined(figures, loss + " loss", metrics.meanLoss());
    }
    addDefined(figures, "macro F1", metrics.macroF1());
    console.line(String.join(", ", figures));
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

  private static void addDefined(List<String> figures, String name, double value) {
    if (!Double.isNaN(value)) {
      figures.add(String.format(Locale.ROOT, "%s %.4f", name, value));
    }
  }
}
