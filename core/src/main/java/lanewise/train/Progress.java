package lanewise.train;

import java.io.PrintStream;
import java.util.Locale;

/** Listeners that tell people how a run gets on. */
public final class Progress {
  private static final int BAR_WIDTH = 30;

  private Progress() {}

  /**
   * One message per evaluation, of level INFO, and one at the end.
   *
   * @param logger such as {@code System.getLogger("training")}
   */
  public static Listener log(System.Logger logger) {
    return (event, trainer) -> {
      if (event instanceof TrainingEvent.Evaluated evaluated) {
        logger.log(System.Logger.Level.INFO, () -> text(evaluated.evaluation()));
      } else if (event instanceof TrainingEvent.Finished finished) {
        logger.log(System.Logger.Level.INFO, () -> text(finished.result()));
      }
    };
  }

  /**
   * A bar that grows on one line of a terminal, with the loss beside it, and a line per evaluation.
   *
   * @param terminal such as {@code System.err}
   */
  public static Listener bar(PrintStream terminal) {
    return new Bar(terminal);
  }

  private static String text(Evaluation evaluation) {
    StringBuilder text = new StringBuilder("epoch " + evaluation.epoch());
    append(text, "train loss", evaluation.trainLoss());
    append(text, "train accuracy", evaluation.trainAccuracy());
    append(text, "validation loss", evaluation.valLoss());
    append(text, "validation accuracy", evaluation.valAccuracy());
    return text.toString();
  }

  private static void append(StringBuilder text, String name, double value) {
    if (!Double.isNaN(value)) {
      text.append(", ").append(name).append(String.format(Locale.ROOT, " %.4f", value));
    }
  }

  private static String text(TrainingResult result) {
    return "ended after "
        + result.steps()
        + " steps: "
        + result.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Drawn anew only where it grows, however many steps there are. */
  private static final class Bar implements Listener {
    private final PrintStream terminal;
    private int drawn = -1;

    Bar(PrintStream terminal) {
      this.terminal = terminal;
    }

    @Override
    public void on(TrainingEvent event, Trainer trainer) {
      switch (event) {
        case TrainingEvent.StepDone step -> draw(step, trainer.totalSteps());
        case TrainingEvent.Evaluated evaluated -> {
          terminal.print('\r');
          terminal.println(padded(text(evaluated.evaluation())));
          drawn = -1;
        }
        case TrainingEvent.Finished finished -> terminal.println(padded(text(finished.result())));
        default -> {}
      }
    }

    private void draw(TrainingEvent.StepDone step, long total) {
      int done = (int) ((step.step() + 1) * BAR_WIDTH / total);
      if (done != drawn) {
        drawn = done;
        String bar = "=".repeat(done) + " ".repeat(BAR_WIDTH - done);
        String loss =
            String.format(Locale.ROOT, "] %d/%d loss %.4f", step.step() + 1, total, step.loss());
        terminal.print("\r[" + bar + loss);
        terminal.flush();
      }
    }

    /** Covers the bar that stood there. */
    private static String padded(String text) {
      return String.format(Locale.ROOT, "%-60s", text);
    }
  }
}
