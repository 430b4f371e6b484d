package lanewise.kernel;

import java.util.Random;
import java.util.stream.DoubleStream;

/** Seeded numbers for operands. */
final class Numbers {
  private final Random random;

  Numbers(long seed) {
    random = new Random(seed);
  }

  double[] normal(int count) {
    return normal(count, 0, 1);
  }

  double[] normal(int count, double mean, double deviation) {
    return DoubleStream.generate(() -> mean + deviation * random.nextGaussian())
        .limit(count)
        .toArray();
  }

  double[] uniform(int count, double low, double high) {
    return DoubleStream.generate(() -> low + (high - low) * random.nextDouble())
        .limit(count)
        .toArray();
  }
}
