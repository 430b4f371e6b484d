package lanewise.simd.math;

import static lanewise.simd.math.Scratch.COLUMNS;

import java.util.Arrays;
import lanewise.tensor.Tensor;

/**
 * Sums down the columns of a matrix of floats, for {@link Scratch#COLUMNS} columns at most: row
 * after row, in double, so that the error does not grow with the rows (a float's 24 bits leave 29
 * to a sum), no square overflows, and a sum has the same bits for any width and any cut of the
 * columns.
 *
 * <p>All walk along the rows and keep the totals in memory near by. The loops are plain: the JIT
 * makes vectors of them by itself, and vectors of floats of another length than all other kernels
 * use, which half a vector's worth of doubles asks for, would spoil those (see {@link
 * lanewise.simd.Lanes}).
 */
final class Totals {
  private Totals() {}

  /** totals = sum of x. */
  static void sums(Tensor x, int first, int cols, double[] totals, int at) {
    Arrays.fill(totals, at, at + cols, 0);
    for (int r = 0; r < x.rows(); r++) {
      addRow(cols, x.floats(), x.row(r) + first, totals, at);
    }
  }

  private static void addRow(int cols, float[] x, int xOffset, double[] totals, int at) {
    for (int c = 0; c < cols; c++) {
      totals[at + c] += x[xOffset + c];
    }
  }

  /** totals = sum of (x - center)^2, the centers at {@code centers} of the totals. */
  static void squaredDeviations(
      Tensor x, int first, int cols, double[] totals, int centers, int at) {
    Arrays.fill(totals, at, at + cols, 0);
    for (int r = 0; r < x.rows(); r++) {
      addSquares(cols, x.floats(), x.row(r) + first, totals, centers, at);
    }
  }

  private static void addSquares(
      int cols, float[] x, int xOffset, double[] totals, int centers, int at) {
    for (int c = 0; c < cols; c++) {
      double d = x[xOffset + c] - totals[centers + c];
      totals[at + c] += d * d;
    }
  }

  /** totals += sum of dY min(x, 0), for a range of rows and of columns. */
  static void addNegativeParts(
      Tensor x, Tensor dY, int firstRow, int rows, int first, int cols, double[] totals) {
    for (int r = firstRow; r < firstRow + rows; r++) {
      addNegativePartsOfRow(
          cols, x.floats(), x.row(r) + first, dY.floats(), dY.row(r) + first, totals);
    }
  }

  private static void addNegativePartsOfRow(
      int cols, float[] x, int xOffset, float[] dY, int dYOffset, double[] totals) {
    for (int c = 0; c < cols; c++) {
      totals[c] += Math.min(x[xOffset + c], 0f) * (double) dY[dYOffset + c];
    }
  }

  /**
   * The first totals = sum of dY, those from {@link Scratch#COLUMNS} on = sum of dY (x - mean), the
   * means those of the columns.
   */
  static void sumsAndProducts(
      Tensor x, Tensor mean, Tensor dY, int first, int cols, double[] totals) {
    sums(dY, first, cols, totals, 0);
    Arrays.fill(totals, COLUMNS, COLUMNS + cols, 0);
    int center = mean.offset() + first;
    for (int r = 0; r < x.rows(); r++) {
      addProducts(
          cols,
          x.floats(),
          x.row(r) + first,
          mean.floats(),
          center,
          dY.floats(),
          dY.row(r) + first,
          totals);
    }
  }

  private static void addProducts(
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] dY,
      int dYOffset,
      double[] totals) {
    for (int c = 0; c < cols; c++) {
      double distance = x[xOffset + c] - (double) mean[meanOffset + c];
      totals[COLUMNS + c] += distance * dY[dYOffset + c];
    }
  }

  /**
   * The first totals = sum of dY, those from {@link Scratch#COLUMNS} on = sum of dY (x - mean)
   * inverse, mean and inverse those of the rows.
   */
  static void sumsAndNormalisedProducts(
      Tensor x, Tensor mean, Tensor inverse, Tensor dY, int first, int cols, double[] totals) {
    sums(dY, first, cols, totals, 0);
    Arrays.fill(totals, COLUMNS, COLUMNS + cols, 0);
    for (int r = 0; r < x.rows(); r++) {
      addNormalised(
          cols,
          x.floats(),
          x.row(r) + first,
          mean.floats()[mean.offset() + r],
          inverse.floats()[inverse.offset() + r],
          dY.floats(),
          dY.row(r) + first,
          totals);
    }
  }

  private static void addNormalised(
      int cols,
      float[] x,
      int xOffset,
      double center,
      double inverse,
      float[] dY,
      int dYOffset,
      double[] totals) {
    for (int c = 0; c < cols; c++) {
      totals[COLUMNS + c] += (x[xOffset + c] - center) * inverse * dY[dYOffset + c];
    }
  }
}
