// Written by simd/src/generator/java/Microkernels.java; to be changed there.
package lanewise.simd.gemm;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/** The microkernels of 3 rows by 2 vectors; see {@link Tiles}. */
final class Tile3x2 {
  private static final VectorSpecies<Float> F = Lanes.F;
  private static final int LANES = Lanes.LENGTH;
  private static final int WIDTH = 2 * LANES;
  private static final int STEP = Strips.WIDTH;

  private Tile3x2() {}

  static void strip(
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    int o1 = cOffset + ldc;
    int o2 = cOffset + 2 * ldc;
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(F, c, o1);
    FloatVector c11 = FloatVector.fromArray(F, c, o1 + LANES);
    FloatVector c20 = FloatVector.fromArray(F, c, o2);
    FloatVector c21 = FloatVector.fromArray(F, c, o2 + LANES);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      VarHandle.loadLoadFence();
      FloatVector x1 = FloatVector.broadcast(F, a[p + 1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      VarHandle.loadLoadFence();
      FloatVector x2 = FloatVector.broadcast(F, a[p + 2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      p += STEP;
      q += WIDTH;
    }
    int s1 = cOffset + ldc;
    int s2 = cOffset + 2 * ldc;
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, s1);
    c11.intoArray(c, s1 + LANES);
    c20.intoArray(c, s2);
    c21.intoArray(c, s2 + LANES);
  }

  static void stripFromZero(
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    FloatVector c10 = FloatVector.zero(F);
    FloatVector c11 = FloatVector.zero(F);
    FloatVector c20 = FloatVector.zero(F);
    FloatVector c21 = FloatVector.zero(F);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      VarHandle.loadLoadFence();
      FloatVector x1 = FloatVector.broadcast(F, a[p + 1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      VarHandle.loadLoadFence();
      FloatVector x2 = FloatVector.broadcast(F, a[p + 2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      p += STEP;
      q += WIDTH;
    }
    int s1 = cOffset + ldc;
    int s2 = cOffset + 2 * ldc;
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, s1);
    c11.intoArray(c, s1 + LANES);
    c20.intoArray(c, s2);
    c21.intoArray(c, s2 + LANES);
  }

  static void rowMajor(
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    int o1 = cOffset + ldc;
    int o2 = cOffset + 2 * ldc;
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(F, c, o1);
    FloatVector c11 = FloatVector.fromArray(F, c, o1 + LANES);
    FloatVector c20 = FloatVector.fromArray(F, c, o2);
    FloatVector c21 = FloatVector.fromArray(F, c, o2 + LANES);
    int a1 = lda;
    int a2 = 2 * lda;
    int p = aOffset;
    for (int q = bOffset; q < bOffset + kc * WIDTH; q += WIDTH) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[p + a1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[p + a2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      p++;
    }
    int s1 = cOffset + ldc;
    int s2 = cOffset + 2 * ldc;
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, s1);
    c11.intoArray(c, s1 + LANES);
    c20.intoArray(c, s2);
    c21.intoArray(c, s2 + LANES);
  }

  static void rowMajorFromZero(
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    FloatVector c10 = FloatVector.zero(F);
    FloatVector c11 = FloatVector.zero(F);
    FloatVector c20 = FloatVector.zero(F);
    FloatVector c21 = FloatVector.zero(F);
    int a1 = lda;
    int a2 = 2 * lda;
    int p = aOffset;
    for (int q = bOffset; q < bOffset + kc * WIDTH; q += WIDTH) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[p + a1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[p + a2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      p++;
    }
    int s1 = cOffset + ldc;
    int s2 = cOffset + 2 * ldc;
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, s1);
    c11.intoArray(c, s1 + LANES);
    c20.intoArray(c, s2);
    c21.intoArray(c, s2 + LANES);
  }

  static void inPlace(
      int kc,
      float[] a, int aOffset, int rowStride, int stepStride,
      float[] b, int bOffset, int ldb,
      float[] c, int cOffset, int ldc) {
    int o1 = cOffset + ldc;
    int o2 = cOffset + 2 * ldc;
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(F, c, o1);
    FloatVector c11 = FloatVector.fromArray(F, c, o1 + LANES);
    FloatVector c20 = FloatVector.fromArray(F, c, o2);
    FloatVector c21 = FloatVector.fromArray(F, c, o2 + LANES);
    int a1 = rowStride;
    int a2 = 2 * rowStride;
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[p + a1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[p + a2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      p += stepStride;
      q += ldb;
    }
    int s1 = cOffset + ldc;
    int s2 = cOffset + 2 * ldc;
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, s1);
    c11.intoArray(c, s1 + LANES);
    c20.intoArray(c, s2);
    c21.intoArray(c, s2 + LANES);
  }

  static void inPlaceFromZero(
      int kc,
      float[] a, int aOffset, int rowStride, int stepStride,
      float[] b, int bOffset, int ldb,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    FloatVector c10 = FloatVector.zero(F);
    FloatVector c11 = FloatVector.zero(F);
    FloatVector c20 = FloatVector.zero(F);
    FloatVector c21 = FloatVector.zero(F);
    int a1 = rowStride;
    int a2 = 2 * rowStride;
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[p + a1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[p + a2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      p += stepStride;
      q += ldb;
    }
    int s1 = cOffset + ldc;
    int s2 = cOffset + 2 * ldc;
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, s1);
    c11.intoArray(c, s1 + LANES);
    c20.intoArray(c, s2);
    c21.intoArray(c, s2 + LANES);
  }
}
