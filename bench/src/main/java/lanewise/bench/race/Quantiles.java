package lanewise.bench.race;

import java.util.Arrays;

/**
 * Order statistics with linear interpolation between neighbours (Hyndman, Fan 1996, definition 7).
 */
final class Quantiles {
  private final double[] sorted;

  Quantiles(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("quantiles: no values, expected 1 or more");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  double at(double fraction) {
    double position = fraction * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  double median() {
    return at(0.5);
  }
}
