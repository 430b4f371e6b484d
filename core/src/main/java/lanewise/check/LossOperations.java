package lanewise.check;

import static lanewise.check.Sample.scale;
import static lanewise.check.Sample.total;
import static lanewise.check.Tolerance.roundingsOfSum;
import static lanewise.check.Trial.OFFSET;
import static lanewise.check.Trial.leading;

import java.util.List;
import lanewise.kernel.PointwiseLoss;

/** The losses with their gradients; the second row of each is ignored where a loss knows that. */
final class LossOperations {
  private static final int[][] MATRICES = {{1, 1}, {3, 5}, {17, 10}, {8, 33}, {2, 1000}};
  private static final double GRADIENT_SCALE = 0.25;

  private final Sample sample = new Sample(4);

  void addTo(List<Operation> operations) {
    for (int[] size : MATRICES) {
      operations.add(softmaxCrossEntropy(size[0], size[1], true));
      operations.add(softmaxCrossEntropy(size[0], size[1], false));
      operations.add(softmaxCrossEntropyTargets(size[0], size[1]));
      operations.add(classTargets(size[0], size[1], true));
      operations.add(classTargets(size[0], size[1], false));
      operations.add(negativeLogLikelihood(size[0], size[1]));
      operations.add(multiclassHinge(size[0], size[1]));
      operations.add(pointwiseLoss(PointwiseLoss.SQUARED, size[0], size[1]));
      operations.add(pointwiseLoss(PointwiseLoss.BINARY_LOGITS, size[0], size[1]));
      operations.add(pointwiseLoss(PointwiseLoss.BINARY_PROBABILITIES, size[0], size[1]));
      operations.add(pointwiseLoss(PointwiseLoss.huber(0.75), size[0], size[1]));
    }
  }

  private Operation softmaxCrossEntropy(int rows, int cols, boolean withGradient) {
    double[] logits = sample.normal(rows * cols, 3);
    int[] labels = sample.labels(rows, cols);
    double roundings = RowOperations.roundingsOfSoftmax(logits, rows, cols);
    double[] lossTerms = scale(rows, r -> lossSize(logits, r, cols));
    return new Operation(
        "softmaxCrossEntropy",
        rows + "x" + cols + (withGradient ? "" : " value only"),
        (kernels, trial) ->
            kernels.softmaxCrossEntropy(
                rows,
                cols,
                trial.in(logits, rows, cols),
                OFFSET,
                leading(cols),
                labels,
                OFFSET,
                GRADIENT_SCALE,
                trial.overwritten("losses", rows, Tolerance.ofTerms(roundings, lossTerms)),
                OFFSET,
                withGradient
                    ? trial.overwritten(
                        "dLogits",
                        rows,
                        cols,
                        Tolerance.ofTerms(roundings, scale(rows * cols, i -> GRADIENT_SCALE)))
                    : null,
                OFFSET,
                leading(cols)));
  }

  private Operation softmaxCrossEntropyTargets(int rows, int cols) {
    double[] logits = sample.normal(rows * cols, 3);
    double[] targets = sample.uniform(rows * cols, 0, 2.0 / cols);
    double roundings = RowOperations.roundingsOfSoftmax(logits, rows, cols) + roundingsOfSum(cols);
    double[] total = scale(rows, r -> total(cols, c -> targets[r * cols + c]));
    double[] lossTerms = scale(rows, r -> Math.max(1, total[r]) * lossSize(logits, r, cols));
    double[] gradientTerms = scale(rows * cols, i -> GRADIENT_SCALE * (total[i / cols] + 1));
    return new Operation(
        "softmaxCrossEntropyTargets",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.softmaxCrossEntropyTargets(
                rows,
                cols,
                trial.in(logits, rows, cols),
                OFFSET,
                leading(cols),
                trial.in(targets, rows, cols),
                OFFSET,
                leading(cols),
                GRADIENT_SCALE,
                trial.overwritten("losses", rows, Tolerance.ofTerms(roundings, lossTerms)),
                OFFSET,
                trial.overwritten(
                    "dLogits", rows, cols, Tolerance.ofTerms(roundings, gradientTerms)),
                OFFSET,
                leading(cols)));
  }

