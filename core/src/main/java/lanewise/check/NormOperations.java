package lanewise.check;

import static lanewise.check.Sample.scale;
import static lanewise.check.Sample.total;
import static lanewise.check.Tolerance.roundingsOfSum;
import static lanewise.check.Trial.OFFSET;

import java.util.List;

/**
 * The normalisations. The inputs have a mean of 0.5 and a variance near 1, so that h = (x - mean) /
 * deviation is off by a few roundings of (|x| + |mean|) / deviation.
 */
final class NormOperations {
  private static final int[][] MATRICES = {{2, 1}, {5, 3}, {17, 33}, {64, 10}, {9, 200}};
  private static final double EPSILON = 1e-5;

  private final Sample sample = new Sample(5);

  void addTo(List<Operation> operations) {
    for (int[] size : MATRICES) {
      int rows = size[0];
      int cols = size[1];
      operations.add(columnMoments(rows, cols));
      operations.add(batchNorm(rows, cols));
      operations.add(batchNormGradient(rows, cols));
      operations.add(layerNorm(rows, cols + 7));
      operations.add(layerNormGradient(rows, cols + 7));
    }
  }

  private double[] inputs(int rows, int cols) {
    double[] x = sample.normal(rows * cols);
    return Sample.of(x.length, i -> x[i] + 0.5);
  }

  private Operation columnMoments(int rows, int cols) {
    double[] x = inputs(rows, cols);
    double[] sizes = scale(cols, c -> total(rows, r -> Math.abs(x[r * cols + c])) / rows);
    double[] squares =
        scale(
            cols, c -> total(rows, r -> Math.pow(Math.abs(x[r * cols + c]) + sizes[c], 2)) / rows);
    return new Operation(
        "columnMoments",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.columnMoments(
                rows,
                cols,
                trial.in(x),
                OFFSET,
                trial.overwritten("mean", cols, Tolerance.ofTerms(rows + 2, sizes)),
                OFFSET,
                trial.overwritten("variance", cols, Tolerance.ofTerms(2 * rows + 6, squares)),
                OFFSET));
  }

  private Operation batchNorm(int rows, int cols) {
    double[] x = inputs(rows, cols);
    double[] mean = sample.normal(cols);
    double[] variance = sample.uniform(cols, 0.5, 2);
    double[] gamma = sample.normal(cols);
    double[] beta = sample.normal(cols);
    double[] terms =
        scale(
            rows * cols,
            i -> {
              int c = i % cols;
              return Math.abs(gamma[c]) * normalizedSize(x[i], mean[c], variance[c])
                  + Math.abs(beta[c]);
            });
    return new Operation(
        "batchNorm",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.batchNorm(
                rows,
                cols,
                trial.in(x),
                OFFSET,
                trial.in(mean),
                OFFSET,
                trial.in(variance),
                OFFSET,
                EPSILON,
                trial.in(gamma),
                OFFSET,
                trial.in(beta),
                OFFSET,
                trial.overwritten("y", rows * cols, Tolerance.ofTerms(8, terms)),
                OFFSET));
  }

  private Operation batchNormGradient(int rows, int cols) {
    double[] x = inputs(rows, cols);
    double[] mean = Sample.of(cols, c -> total(rows, r -> x[r * cols + c]) / rows);
    double[] variance =
        Sample.of(cols, c -> 0.1 + total(rows, r -> Math.pow(x[r * cols + c] - mean[c], 2)) / rows);
    double[] gamma = sample.normal(cols);
    double[] dY = sample.normal(rows * cols);
    double[] gammaBefore = sample.normal(cols);
    double[] betaBefore = sample.normal(cols);
    double[] h = scale(rows * cols, i -> normalizedSize(x[i], mean[i % cols], variance[i % cols]));
    double[] sumsOfProducts =
        scale(cols, c -> total(rows, r -> Math.abs(dY[r * cols + c]) * h[r * cols + c]));
    double[] sums = scale(cols, c -> total(rows, r -> Math.abs(dY[r * cols + c])));
    double[] terms =
        scale(
            rows * cols,
            i -> {
              int c = i % cols;
              return Math.abs(gamma[c])
                  / Math.sqrt(variance[c])
                  * (Math.abs(dY[i]) + sums[c] / rows + h[i] * sumsOfProducts[c] / rows);
            });
    return new Operation(
        "batchNormGradient",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.batchNormGradient(
                rows,
                cols,
                trial.in(x),
                OFFSET,
                trial.in(mean),
                OFFSET,
                trial.in(variance),
                OFFSET,
                EPSILON,
                trial.in(gamma),
                OFFSET,
                trial.in(dY),
                OFFSET,
                trial.out(
                    "dGamma",
                    gammaBefore,
                    Tolerance.ofTerms(rows + 9, plus(sumsOfProducts, gammaBefore))),
                OFFSET,
                trial.out("dBeta", betaBefore, Tolerance.ofTerms(rows + 1, plus(sums, betaBefore))),
                OFFSET,
                trial.overwritten("dX", rows * cols, Tolerance.ofTerms(rows + 20, terms)),
                OFFSET));
  }

