package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/** The microkernel of 6 rows by 2 vectors; see {@link Tiles}. */
final class Tile6x2 {
  private static final VectorSpecies<Float> F = Lanes.F;
  private static final int LANES = Lanes.LENGTH;

  private Tile6x2() {}

  static void rowMajor(
      int kc,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      boolean accumulate,
      float[] c,
      int cOffset,
      int ldc) {
    FloatVector c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
    if (accumulate) {
      int o1 = cOffset + ldc;
      int o2 = cOffset + 2 * ldc;
      int o3 = cOffset + 3 * ldc;
      int o4 = cOffset + 4 * ldc;
      int o5 = cOffset + 5 * ldc;
      c00 = FloatVector.fromArray(F, c, cOffset);
      c01 = FloatVector.fromArray(F, c, cOffset + LANES);
      c10 = FloatVector.fromArray(F, c, o1);
      c11 = FloatVector.fromArray(F, c, o1 + LANES);
      c20 = FloatVector.fromArray(F, c, o2);
      c21 = FloatVector.fromArray(F, c, o2 + LANES);
      c30 = FloatVector.fromArray(F, c, o3);
      c31 = FloatVector.fromArray(F, c, o3 + LANES);
      c40 = FloatVector.fromArray(F, c, o4);
      c41 = FloatVector.fromArray(F, c, o4 + LANES);
      c50 = FloatVector.fromArray(F, c, o5);
      c51 = FloatVector.fromArray(F, c, o5 + LANES);
    } else {
      c00 = FloatVector.zero(F);
      c01 = FloatVector.zero(F);
      c10 = FloatVector.zero(F);
      c11 = FloatVector.zero(F);
      c20 = FloatVector.zero(F);
      c21 = FloatVector.zero(F);
      c30 = FloatVector.zero(F);
      c31 = FloatVector.zero(F);
      c40 = FloatVector.zero(F);
      c41 = FloatVector.zero(F);
      c50 = FloatVector.zero(F);
      c51 = FloatVector.zero(F);
    }
    int a1 = lda;
    int a2 = 2 * lda;
    int a3 = 3 * lda;
    int a4 = 4 * lda;
    int a5 = 5 * lda;
    int q = bOffset;
    for (int p = aOffset; p < aOffset + kc; p++) {
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
      FloatVector x3 = FloatVector.broadcast(F, a[p + a3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[p + a4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[p + a5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      q += ldb;
    }
    int s1 = cOffset + ldc;
    int s2 = cOffset + 2 * ldc;
    int s3 = cOffset + 3 * ldc;
    int s4 = cOffset + 4 * ldc;
    int s5 = cOffset + 5 * ldc;
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, s1);
    c11.intoArray(c, s1 + LANES);
    c20.intoArray(c, s2);
    c21.intoArray(c, s2 + LANES);
    c30.intoArray(c, s3);
    c31.intoArray(c, s3 + LANES);
    c40.intoArray(c, s4);
    c41.intoArray(c, s4 + LANES);
    c50.intoArray(c, s5);
    c51.intoArray(c, s5 + LANES);
  }

  static void columnMajor(
      int kc,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      boolean accumulate,
      float[] c,
      int cOffset,
      int ldc) {
    FloatVector c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
    if (accumulate) {
      int o1 = cOffset + ldc;
      int o2 = cOffset + 2 * ldc;
      int o3 = cOffset + 3 * ldc;
      int o4 = cOffset + 4 * ldc;
      int o5 = cOffset + 5 * ldc;
      c00 = FloatVector.fromArray(F, c, cOffset);
      c01 = FloatVector.fromArray(F, c, cOffset + LANES);
      c10 = FloatVector.fromArray(F, c, o1);
      c11 = FloatVector.fromArray(F, c, o1 + LANES);
      c20 = FloatVector.fromArray(F, c, o2);
      c21 = FloatVector.fromArray(F, c, o2 + LANES);
      c30 = FloatVector.fromArray(F, c, o3);
      c31 = FloatVector.fromArray(F, c, o3 + LANES);
      c40 = FloatVector.fromArray(F, c, o4);
      c41 = FloatVector.fromArray(F, c, o4 + LANES);
      c50 = FloatVector.fromArray(F, c, o5);
      c51 = FloatVector.fromArray(F, c, o5 + LANES);
    } else {
      c00 = FloatVector.zero(F);
      c01 = FloatVector.zero(F);
      c10 = FloatVector.zero(F);
      c11 = FloatVector.zero(F);
      c20 = FloatVector.zero(F);
      c21 = FloatVector.zero(F);
      c30 = FloatVector.zero(F);
      c31 = FloatVector.zero(F);
      c40 = FloatVector.zero(F);
      c41 = FloatVector.zero(F);
      c50 = FloatVector.zero(F);
      c51 = FloatVector.zero(F);
    }
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[p + 1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[p + 2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(F, a[p + 3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[p + 4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[p + 5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      p += lda;
      q += ldb;
    }
    int s1 = cOffset + ldc;
    int s2 = cOffset + 2 * ldc;
    int s3 = cOffset + 3 * ldc;
    int s4 = cOffset + 4 * ldc;
    int s5 = cOffset + 5 * ldc;
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, s1);
    c11.intoArray(c, s1 + LANES);
    c20.intoArray(c, s2);
    c21.intoArray(c, s2 + LANES);
    c30.intoArray(c, s3);
    c31.intoArray(c, s3 + LANES);
    c40.intoArray(c, s4);
    c41.intoArray(c, s4 + LANES);
    c50.intoArray(c, s5);
    c51.intoArray(c, s5 + LANES);
  }
}
