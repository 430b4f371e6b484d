package lanewise.train;

import lanewise.loss.Targets;
import lanewise.tensor.Tensor;

/**
 * How far a network's values are from their targets, output by output. Means and variances of the
 * targets are taken in one pass that does not cancel (Welford 1962), row after row, so that nothing
 * depends on the batches.
 */
final class ValueErrors {
  /** What a relative error is at least divided by, as in scikit-learn. */
  private static final double SMALLEST_TARGET = Math.ulp(1.0);

  private double[] means = {};
  private double[] squaresAboutMean = {};
  private double[] squaredErrors = {};
  private double[] absoluteErrors = {};
  private double[] relativeErrors = {};
  private double[] meanErrors = {};
  private double[] errorsAboutMean = {};
  private long rows;

  /**
   * Labels are values of a single output. Target values of another width than the outputs' are
   * those of a caller's own loss, and nothing to compare with.
   */
  void add(Tensor outputs, Targets targets) {
    int cols = outputs.shape().exampleSize();
    if (targetCols(targets) != cols) {
      return;
    }
    if (means.length == 0) {
      means = new double[cols];
      squaresAboutMean = new double[cols];
      squaredErrors = new double[cols];
      absoluteErrors = new double[cols];
      relativeErrors = new double[cols];
      meanErrors = new double[cols];
      errorsAboutMean = new double[cols];
    }
    for (int row = 0; row < targets.count(); row++) {
      rows++;
      for (int col = 0; col < cols; col++) {
        addValue(col, outputs.get(row * cols + col), target(targets, row, row * cols + col));
      }
    }
  }

  private static int targetCols(Targets targets) {
    return switch (targets) {
      case Targets.Labels labels -> 1;
      case Targets.Values given -> given.values().size() / Math.max(1, given.count());
    };
  }

  private static double target(Targets targets, int row, int at) {
    return switch (targets) {
      case Targets.Labels labels -> labels.get(row);
      case Targets.Values given -> given.values().get(at);
    };
  }

  private void addValue(int col, double value, double target) {
    double error = value - target;
    squaredErrors[col] += error * error;
    absoluteErrors[col] += Math.abs(error);
    relativeErrors[col] += Math.abs(error) / Math.max(Math.abs(target), SMALLEST_TARGET);
    double fromOldMeanError = error - meanErrors[col];
    meanErrors[col] += fromOldMeanError / rows;
    errorsAboutMean[col] += fromOldMeanError * (error - meanErrors[col]);
    double fromOldMean = target - means[col];
    means[col] += fromOldMean / rows;
    squaresAboutMean[col] += fromOldMean * (target - means[col]);
  }

  double meanSquaredError() {
    return meanOf(squaredErrors);
  }

  double meanAbsoluteError() {
    return meanOf(absoluteErrors);
  }

  double meanAbsolutePercentageError() {
    return meanOf(relativeErrors);
  }

  private double meanOf(double[] sums) {
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    return sum / rows / sums.length;
  }

  double r2() {
    return explained(squaredErrors);
  }

  double explainedVariance() {
    return explained(errorsAboutMean);
  }

  /** 0/0 is NaN, and so is the mean over no output. */
  private double explained(double[] unexplained) {
    double sum = 0;
    for (int col = 0; col < means.length; col++) {
      sum += squaresAboutMean[col] == 0 ? Double.NaN : 1 - unexplained[col] / squaresAboutMean[col];
    }
    return sum / means.length;
  }
}