  private Operation layerNorm(int rows, int cols) {
    double[] x = inputs(rows, cols);
    double[] gamma = sample.normal(cols);
    double[] beta = sample.normal(cols);
    Moments moments = new Moments(x, rows, cols);
    double roundings = 2 * roundingsOfSum(cols) + 10;
    double[] terms =
        scale(
            rows * cols,
            i ->
                Math.abs(gamma[i % cols]) * moments.normalizedSize(i) * moments.condition(i / cols)
                    + Math.abs(beta[i % cols]));
    return new Operation(
        "layerNorm",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.layerNorm(
                rows,
                cols,
                trial.in(x),
                OFFSET,
                EPSILON,
                trial.in(gamma),
                OFFSET,
                trial.in(beta),
                OFFSET,
                trial.overwritten("y", rows * cols, Tolerance.ofTerms(roundings, terms)),
                OFFSET,
                trial.overwritten("mean", rows, Tolerance.ofTerms(roundings, moments.sizes)),
                OFFSET,
                trial.overwritten(
                    "inverseDeviation",
                    rows,
                    Tolerance.ofTerms(
                        roundings,
                        scale(rows, r -> moments.condition(r) / Math.sqrt(moments.variances[r])))),
                OFFSET));
  }

  private Operation layerNormGradient(int rows, int cols) {
    double[] x = inputs(rows, cols);
    Moments moments = new Moments(x, rows, cols);
    double[] mean = Sample.of(rows, r -> moments.means[r]);
    double[] inverse = Sample.of(rows, r -> 1 / Math.sqrt(moments.variances[r] + EPSILON));
    double[] gamma = sample.normal(cols);
    double[] dY = sample.normal(rows * cols);
    double[] gammaBefore = sample.normal(cols);
    double[] betaBefore = sample.normal(cols);
    double[] sumsOfProducts =
        scale(
            cols,
            c ->
                total(
                    rows, r -> Math.abs(dY[r * cols + c]) * moments.normalizedSize(r * cols + c)));
    double[] sums = scale(cols, c -> total(rows, r -> Math.abs(dY[r * cols + c])));
    double[] terms =
        scale(
            rows * cols,
            i -> {
              int first = i - i % cols;
              double plain = total(cols, c -> Math.abs(gamma[c] * dY[first + c])) / cols;
              double product =
                  total(
                          cols,
                          c ->
                              Math.abs(gamma[c] * dY[first + c])
                                  * moments.normalizedSize(first + c))
                      / cols;
              return inverse[i / cols]
                  * (Math.abs(gamma[i % cols] * dY[i])
                      + plain
                      + moments.normalizedSize(i) * product);
            });
    return new Operation(
        "layerNormGradient",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.layerNormGradient(
                rows,
                cols,
                trial.in(x),
                OFFSET,
                trial.in(mean),
                OFFSET,
                trial.in(inverse),
                OFFSET,
                trial.in(gamma),
                OFFSET,
                trial.in(dY),
                OFFSET,
                trial.out(
                    "dGamma",
                    gammaBefore,
                    Tolerance.ofTerms(rows + 9, plus(sumsOfProducts, gammaBefore))),
                OFFSET,
                trial.out("dBeta", betaBefore, Tolerance.ofTerms(rows + 1, plus(sums, betaBefore))),
                OFFSET,
                trial.overwritten(
                    "dX", rows * cols, Tolerance.ofTerms(roundingsOfSum(cols) + 20, terms)),
                OFFSET));
  }

  private static double normalizedSize(double x, double mean, double variance) {
    return (Math.abs(x) + Math.abs(mean)) / Math.sqrt(variance);
  }

  private static double[] plus(double[] sums, double[] before) {
    return scale(sums.length, i -> sums[i] + Math.abs(before[i]));
  }

  /** The moments of each row, in double. */
  private static final class Moments {
    private final double[] x;
    private final int cols;
    private final double[] means;
    private final double[] variances;
    private final double[] sizes;

    Moments(double[] x, int rows, int cols) {
      this.x = x;
      this.cols = cols;
      means = scale(rows, r -> total(cols, c -> x[r * cols + c]) / cols);
      variances =
          scale(rows, r -> total(cols, c -> Math.pow(x[r * cols + c] - means[r], 2)) / cols);
      sizes = scale(rows, r -> total(cols, c -> Math.abs(x[r * cols + c])) / cols);
    }

    /** The size of the terms of h. */
    double normalizedSize(int i) {
      return (Math.abs(x[i]) + sizes[i / cols]) / Math.sqrt(variances[i / cols]);
    }

    /** How much an error of the mean counts in the variance. */
    double condition(int row) {
      return 1 + sizes[row] * sizes[row] / variances[row];
    }
  }
}
