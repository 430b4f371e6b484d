package lanewise.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import lanewise.train.Evaluation;
import lanewise.train.TrainingEvent;
import lanewise.train.TrainingResult;
import org.jspecify.annotations.Nullable;

/**
 * What a person or a program sees of a training run: JSON lines or a table on stdout, the same
 * lines in metrics.jsonl, a progress bar on stderr if that is a terminal.
 */
final class TrainingReport implements AutoCloseable {
  private final Console console;
  private final boolean json;
  private final boolean stepRows;
  private final int lineEvery;
  private final RunFolder folder;
  private @Nullable TrainingBar bar;
  private boolean heading = true;

  /**
   * A report on one run.
   *
   * @param stepRows whether the table has a row for each reported step, and not only for each epoch
   * @param lineEvery steps between two that are reported
   */
  TrainingReport(Console console, boolean json, boolean stepRows, int lineEvery, RunFolder folder) {
    this.console = console;
    this.json = json;
    this.stepRows = stepRows;
    this.lineEvery = lineEvery;
    this.folder = folder;
  }

  /** After how many steps this wants to hear of one: a bar moves with each. */
  int everySteps() {
    return drawsBar() ? 1 : lineEvery;
  }

  private boolean drawsBar() {
    return console.animated() && !json;
  }

  Console console() {
    return console;
  }

  void begin(TrainingRun run) {
    if (json) {
      return;
    }
    console.line(
        run.train().toString()
            + "; "
            + run.network().parameterSet().count()
            + " parameters; "
            + run.network().backend());
    run.network().layers().forEach(layer -> console.line("  " + layer.description().text()));
    console.line("");
  }

  void on(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started started -> start(started);
      case TrainingEvent.StepDone step -> step(step);
      case TrainingEvent.Evaluated evaluated -> evaluated(evaluated.evaluation());
      case TrainingEvent.Improved ignored -> {}
      case TrainingEvent.CheckpointDue ignored -> {}
      case TrainingEvent.Finished ignored -> {}
    }
  }

  private void start(TrainingEvent.Started started) {
    if (drawsBar()) {
      bar = new TrainingBar(started.firstStep(), started.totalSteps());
    }
  }

  private void step(TrainingEvent.StepDone step) {
    if (bar != null) {
      bar.step(step);
    }
    if (step.step() % lineEvery != 0) {
      return;
    }
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", "step");
    line.put("step", step.step());
    line.put("epoch", step.epoch());
    line.put("loss", step.loss());
    line.put("learning_rate", step.learningRate());
    write(line);
    if (!json && stepRows) {
      row(String.format(Locale.ROOT, "%8d %7d %10.4f", step.step(), step.epoch(), step.loss()));
    }
  }

  private void evaluated(Evaluation evaluation) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", "epoch");
    line.put("step", evaluation.step());
    line.put("epoch", evaluation.epoch());
    line.put("train_loss", evaluation.trainLoss());
    putMeasured(line, "train_accuracy", evaluation.trainAccuracy());
    putMeasured(line, "val_accuracy", evaluation.valAccuracy());
    putMeasured(line, "val_loss", evaluation.valLoss());
    write(line);
    if (!json) {
      row(
          String.format(
              Locale.ROOT,
              "%8d %7d %10.4f %10s %10s",
              evaluation.step(),
              evaluation.epoch(),
              evaluation.trainLoss(),
              percent(evaluation.trainAccuracy()),
              percent(evaluation.valAccuracy())));
    }
  }

  void end(TrainingResult result, Map<String, @Nullable Object> outcome) {
    close();
    if (result.reason() != TrainingResult.Reason.COMPLETED) {
      outcome.put("reason", result.reason().name().toLowerCase(Locale.ROOT));
    }
    write(outcome);
    if (json) {
      return;
    }
    console.line("");
    OutcomeLines.of(outcome).forEach(console::line);
  }

  private void write(Map<String, ? extends @Nullable Object> line) {
    folder.writeLine(line);
    if (json) {
      console.json(line);
    }
  }

  private void row(String text) {
    if (bar != null) {
      bar.erase();
    }
    if (heading) {
      console.line(
          String.format("%8s %7s %10s %10s %10s", "step", "epoch", "loss", "train acc", "val acc"));
      heading = false;
    }
    console.line(text);
  }

  private static void putMeasured(Map<String, @Nullable Object> line, String name, double value) {
    if (!Double.isNaN(value)) {
      line.put(name, value);
    }
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.2f %%", share * 100);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
