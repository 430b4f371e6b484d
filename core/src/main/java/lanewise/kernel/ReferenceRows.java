package lanewise.kernel;

/** Softmax and its relatives of {@link ReferenceKernels}. */
interface ReferenceRows extends Kernels<double[]> {
  /** The largest element of a row; NaN if one is NaN. */
  static double max(int cols, double[] x, int row) {
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < cols; j++) {
      max = Math.max(max, x[row + j]);
    }
    return max;
  }

  /** The sum of exp(x - max) over a row. */
  static double sumOfExp(int cols, double[] x, int row, double max) {
    double sum = 0;
    for (int j = 0; j < cols; j++) {
      sum += Math.exp(x[row + j] - max);
    }
    return sum;
  }

  @Override
  default void softmax(
      int rows, int cols, double[] x, int xOffset, int ldx, double[] y, int yOffset, int ldy) {
    for (int i = 0; i < rows; i++) {
      int xi = xOffset + i * ldx;
      int yi = yOffset + i * ldy;
      double max = max(cols, x, xi);
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        double e = Math.exp(x[xi + j] - max);
        y[yi + j] = e;
        sum += e;
      }
      for (int j = 0; j < cols; j++) {
        y[yi + j] = (y[yi + j] / sum);
      }
    }
  }

  @Override
  default void logSoftmax(
      int rows, int cols, double[] x, int xOffset, int ldx, double[] y, int yOffset, int ldy) {
    for (int i = 0; i < rows; i++) {
      int xi = xOffset + i * ldx;
      int yi = yOffset + i * ldy;
      double max = max(cols, x, xi);
      double logSum = Math.log(sumOfExp(cols, x, xi, max));
      for (int j = 0; j < cols; j++) {
        y[yi + j] = (x[xi + j] - max - logSum);
      }
    }
  }

  @Override
  default void softmaxGradient(
      int rows,
      int cols,
      double[] y,
      int yOffset,
      int ldy,
      double[] dY,
      int dYOffset,
      int lddy,
      double[] dX,
      int dXOffset,
      int lddx) {
    for (int i = 0; i < rows; i++) {
      int yi = yOffset + i * ldy;
      int dYi = dYOffset + i * lddy;
      int dXi = dXOffset + i * lddx;
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        sum += y[yi + j] * dY[dYi + j];
      }
      for (int j = 0; j < cols; j++) {
        dX[dXi + j] = (y[yi + j] * (dY[dYi + j] - sum));
      }
    }
  }

  @Override
  default void logSoftmaxGradient(
      int rows,
      int cols,
      double[] y,
      int yOffset,
      int ldy,
      double[] dY,
      int dYOffset,
      int lddy,
      double[] dX,
      int dXOffset,
      int lddx) {
    for (int i = 0; i < rows; i++) {
      int yi = yOffset + i * ldy;
      int dYi = dYOffset + i * lddy;
      int dXi = dXOffset + i * lddx;
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        sum += dY[dYi + j];
      }
      for (int j = 0; j < cols; j++) {
        dX[dXi + j] = (dY[dYi + j] - Math.exp(y[yi + j]) * sum);
      }
    }
  }
}
