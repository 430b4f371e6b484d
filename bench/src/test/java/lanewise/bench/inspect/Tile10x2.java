package lanewise.bench.inspect;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A microkernel that cannot be compiled well for 16 registers: a tile of 10 rows by 2 vectors has
 * 20 accumulators.
 */
final class Tile10x2 {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
  private static final int LANES = F.length();
  private static final int STEPS = 128;
  private static final int CALLS = 20_000;

  private Tile10x2() {}

  /** Multiplies until the JIT has compiled the kernel, and fails on a wrong result. */
  public static void main(String[] args) {
    float[] a = new float[10 * STEPS];
    float[] b = new float[2 * LANES * STEPS];
    float[] c = new float[20 * LANES];
    Arrays.fill(a, 2);
    Arrays.fill(b, 0.5f);
    for (int i = 0; i < CALLS; i++) {
      multiply(STEPS, a, b, c);
    }
    for (float sum : c) {
      if (sum != STEPS) {
        throw new IllegalStateException("Tile10x2: " + sum + ", expected " + STEPS);
      }
    }
  }

  private static void multiply(int steps, float[] a, float[] b, float[] c) {
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    FloatVector c10 = FloatVector.zero(F);
    FloatVector c11 = FloatVector.zero(F);
    FloatVector c20 = FloatVector.zero(F);
    FloatVector c21 = FloatVector.zero(F);
    FloatVector c30 = FloatVector.zero(F);
    FloatVector c31 = FloatVector.zero(F);
    FloatVector c40 = FloatVector.zero(F);
    FloatVector c41 = FloatVector.zero(F);
    FloatVector c50 = FloatVector.zero(F);
    FloatVector c51 = FloatVector.zero(F);
    FloatVector c60 = FloatVector.zero(F);
    FloatVector c61 = FloatVector.zero(F);
    FloatVector c70 = FloatVector.zero(F);
    FloatVector c71 = FloatVector.zero(F);
    FloatVector c80 = FloatVector.zero(F);
    FloatVector c81 = FloatVector.zero(F);
    FloatVector c90 = FloatVector.zero(F);
    FloatVector c91 = FloatVector.zero(F);
    int q = 0;
    for (int p = 0; p < steps; p++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[p + steps]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[p + 2 * steps]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(F, a[p + 3 * steps]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[p + 4 * steps]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[p + 5 * steps]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      FloatVector x6 = FloatVector.broadcast(F, a[p + 6 * steps]);
      c60 = x6.fma(b0, c60);
      c61 = x6.fma(b1, c61);
      FloatVector x7 = FloatVector.broadcast(F, a[p + 7 * steps]);
      c70 = x7.fma(b0, c70);
      c71 = x7.fma(b1, c71);
      FloatVector x8 = FloatVector.broadcast(F, a[p + 8 * steps]);
      c80 = x8.fma(b0, c80);
      c81 = x8.fma(b1, c81);
      FloatVector x9 = FloatVector.broadcast(F, a[p + 9 * steps]);
      c90 = x9.fma(b0, c90);
      c91 = x9.fma(b1, c91);
      q += 2 * LANES;
    }
    c00.intoArray(c, 0);
    c01.intoArray(c, LANES);
    c10.intoArray(c, 2 * LANES);
    c11.intoArray(c, 3 * LANES);
    c20.intoArray(c, 4 * LANES);
    c21.intoArray(c, 5 * LANES);
    c30.intoArray(c, 6 * LANES);
    c31.intoArray(c, 7 * LANES);
    c40.intoArray(c, 8 * LANES);
    c41.intoArray(c, 9 * LANES);
    c50.intoArray(c, 10 * LANES);
    c51.intoArray(c, 11 * LANES);
    c60.intoArray(c, 12 * LANES);
    c61.intoArray(c, 13 * LANES);
    c70.intoArray(c, 14 * LANES);
    c71.intoArray(c, 15 * LANES);
    c80.intoArray(c, 16 * LANES);
    c81.intoArray(c, 17 * LANES);
    c90.intoArray(c, 18 * LANES);
    c91.intoArray(c, 19 * LANES);
  }
}
