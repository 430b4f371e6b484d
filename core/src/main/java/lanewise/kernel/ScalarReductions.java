package lanewise.kernel;

/** Operations of {@link ScalarKernels} that turn many elements into few; all sums in double. */
interface ScalarReductions extends Kernels<float[]> {
  @Override
  default double sum(int count, float[] x, int xOffset) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[xOffset + i];
    }
    return sum;
  }

  @Override
  default double sumOfSquares(int count, float[] x, int xOffset) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double value = x[xOffset + i];
      sum += value * value;
    }
    return sum;
  }

  @Override
  default int firstNonFinite(int count, float[] x, int xOffset) {
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(x[xOffset + i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  default void columnSums(
      int rows, int cols, float[] x, int xOffset, int ldx, double beta, float[] y, int yOffset) {
    for (int c = 0; c < cols; c += ColumnTotals.COLUMNS) {
      int count = Math.min(ColumnTotals.COLUMNS, cols - c);
      double[] totals = ColumnTotals.zeros();
      ColumnTotals.add(rows, count, x, xOffset + c, ldx, totals);
      for (int j = 0; j < count; j++) {
        double old = beta == 0 ? 0 : beta * y[yOffset + c + j];
        y[yOffset + c + j] = (float) (old + totals[j]);
      }
    }
  }

  @Override
  default void argmax(
      int rows, int cols, float[] x, int xOffset, int ldx, int[] index, int indexOffset) {
    for (int i = 0; i < rows; i++) {
      int row = xOffset + i * ldx;
      int best = 0;
      for (int j = 1; j < cols && !Float.isNaN(x[row + best]); j++) {
        // Not "x[j] > x[best]": a NaN must win.
        best = x[row + j] <= x[row + best] ? best : j;
      }
      index[indexOffset + i] = best;
    }
  }
}
