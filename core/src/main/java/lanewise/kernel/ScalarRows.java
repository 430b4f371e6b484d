package lanewise.kernel;

/** Softmax and its relatives of {@link ScalarKernels}. */
interface ScalarRows extends Kernels<float[]> {
  /** The largest element of a row; NaN if one is NaN. */
  static float max(int cols, float[] x, int row) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < cols; j++) {
      max = Math.max(max, x[row + j]);
    }
    return max;
  }

  /** The sum of exp(x - max) over a row. */
  static double sumOfExp(int cols, float[] x, int row, double max) {
    double sum = 0;
    for (int j = 0; j < cols; j++) {
      sum += Math.exp(x[row + j] - max);
    }
    return sum;
  }

  @Override
  default void softmax(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    for (int i = 0; i < rows; i++) {
      int xi = xOffset + i * ldx;
      int yi = yOffset + i * ldy;
      double max = max(cols, x, xi);
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        double e = Math.exp(x[xi + j] - max);
        y[yi + j] = (float) e;
        sum += e;
      }
      for (int j = 0; j < cols; j++) {
        y[yi + j] = (float) (y[yi + j] / sum);
      }
    }
  }

  @Override
  default void logSoftmax(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    for (int i = 0; i < rows; i++) {
      int xi = xOffset + i * ldx;
      int yi = yOffset + i * ldy;
      double max = max(cols, x, xi);
      double logSum = Math.log(sumOfExp(cols, x, xi, max));
      for (int j = 0; j < cols; j++) {
        y[yi + j] = (float) (x[xi + j] - max - logSum);
      }
    }
  }

  @Override
  default void softmaxGradient(
      int rows,
      int cols,
      float[] y,
      int yOffset,
      int ldy,
      float[] dY,
      int dYOffset,
      int lddy,
      float[] dX,
      int dXOffset,
      int lddx) {
    for (int i = 0; i < rows; i++) {
      int yi = yOffset + i * ldy;
      int dYi = dYOffset + i * lddy;
      int dXi = dXOffset + i * lddx;
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        sum += (double) y[yi + j] * dY[dYi + j];
      }
      for (int j = 0; j < cols; j++) {
        dX[dXi + j] = (float) (y[yi + j] * (dY[dYi + j] - sum));
      }
    }
  }

  @Override
  default void logSoftmaxGradient(
      int rows,
      int cols,
      float[] y,
      int yOffset,
      int ldy,
      float[] dY,
      int dYOffset,
      int lddy,
      float[] dX,
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
        dX[dXi + j] = (float) (dY[dYi + j] - Math.exp(y[yi + j]) * sum);
      }
    }
  }
}
