package lanewise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import lanewise.data.Split;
import lanewise.feature.Features;
import lanewise.io.FileException;
import lanewise.model.CrossValidation;
import lanewise.model.Model;
import lanewise.model.Training;
import lanewise.table.Table;
import lanewise.train.Evaluation;
import lanewise.train.Listener;
import lanewise.train.Metrics;
import lanewise.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/** Trains a model on a table, judges it on rows that it was not trained on, saves and reports. */
final class TableTraining {
  private static final String MODEL = "model.safetensors";

  private final Console console;
  private final boolean json;
  private final @Nullable Path out;
  private final boolean overwrite;

  /** {@code out}: receives model.safetensors; null for none. */
  TableTraining(Console console, boolean json, @Nullable Path out, boolean overwrite) {
    this.console = console;
    this.json = json;
    this.out = out;
    this.overwrite = overwrite;
  }

  /**
   * Trains on all rows but the test part, or judges by folds first.
   *
   * @param test the share of the rows that judges
   * @param folds judged instead, each by a model of all others; the model is then of all rows
   */
  void run(
      Features features, Model.Plan plan, Training training, double test, @Nullable Integer folds) {
    requireRoom();
    Training heard = training.listener(progress());
    if (folds != null) {
      report(plan.crossValidate(features, folds, heard));
      Model model = plan.fit(features, heard);
      save(model, null);
      return;
    }
    Split split = features.split(test, training.seed());
    Model model = plan.fit(features.rows(split.train()), heard);
    if (split.val().length > 0) {
      report(model.evaluate(features.table().rows(split.val())), split.val().length);
    }
    save(model, split.val().length > 0 ? features.table().rows(split.val()) : null);
  }

  private Listener progress() {
    return (event, trainer) -> {
      if (event instanceof TrainingEvent.Evaluated evaluated && !json) {
        Evaluation found = evaluated.evaluation();
        String line = "epoch " + found.epoch() + decimals("  train loss ", found.trainLoss());
        console.note(line + decimals("  val loss ", found.valLoss()));
      }
    };
  }

  /** Nothing where there is no such loss. */
  private static String decimals(String what, double loss) {
    return Double.isNaN(loss) ? "" : what + String.format(Locale.ROOT, "%.4f", loss);
  }

  private void report(Metrics metrics, int rows) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", "test");
    object.put("rows", rows);
    object.putAll(metrics.figures());
    if (json) {
      console.json(object);
    } else {
      console.line("test of " + rows + " rows");
      metrics.toString().lines().forEach(console::line);
    }
  }

  private void report(CrossValidation folds) {
    if (!json) {
      folds.toString().lines().forEach(console::line);
      return;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", "folds");
    object.put("folds", folds.folds().size());
    folds
        .figures()
        .forEach(
            (name, figure) ->
                object.put(
                    name,
                    Map.of(
                        "mean", figure.mean(), "standard_deviation", figure.standardDeviation())));
    console.json(object);
  }

  private void requireRoom() {
    if (out != null && !overwrite && Files.exists(out.resolve(MODEL))) {
      throw new UsageException(
          "--out "
              + out
              + ": holds the model of a run, expected a folder without results; choose another, or"
              + " add --overwrite");
    }
  }

  /** {@code judged}: the rows that the report shows; null for the validation rows, if any. */
  private void save(Model model, @Nullable Table judged) {
    Path folder = out;
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw FileException.writing(folder, failure);
    }
    model.save(folder.resolve(MODEL));
    Path report = folder.resolve("report.html");
    if (judged == null) {
      model.report(report);
    } else {
      model.report(report, judged);
    }
    console.note("wrote " + folder.resolve(MODEL) + " and " + report);
  }
}