  /** The largest logit, the one of the label, the logarithm of the sum: at most this together. */
  private static double lossSize(double[] logits, int row, int cols) {
    double largest = 0;
    for (int c = 0; c < cols; c++) {
      largest = Math.max(largest, Math.abs(logits[row * cols + c]));
    }
    return 1 + 2 * largest + Math.log(cols);
  }

  private Operation classTargets(int rows, int cols, boolean weighted) {
    int[] labels = sample.labels(rows, cols);
    double[] weights = sample.uniform(cols, 0.5, 2);
    return new Operation(
        "classTargets",
        rows + "x" + cols + (weighted ? " weighted" : ""),
        (kernels, trial) ->
            kernels.classTargets(
                rows,
                cols,
                labels,
                OFFSET,
                weighted ? trial.in(weights) : null,
                OFFSET,
                0.1,
                trial.overwritten("targets", rows, cols, Tolerance.ofResult(6)),
                OFFSET,
                leading(cols)));
  }

  private Operation negativeLogLikelihood(int rows, int cols) {
    double[] x = sample.uniform(rows * cols, -8, 0);
    int[] labels = sample.labels(rows, cols);
    return new Operation(
        "negativeLogLikelihood",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.negativeLogLikelihood(
                rows,
                cols,
                trial.in(x, rows, cols),
                OFFSET,
                leading(cols),
                labels,
                OFFSET,
                GRADIENT_SCALE,
                trial.overwritten("losses", rows, Tolerance.exact()),
                OFFSET,
                trial.overwritten("dX", rows, cols, Tolerance.exact()),
                OFFSET,
                leading(cols)));
  }

  private Operation multiclassHinge(int rows, int cols) {
    double[] x = sample.lattice(rows * cols);
    int[] labels = sample.labels(rows, cols);
    return new Operation(
        "multiclassHinge",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.multiclassHinge(
                rows,
                cols,
                trial.in(x, rows, cols),
                OFFSET,
                leading(cols),
                labels,
                OFFSET,
                1,
                GRADIENT_SCALE,
                trial.overwritten("losses", rows, Tolerance.ofResult(roundingsOfSum(cols))),
                OFFSET,
                trial.overwritten("dX", rows, cols, Tolerance.exact()),
                OFFSET,
                leading(cols)));
  }

  private Operation pointwiseLoss(PointwiseLoss f, int rows, int cols) {
    boolean probabilities = f.kind() == PointwiseLoss.Kind.BINARY_PROBABILITIES;
    boolean binary = probabilities || f.kind() == PointwiseLoss.Kind.BINARY_LOGITS;
    double[] x =
        probabilities ? sample.uniform(rows * cols, 0.05, 0.95) : sample.normal(rows * cols);
    double[] targets = binary ? sample.uniform(rows * cols, 0, 1) : sample.normal(rows * cols);
    double[] sums = scale(rows, r -> total(cols, c -> valueSize(x, targets, r * cols + c, binary)));
    double[] slopes =
        scale(
            rows * cols,
            i ->
                GRADIENT_SCALE
                    * 2
                    * (1 + Math.abs(x[i]) + Math.abs(targets[i]))
                    / (probabilities ? x[i] * (1 - x[i]) : 1));
    return new Operation(
        "pointwiseLoss",
        f.kind() + " " + rows + "x" + cols,
        (kernels, trial) ->
            kernels.pointwiseLoss(
                f,
                rows,
                cols,
                trial.in(x, rows, cols),
                OFFSET,
                leading(cols),
                trial.in(targets, rows, cols),
                OFFSET,
                leading(cols),
                GRADIENT_SCALE,
                trial.overwritten(
                    "losses", rows, Tolerance.ofTerms(roundingsOfSum(cols) + 8, sums)),
                OFFSET,
                trial.overwritten("dX", rows, cols, Tolerance.ofTerms(8, slopes)),
                OFFSET,
                leading(cols)));
  }

  /** Logarithms of probabilities of 0.05 and more are below 3; the rest is x t and squares. */
  private static double valueSize(double[] x, double[] targets, int i, boolean binary) {
    double size = Math.abs(x[i]) + Math.abs(targets[i]);
    return binary ? 3 + size + size * size : size * size;
  }
}
