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
   * Shares are cut at multiples of this many elements or columns: whole vectors of any width, whole
   * cache lines.
   */
  private static final int CUT = 16;

  /** Elements below which a share is not worth waking a thread for: some microseconds of work. */
  private static final int LEAST = 1 << 15;

  /** A part of a kernel's work: {@code count} elements, rows or columns from {@code from} on. */
  interface Range {
    void run(int from, int count);
  }

  /** Whether so many elements are not worth more than one thread. */
  static boolean isSmall(long elements) {
    return elements < 2 * LEAST;
  }

  /** Rows of {@code width} elements each, for threads; elements are rows of one. */
  static Shares ofRows(int rows, int width, int threads, Range work) {
    int cut = width < CUT ? Math.ceilDiv(CUT, Math.max(1, width)) : 1;
    return of(rows, cut, most(threads, (long) rows * width), work);
  }

  /** Columns of {@code height} elements each, for threads. */
  static Shares ofColumns(int cols, int height, int threads, Range work) {
    return of(cols, CUT, most(threads, (long) cols * height), work);
  }

  private static long most(int threads, long elements) {
    return Math.max(1, Math.min(threads, elements / LEAST));
  }

  /**
   * Cuts {@code units} at multiples of {@code cut} into {@code most} shares, or fewer where there
   * are fewer places to cut.
   */
  private static Shares of(int units, int cut, long most, Range work) {
    int cuts = Math.ceilDiv(units, cut);
    return new Shares(units, (int) Math.min(units, Math.ceilDiv(cuts, most) * cut), work);
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
