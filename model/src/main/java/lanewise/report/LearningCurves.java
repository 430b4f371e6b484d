package lanewise.report;

import java.util.Arrays;
import lanewise.train.History;

/** The charts of a training run: loss, accuracy where there is one, learning rate. */
public final class LearningCurves {
  private LearningCurves() {}

  /** Adds them to a page. */
  public static void write(Page page, History history) {
    double[] evaluatedAt = history.evaluationSteps();
    page.chart(
        "Loss",
        new Chart("step", "loss")
            .line(Curve.ofSteps("training batches", history.losses()))
            .line(Curve.through("validation", evaluatedAt, history.valLosses())));
    page.chart(
        "Accuracy",
        new Chart("step", "accuracy, %")
            .line(
                Curve.through("training (sample)", evaluatedAt, percent(history.trainAccuracies())))
            .line(Curve.through("validation", evaluatedAt, percent(history.valAccuracies()))));
    page.chart(
        "Learning rate",
        new Chart("step", "learning rate")
            .line(Curve.ofSteps("learning rate", history.learningRates())));
  }

  private static double[] percent(double[] shares) {
    return Arrays.stream(shares).map(share -> 100 * share).toArray();
  }
}
