// Written by simd/src/generator/java/Microkernels.java; to be changed there.
package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/** The microkernels of 1 row by 1 vector; see {@link Tiles}. */
final class Tile1x1 {
  private static final VectorSpecies<Float> F = Lanes.F;
  private static final int LANES = Lanes.LENGTH;
  private static final int WIDTH = 2 * LANES;
  private static final int STEP = Strips.WIDTH;

  private Tile1x1() {}

  static void strip(
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      p += STEP;
      q += WIDTH;
    }
    c00.intoArray(c, cOffset);
  }

  static void stripFromZero(
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.zero(F);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      p += STEP;
      q += WIDTH;
    }
    c00.intoArray(c, cOffset);
  }

  static void rowMajor(
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    int p = aOffset;
    for (int q = bOffset; q < bOffset + kc * WIDTH; q += WIDTH) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      p++;
    }
    c00.intoArray(c, cOffset);
  }

  static void rowMajorFromZero(
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.zero(F);
    int p = aOffset;
    for (int q = bOffset; q < bOffset + kc * WIDTH; q += WIDTH) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      p++;
    }
    c00.intoArray(c, cOffset);
  }
}
