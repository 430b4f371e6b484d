package lanewise.simd;

import lanewise.simd.parallel.ParallelTask;

/**
 * Work cut into shares of equal length, the last perhaps shorter.
 *
 * @param units how many elements, rows or columns there are; any int
 * @param length how many of them a share has
 * @param work what is done with a share
 */
record Shares(int units, int length, Range work) implements ParallelTask {
  /**
   * Shares are cut at multiples of this many elements, columns or rows: whole vectors of any width,
   * whole cache lines.
   */
  private static final int CUT = 16;

  /** A part of a kernel's work: {@code count} elements, rows or columns from {@code from} on. */
  interface Range {
    void run(int from, int count);
  }

  /** Cuts {@code units} into {@code most} shares, or fewer where there are fewer places to cut. */
  static Shares of(int units, long most, Range work) {
    int cuts = Math.ceilDiv(units, CUT);
    return new Shares(units, (int) Math.ceilDiv(cuts, most) * CUT, work);
  }

  int count() {
    return Math.ceilDiv(units, length);
  }

  @Override
  public void run(int share) {
    int from = share * length;
    work.run(from, Math.min(length, units - from));
  }
}
