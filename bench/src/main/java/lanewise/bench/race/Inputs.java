package lanewise.bench.race;

/**
 * The numbers that go into a work: a formula instead of a file, so that contenders in any language
 * start from the same bits.
 *
 * <p>Element i of stream s: h = i * 0x9E3779B9 + s * 0x85EBCA6B; h ^= h &gt;&gt;&gt; 16; h *=
 * 0x21F0AAAD; h ^= h &gt;&gt;&gt; 15; h *= 0x735A2D97; h ^= h &gt;&gt;&gt; 15, all modulo 2^32. As
 * a float it is (h &gt;&gt;&gt; 8) / 2^23 - 1: uniform in [-1, 1), exact in float32. Source of the
 * mixing constants: C. Wellons, hash-prospector.
 */
public final class Inputs {
  /**
   * The inputs of element-wise functions lie in [-4, 4): both sides of every kink and bend, no
   * saturation.
   */
  public static final float MAP_SCALE = 4;

  private Inputs() {}

  private static int bits(int stream, int index) {
    int h = index * 0x9E3779B9 + stream * 0x85EBCA6B;
    h ^= h >>> 16;
    h *= 0x21F0AAAD;
    h ^= h >>> 15;
    h *= 0x735A2D97;
    h ^= h >>> 15;
    return h;
  }

  /** Element {@code index} of a stream, uniform in [-1, 1). */
  public static float at(int stream, int index) {
    return (bits(stream, index) >>> 8) * 0x1p-23f - 1;
  }

  /** The first {@code count} elements of a stream, each times {@code scale}, rounded once. */
  public static float[] floats(int stream, int count, float scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = at(stream, i) * scale;
    }
    return values;
  }

  /** Labels in [0, classes): the unsigned bits of stream 2 modulo {@code classes}. */
  public static int[] labels(int count, int classes) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = Integer.remainderUnsigned(bits(2, i), classes);
    }
    return labels;
  }
}
