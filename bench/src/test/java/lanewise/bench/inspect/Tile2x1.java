package lanewise.bench.inspect;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A microkernel whose accumulators become objects where no tier comes before C2: as vectors of
 * another length are in use too, what has been seen so far does not tell C2 their class.
 */
final class Tile2x1 {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
  private static final VectorSpecies<Float> SHORT = FloatVector.SPECIES_128;
  private static final float[] NONE = new float[F.length()];
  private static final int STEPS = 128;
  private static final int CALLS = 50_000;

  private Tile2x1() {}

  /** Multiplies until the JIT has compiled the kernel, and fails on a wrong result. */
  public static void main(String[] args) {
    float[] a = new float[2 * STEPS];
    float[] b = new float[F.length() * STEPS];
    float[] c = new float[2 * F.length()];
    Arrays.fill(a, 2);
    Arrays.fill(b, 0.5f);
    for (int i = 0; i < CALLS; i++) {
      multiplyAdd(SHORT, a, c);
      multiplyAdd(F, a, c);
    }
    for (int i = 0; i < CALLS; i++) {
      multiply(STEPS, a, b, c);
    }
    for (float sum : c) {
      if (sum != STEPS) {
        throw new IllegalStateException("Tile2x1: " + sum + ", expected " + STEPS);
      }
    }
  }

  private static void multiplyAdd(VectorSpecies<Float> species, float[] a, float[] c) {
    FloatVector x = FloatVector.fromArray(species, a, 0);
    x.fma(x, x).intoArray(c, 0);
  }

  private static void multiply(int steps, float[] a, float[] b, float[] c) {
    FloatVector c0 = FloatVector.fromArray(F, NONE, 0);
    FloatVector c1 = FloatVector.fromArray(F, NONE, 0);
    int q = 0;
    for (int p = 0; p < steps; p++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      c0 = FloatVector.broadcast(F, a[p]).fma(b0, c0);
      c1 = FloatVector.broadcast(F, a[p + steps]).fma(b0, c1);
      q += F.length();
    }
    c0.intoArray(c, 0);
    c1.intoArray(c, F.length());
  }
}
