package lanewise.check;

import static lanewise.check.Sample.scale;
import static lanewise.check.Sample.total;
import static lanewise.check.Tolerance.roundingsOfSum;
import static lanewise.check.Trial.OFFSET;
import static lanewise.check.Trial.leading;

import java.util.List;

/** The reductions, and what runs a row at a time. */
final class RowOperations {
  private static final int[][] MATRICES = {{1, 1}, {3, 5}, {17, 33}, {8, 10}, {3, 1000}, {70, 64}};

  private final Sample sample = new Sample(3);

  void addTo(List<Operation> operations) {
    for (int count : ElementOperations.COUNTS) {
      operations.add(sum(count));
      operations.add(sumOfSquares(count));
      operations.add(firstNonFinite(count, count - 1));
      operations.add(firstNonFinite(count, count));
    }
    for (int[] size : MATRICES) {
      operations.add(columnSums(size[0], size[1], 0));
      operations.add(columnSums(size[0], size[1], 1));
      operations.add(argmax(size[0], size[1]));
      operations.add(softmax(size[0], size[1]));
      operations.add(logSoftmax(size[0], size[1]));
      operations.add(softmaxGradient(size[0], size[1]));
      operations.add(logSoftmaxGradient(size[0], size[1]));
    }
  }

  private Operation sum(int count) {
    double[] x = sample.normal(count);
    double[] size = {total(count, i -> Math.abs(x[i]))};
    return new Operation(
        "sum",
        "" + count,
        (kernels, trial) ->
            trial.result(
                "sum",
                kernels.sum(count, trial.in(x), OFFSET),
                Tolerance.ofTerms(roundingsOfSum(count), size)));
  }

  private Operation sumOfSquares(int count) {
    double[] x = sample.normal(count);
    return new Operation(
        "sumOfSquares",
        "" + count,
        (kernels, trial) ->
            trial.result(
                "sum",
                kernels.sumOfSquares(count, trial.in(x), OFFSET),
                Tolerance.ofResult(roundingsOfSum(count) + 1)));
  }

  private Operation firstNonFinite(int count, int place) {
    double[] x = sample.normal(count);
    if (place < count) {
      x[place] = Double.NEGATIVE_INFINITY;
    }
    return new Operation(
        "firstNonFinite",
        count + (place < count ? " at " + place : " none"),
        (kernels, trial) ->
            trial.result(
                "index", kernels.firstNonFinite(count, trial.in(x), OFFSET), Tolerance.exact()));
  }

  private Operation columnSums(int rows, int cols, double beta) {
    double[] x = sample.normal(rows * cols);
    double[] before = sample.normal(cols);
    double[] size =
        scale(cols, c -> beta * Math.abs(before[c]) + total(rows, r -> Math.abs(x[r * cols + c])));
    Tolerance tolerance = Tolerance.ofTerms(rows + 1, size);
    return new Operation(
        "columnSums",
        rows + "x" + cols + " beta=" + beta,
        (kernels, trial) ->
            kernels.columnSums(
                rows,
                cols,
                trial.in(x, rows, cols),
                OFFSET,
                leading(cols),
                beta,
                beta == 0
                    ? trial.overwritten("y", cols, tolerance)
                    : trial.out("y", before, tolerance),
                OFFSET));
  }

  private Operation argmax(int rows, int cols) {
    // On a lattice, so that there are equal elements, of which the first must win.
    double[] x = sample.lattice(rows * cols);
    return new Operation(
        "argmax",
        rows + "x" + cols,
        (kernels, trial) -> {
          int[] index = new int[OFFSET + rows + 2];
          kernels.argmax(rows, cols, trial.in(x, rows, cols), OFFSET, leading(cols), index, OFFSET);
          for (int i = 0; i < index.length; i++) {
            trial.result("index " + (i - OFFSET), index[i], Tolerance.exact());
          }
        });
  }

  private Operation softmax(int rows, int cols) {
    double[] x = sample.normal(rows * cols, 3);
    return new Operation(
        "softmax",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.softmax(
                rows,
                cols,
                trial.in(x, rows, cols),
                OFFSET,
                leading(cols),
                trial.overwritten(
                    "y", rows, cols, Tolerance.ofResult(roundingsOfSoftmax(x, rows, cols))),
                OFFSET,
                leading(cols)));
  }

  private Operation logSoftmax(int rows, int cols) {
    double[] x = sample.normal(rows * cols, 3);
    double roundings = roundingsOfSoftmax(x, rows, cols);
    return new Operation(
        "logSoftmax",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.logSoftmax(
                rows,
                cols,
                trial.in(x, rows, cols),
                OFFSET,
                leading(cols),
                trial.overwritten("y", rows, cols, Tolerance.ofResultOrOne(roundings)),
                OFFSET,
                leading(cols)));
  }

  private Operation softmaxGradient(int rows, int cols) {
    double[] y = sample.uniform(rows * cols, 0, 2.0 / cols);
    double[] dY = sample.normal(rows * cols);
    double[] terms =
        scale(
            rows * cols,
            i ->
                y[i]
                    * (Math.abs(dY[i])
                        + total(cols, c -> y[at(i, cols, c)] * Math.abs(dY[at(i, cols, c)]))));
    return new Operation(
        "softmaxGradient",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.softmaxGradient(
                rows,
                cols,
                trial.in(y, rows, cols),
                OFFSET,
                leading(cols),
                trial.in(dY, rows, cols),
                OFFSET,
                leading(cols),
                trial.overwritten(
                    "dX", rows, cols, Tolerance.ofTerms(roundingsOfSum(cols) + 3, terms)),
                OFFSET,
                leading(cols)));
  }

  private Operation logSoftmaxGradient(int rows, int cols) {
    double[] y = sample.uniform(rows * cols, -8, 0);
    double[] dY = sample.normal(rows * cols);
    double[] terms =
        scale(
            rows * cols,
            i -> Math.abs(dY[i]) + Math.exp(y[i]) * total(cols, c -> Math.abs(dY[at(i, cols, c)])));
    return new Operation(
        "logSoftmaxGradient",
        rows + "x" + cols,
        (kernels, trial) ->
            kernels.logSoftmaxGradient(
                rows,
                cols,
                trial.in(y, rows, cols),
                OFFSET,
                leading(cols),
                trial.in(dY, rows, cols),
                OFFSET,
                leading(cols),
                trial.overwritten(
                    "dX", rows, cols, Tolerance.ofTerms(roundingsOfSum(cols) + 6, terms)),
                OFFSET,
                leading(cols)));
  }

  /**
   * The exponential of x - max twice, in numerator and sum, each with the range of the row as its
   * error; the sum; the quotient.
   */
  static double roundingsOfSoftmax(double[] x, int rows, int cols) {
    double range = 0;
    for (int row = 0; row < rows; row++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < cols; c++) {
        low = Math.min(low, x[row * cols + c]);
        high = Math.max(high, x[row * cols + c]);
      }
      range = Math.max(range, high - low);
    }
    return 2 * (range + 4) + roundingsOfSum(cols) + 2;
  }

  /** The flat index of column c in the row of element i. */
  private static int at(int i, int cols, int c) {
    return i - i % cols + c;
  }
}
