package lanewise.check;

import java.util.Random;
import java.util.function.DoubleSupplier;

/** Seeded values for operands, all exact in float32 so that every backend gets the same. */
final class Fill {
  private static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    1,
    -1,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    0x1p-24,
    -0x1p-24,
    1e30f,
    -1e30f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    88.5,
    -88.5,
    89,
    -89,
    -103.5,
    -104.5,
    20,
    -20,
    9.5,
    -9.5,
    4.25,
    -4.25
  };

  private final Random random;

  Fill(long seed) {
    random = new Random(seed);
  }

  /** Normal numbers of deviation 1. */
  double[] normal(int count) {
    return generate(count, random::nextGaussian);
  }

  /** Normal numbers of this deviation about this mean. */
  double[] normal(int count, double mean, double deviation) {
    return generate(count, () -> mean + deviation * random.nextGaussian());
  }

  /** Between these bounds, inclusive after rounding. */
  double[] uniform(int count, double low, double high) {
    return generate(count, () -> low + (high - low) * random.nextDouble());
  }

  /**
   * Multiples of a power of two, between -bound and bound: sums and products of a few are exact.
   */
  double[] lattice(int count, int bound, double unit) {
    return generate(count, () -> unit * (random.nextInt(2 * bound + 1) - bound));
  }

  /** Whole numbers from 0 below bound, about one in eight replaced by -1 where asked. */
  double[] labels(int count, int bound, boolean withIgnored) {
    return generate(
        count, () -> withIgnored && random.nextInt(8) == 0 ? -1 : random.nextInt(bound));
  }

  /**
   * NaN, infinities, zeros, subnormal, huge, and numbers about the limits of the elementary
   * functions.
   */
  double[] special(int count) {
    int start = random.nextInt(SPECIAL.length);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = SPECIAL[(start + i) % SPECIAL.length];
    }
    return values;
  }

  static int specials() {
    return SPECIAL.length;
  }

  private static double[] generate(int count, DoubleSupplier next) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) next.getAsDouble();
    }
    return values;
  }
}
