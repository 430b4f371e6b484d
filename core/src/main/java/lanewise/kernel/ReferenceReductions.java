package lanewise.kernel;

import lanewise.tensor.Tensor;

/** {@link Reductions} of {@link ReferenceKernels}. */
final class ReferenceReductions implements Reductions {
  @Override
  public double sum(Tensor x) {
    Matrix values = Matrix.row(x);
    double sum = 0;
    for (int i = 0; i < values.cols; i++) {
      sum += values.at(i);
    }
    return sum;
  }

  @Override
  public double sumOfSquares(Tensor x) {
    Matrix values = Matrix.row(x);
    double sum = 0;
    for (int i = 0; i < values.cols; i++) {
      sum += values.at(i) * values.at(i);
    }
    return sum;
  }

  @Override
  public int firstNonFinite(Tensor x) {
    Matrix values = Matrix.row(x);
    for (int i = 0; i < values.cols; i++) {
      if (!Double.isFinite(values.at(i))) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void columnSums(Tensor x, double beta, Tensor y) {
    Matrix values = Matrix.of(x);
    Matrix sums = Matrix.row(y);
    for (int j = 0; j < values.cols; j++) {
      CompensatedSum sum = new CompensatedSum(beta == 0 ? 0 : beta * sums.at(j));
      for (int i = 0; i < values.rows; i++) {
        sum.add(values.at(i, j));
      }
      sums.set(j, sum.value());
    }
  }

  @Override
  public void argmax(Tensor x, Tensor index) {
    Matrix values = Matrix.of(x);
    for (int i = 0; i < values.rows; i++) {
      int best = 0;
      for (int j = 1; j < values.cols && !Double.isNaN(values.at(i, best)); j++) {
        // Not "x[j] > x[best]": a NaN must win.
        best = values.at(i, j) <= values.at(i, best) ? best : j;
      }
      index.ints()[index.offset() + i] = best;
    }
  }
}
