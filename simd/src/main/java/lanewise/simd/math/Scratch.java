package lanewise.simd.math;

import static lanewise.simd.Lanes.LENGTH;

import java.util.Arrays;

/**
 * A few floats of each thread: where the rest of a row, too short for a vector, is padded to one,
 * where the virtual lanes of a sum are added up, and where numbers of columns wait for the next
 * row. (A masked store would spare the copy of a rest, but takes 40 cycles on Zen 4.)
 */
final class Scratch {
  /** The rest of a row; the other rests; the virtual lanes. Each has room for the widest vector. */
  static final int REST = 0;

  static final int OTHER_REST = 16;
  static final int LANES = 32;

  /** Three numbers of each column, for so many columns, from {@link #BLOCKS} on. */
  static final int COLUMNS = 2048;

  static final int BLOCKS = 48;

  private static final ThreadLocal<float[]> FLOATS =
      ThreadLocal.withInitial(() -> new float[BLOCKS + 3 * COLUMNS]);

  private Scratch() {}

  /** This thread's floats. */
  static float[] get() {
    return FLOATS.get();
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
