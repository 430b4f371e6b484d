package lanewise.bench.race;

/**
 * Which elements of a result are compared: all of a small one, and of a large one {@link #SIZE},
 * spread evenly with the first and the last among them.
 *
 * <p>The stride is not a power of two, so that every column of a tile and the edges are met.
 */
public final class Sample {
  /** The most elements that are compared. */
  public static final int SIZE = 1024;

  private Sample() {}

  /** How many elements of a result of that size are compared. */
  public static int count(int resultSize) {
    return Math.min(resultSize, SIZE);
  }

  /** The position in the result of the i-th compared element. */
  public static int position(int i, int resultSize) {
    return resultSize <= SIZE ? i : (int) ((long) i * (resultSize - 1) / (SIZE - 1));
  }

  /** The compared elements. */
  public static double[] of(float[] result) {
    double[] sample = new double[count(result.length)];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = result[position(i, result.length)];
    }
    return sample;
  }
}
