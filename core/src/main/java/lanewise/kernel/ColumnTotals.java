package lanewise.kernel;

import java.util.Arrays;
import lanewise.tensor.Tensor;

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

  /** totals += sum of some columns of x. */
  static void add(Tensor x, int first, int count, double[] totals) {
    float[] xs = x.floats();
    for (int i = 0; i < x.rows(); i++) {
      int row = x.row(i) + first;
      for (int j = 0; j < count; j++) {
        totals[j] += xs[row + j];
      }
    }
  }
}
