package lanewise.kernel;

import java.util.Arrays;

/**
 * Sums down some columns of a float32 matrix, in double. They wait in a few kilobytes of each
 * thread, so that a sum can walk along the rows: down a column, each element would be a cache line.
 */
final class ColumnTotals {
  /** Columns at a time. */
  static final int COLUMNS = 256;

  private static final ThreadLocal<double[]> TOTALS =
      ThreadLocal.withInitial(() -> new double[2 * COLUMNS]);

  private ColumnTotals() {}

  /** This thread's totals, two for each column: those from {@link #COLUMNS} on are the second. */
  static double[] zeros() {
    double[] totals = TOTALS.get();
    Arrays.fill(totals, 0);
    return totals;
  }

  /** totals += sum of x. */
  static void add(int rows, int cols, float[] x, int xOffset, int ldx, double[] totals) {
    for (int i = 0; i < rows; i++) {
      int row = xOffset + i * ldx;
      for (int j = 0; j < cols; j++) {
        totals[j] += x[row + j];
      }
    }
  }
}
