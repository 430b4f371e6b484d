package lanewise.bench.race;

import java.util.Arrays;

/**
 * Order statistics with linear interpolation between neighbours (Hyndman, Fan 1996, definition 7).
 */
public final class Quantiles {
  private final double[] sorted;

  /**
   * Sorts a copy.
   *
   * @param values one or more, in any order
   */
  public Quantiles(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("quantiles: no values, expected 1 or more");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** The value below which that fraction, 0 to 1, of all values lies. */
  public double at(double fraction) {
    double position = fraction * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** The value in the middle. */
  public double median() {
    return at(0.5);
  }
}
