package lanewise.check;

import java.util.function.IntToDoubleFunction;
import lanewise.tensor.SeededRandom;

/** Inputs of compared operations: random numbers that float32 holds exactly, and sums of sizes. */
final class Sample {
  private final SeededRandom random;

  Sample(long seed) {
    random = new SeededRandom(seed);
  }

  /** Normal with mean 0 and this standard deviation. */
  double[] normal(int count, double deviation) {
    return of(count, i -> deviation * random.nextGaussian());
  }

  /** Normal with mean 0 and standard deviation 1. */
  double[] normal(int count) {
    return normal(count, 1);
  }

  /** Uniform from low to high. */
  double[] uniform(int count, double low, double high) {
    return of(count, i -> low + (high - low) * random.nextDouble());
  }

  /**
   * Multiples of 1/64 within [-2, 2]: sums and differences of a few of them are exact, so that a
   * comparison with 0 falls the same way in any precision.
   */
  double[] lattice(int count) {
    return of(count, i -> (random.nextInt(257) - 128) / 64.0);
  }

  /** Labels from 0 to classes - 1; the second row is ignored. */
  int[] labels(int rows, int classes) {
    int[] labels = new int[Trial.OFFSET + rows];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(classes);
    }
    if (rows > 1) {
      labels[Trial.OFFSET + 1] = -1;
    }
    return labels;
  }

  /** Indices from 0 to bound - 1. */
  int[] indices(int count, int bound) {
    int[] indices = new int[Trial.OFFSET + count];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = random.nextInt(bound);
    }
    return indices;
  }

  /** An element at a time, rounded to float32. */
  static double[] of(int count, IntToDoubleFunction element) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) element.applyAsDouble(i);
    }
    return values;
  }

  /** The sizes of the elements. */
  static double[] sizes(double[] values) {
    double[] sizes = new double[values.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs(values[i]);
    }
    return sizes;
  }

  /** scale[i] by a formula, in double. */
  static double[] scale(int count, IntToDoubleFunction element) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = element.applyAsDouble(i);
    }
    return values;
  }

  /** The sum over i in 0..count-1. */
  static double total(int count, IntToDoubleFunction term) {
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += term.applyAsDouble(i);
    }
    return total;
  }
}
