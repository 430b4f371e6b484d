package lanewise.kernel;

import lanewise.tensor.Tensor;

/** {@link Reductions} of {@link ScalarKernels}; all sums in double. */
final class ScalarReductions implements Reductions {
  @Override
  public double sum(Tensor x) {
    float[] xs = x.floats();
    double sum = 0;
    for (int i = x.offset(); i < x.offset() + x.size(); i++) {
      sum += xs[i];
    }
    return sum;
  }

  @Override
  public double sumOfSquares(Tensor x) {
    float[] xs = x.floats();
    double sum = 0;
    for (int i = x.offset(); i < x.offset() + x.size(); i++) {
      double value = xs[i];
      sum += value * value;
    }
    return sum;
  }

  @Override
  public int firstNonFinite(Tensor x) {
    float[] xs = x.floats();
    for (int i = 0; i < x.size(); i++) {
      if (!Float.isFinite(xs[x.offset() + i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void columnSums(Tensor x, double beta, Tensor y) {
    float[] ys = y.floats();
    for (int c = 0; c < x.cols(); c += ColumnTotals.COLUMNS) {
      int count = Math.min(ColumnTotals.COLUMNS, x.cols() - c);
      double[] totals = ColumnTotals.zeros();
      ColumnTotals.add(x, c, count, totals);
      for (int j = 0; j < count; j++) {
        int at = y.offset() + c + j;
        double old = beta == 0 ? 0 : beta * ys[at];
        ys[at] = (float) (old + totals[j]);
      }
    }
  }

  @Override
  public void argmax(Tensor x, Tensor index) {
    float[] xs = x.floats();
    int[] indices = index.ints();
    for (int i = 0; i < x.rows(); i++) {
      int row = x.row(i);
      int best = 0;
      for (int j = 1; j < x.cols() && !Float.isNaN(xs[row + best]); j++) {
        // Not "x[j] > x[best]": a NaN must win.
        best = xs[row + j] <= xs[row + best] ? best : j;
      }
      indices[index.offset() + i] = best;
    }
  }
}
