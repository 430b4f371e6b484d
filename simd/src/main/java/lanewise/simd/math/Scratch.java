package lanewise.simd.math;

import static lanewise.simd.Lanes.LENGTH;

import java.util.Arrays;

/**
 * A few floats of each thread: where the rest of a row, too short for a vector, is padded to one,
 * and where the virtual lanes of a sum are added up. (A masked store would spare the copy of a
 * rest, but takes 40 cycles on Zen 4.) What waits for columns has floats of its own: a thread that
 * only predicts, perhaps a new one each time, shall not pay for them.
 */
final class Scratch {
  /** The rest of a row; the other rests; the virtual lanes. Each has room for the widest vector. */
  static final int REST = 0;

  static final int OTHER_REST = 16;
  static final int LANES = 32;

  /** Where batch norm keeps the factors of some columns while it goes along the rows. */
  static final int FACTORS = 48;

  /** How many of them. */
  static final int MOST_FACTORS = 256;

  /** Columns whose numbers {@link #totals} and {@link #columns} have room for. */
  static final int COLUMNS = 512;

  private static final ThreadLocal<float[]> FLOATS =
      ThreadLocal.withInitial(() -> new float[FACTORS + MOST_FACTORS]);

  private static final ThreadLocal<double[]> TOTALS =
      ThreadLocal.withInitial(() -> new double[2 * COLUMNS]);

  private static final ThreadLocal<float[]> OF_COLUMNS =
      ThreadLocal.withInitial(() -> new float[3 * COLUMNS]);

  private Scratch() {}

  /** This thread's floats. */
  static float[] get() {
    return FLOATS.get();
  }

  /** This thread's doubles for sums down columns, two of each. */
  static double[] totals() {
    return TOTALS.get();
  }

  /** This thread's floats for numbers of columns that wait for the next row, three of each. */
  static float[] columns() {
    return OF_COLUMNS.get();
  }

  /**
   * Copies {@code count} elements, fewer than a vector's, to {@code place} and pads them to a
   * vector.
   */
  static void padded(int count, float[] x, int xOffset, float padding, float[] scratch, int place) {
    System.arraycopy(x, xOffset, scratch, place, count);
    Arrays.fill(scratch, place + count, place + LENGTH, padding);
  }
}
