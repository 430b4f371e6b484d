package lanewise.cli;

import java.io.PrintStream;
import java.util.Locale;
import lanewise.train.TrainingEvent;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress of a training run on a terminal: steps, time, remaining time, rate and loss. */
final class TrainingBar implements AutoCloseable {
  private static final int WIDTH = 100;

  /** Back to the start of the line, and erase to its end. */
  private static final String ERASE = "\r\033[K";

  private final PrintStream terminal = System.err;
  private final ProgressBar bar;

  TrainingBar(long firstStep, long totalSteps) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setUnit(" steps", 1)
            .setInitialMax(totalSteps)
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed()
            .clearDisplayOnFinish()
            // The width is given, as asking the terminal for it would load a native library.
            .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
            .build()
            .stepTo(firstStep);
  }

  void step(TrainingEvent.StepDone step) {
    bar.stepTo(step.step() + 1);
    bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", step.loss()));
  }

  /** Makes room for a line of text; the bar comes back below it. */
  void erase() {
    terminal.print(ERASE);
    terminal.flush();
  }

  @Override
  public void close() {
    bar.close();
    erase();
  }
}
