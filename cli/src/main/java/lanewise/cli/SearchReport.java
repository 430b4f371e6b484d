package lanewise.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import lanewise.tune.SearchListener;
import lanewise.tune.Trial;
import org.jspecify.annotations.Nullable;

/** What a person or a program sees of a search: a line for each trial as it ends. */
final class SearchReport implements SearchListener {
  private final Console console;
  private final boolean json;
  private final RunFolder folder;
  private final Function<Trial, String> command;

  /**
   * A report.
   *
   * @param json whether stdout has objects instead of a table
   * @param folder receives the objects in any case
   * @param command repeats a trial
   */
  SearchReport(Console console, boolean json, RunFolder folder, Function<Trial, String> command) {
    this.console = console;
    this.json = json;
    this.folder = folder;
    this.command = command;
  }

  void begin(TrainingData data, int trials) {
    if (!json) {
      console.line(data.train() + "; " + trials + " trials");
      console.line(
          String.format(
              "%9s %6s %9s %9s %7s %9s  %s",
              "done", "trial", "val acc", "train acc", "epochs", "best", "configuration"));
    }
  }

  @Override
  public void trialDone(Trial trial, @Nullable Trial best, int done, int total) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", "trial");
    line.put("trial", trial.number());
    line.put("configuration", trial.configuration().values());
    // As text: a reader of JSON may keep no more than 53 bits of a number.
    line.put("seed", Long.toString(trial.seed()));
    line.put("command", command.apply(trial));
    if (trial.failure() == null) {
      line.put("val_accuracy", trial.valAccuracy());
      line.put("val_loss", trial.valLoss());
      line.put("train_accuracy", trial.trainAccuracy());
      line.put("epochs", trial.epochs());
    } else {
      line.put("failure", trial.failure());
    }
    if (best != null) {
      line.put("best_trial", best.number());
      line.put("best_val_accuracy", best.valAccuracy());
    }
    write(line);
    if (!json) {
      console.line(row(trial, best, done, total));
    }
  }

  private static String row(Trial trial, @Nullable Trial best, int done, int total) {
    return String.format(
        Locale.ROOT,
        "%9s %6d %9s %9s %7d %9s  %s%s",
        done + "/" + total,
        trial.number(),
        percent(trial.valAccuracy()),
        percent(trial.trainAccuracy()),
        trial.epochs(),
        best == null ? "" : percent(best.valAccuracy()),
        trial.configuration(),
        trial.failure() == null ? "" : " failed: " + trial.failure());
  }

  /**
   * The end of the search.
   *
   * @param outcome of the best network on all rows
   */
  void end(Trial best, RunOutcome outcome) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>(outcome.line());
    line.put("best_trial", best.number());
    line.put("configuration", best.configuration().values());
    write(line);
    if (!json) {
      console.line("");
      console.line("best            trial " + best.number() + ": " + best.configuration());
      OutcomeLines.of(outcome.line()).forEach(console::line);
      console.line("again           " + command.apply(best));
    }
  }

  private void write(Map<String, ? extends @Nullable Object> line) {
    folder.writeLine(line);
    if (json) {
      console.json(line);
    }
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.2f %%", share * 100);
  }
}
