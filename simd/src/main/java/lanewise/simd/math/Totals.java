package lanewise.simd.math;

import static lanewise.simd.math.Scratch.COLUMNS;

import java.util.Arrays;

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
  static void sums(int rows, int cols, float[] x, int xOffset, int ldx, double[] totals, int at) {
    Arrays.fill(totals, at, at + cols, 0);
    for (int r = 0; r < rows; r++) {
      addRow(cols, x, xOffset + r * ldx, totals, at);
    }
  }

  private static void addRow(int cols, float[] x, int xOffset, double[] totals, int at) {
    for (int c = 0; c < cols; c++) {
      totals[at + c] += x[xOffset + c];
    }
  }

  /** totals = sum of (x - center)^2, the centers at {@code centers} of the totals. */
  static void squaredDeviations(
      int rows, int cols, float[] x, int xOffset, int ldx, double[] totals, int centers, int at) {
    Arrays.fill(totals, at, at + cols, 0);
    for (int r = 0; r < rows; r++) {
      addSquares(cols, x, xOffset + r * ldx, totals, centers, at);
    }
  }

  private static void addSquares(
      int cols, float[] x, int xOffset, double[] totals, int centers, int at) {
    for (int c = 0; c < cols; c++) {
      double d = x[xOffset + c] - totals[centers + c];
      totals[at + c] += d * d;
    }
  }

  /** totals += sum of dY min(x, 0). */
  static void addNegativeParts(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] dY,
      int dYOffset,
      double[] totals,
      int at) {
    for (int r = 0; r < rows; r++) {
      addNegativePartsOfRow(cols, x, xOffset + r * ld, dY, dYOffset + r * ld, totals, at);
    }
  }

  private static void addNegativePartsOfRow(
      int cols, float[] x, int xOffset, float[] dY, int dYOffset, double[] totals, int at) {
    for (int c = 0; c < cols; c++) {
      totals[at + c] += Math.min(x[xOffset + c], 0f) * (double) dY[dYOffset + c];
    }
  }

  /**
   * The first totals = sum of dY, those from {@link Scratch#COLUMNS} on = sum of dY (x - mean), the
   * means those of the columns.
   */
  static void sumsAndProducts(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] dY,
      int dYOffset,
      double[] totals) {
    sums(rows, cols, dY, dYOffset, ld, totals, 0);
    Arrays.fill(totals, COLUMNS, COLUMNS + cols, 0);
    for (int r = 0; r < rows; r++) {
      addProducts(cols, x, xOffset + r * ld, mean, meanOffset, dY, dYOffset + r * ld, totals);
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
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] inverse,
      int inverseOffset,
      float[] dY,
      int dYOffset,
      double[] totals) {
    sums(rows, cols, dY, dYOffset, ld, totals, 0);
    Arrays.fill(totals, COLUMNS, COLUMNS + cols, 0);
    for (int r = 0; r < rows; r++) {
      addNormalised(
          cols,
          x,
          xOffset + r * ld,
          mean[meanOffset + r],
          inverse[inverseOffset + r],
          dY,
          dYOffset + r * ld,
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
