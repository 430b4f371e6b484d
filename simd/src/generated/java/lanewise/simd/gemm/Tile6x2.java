// Written by simd/src/generator/java/Microkernels.java; to be changed there.
package lanewise.simd.gemm;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/** The microkernels of 6 rows by 2 vectors; see {@link Tiles}. */
final class Tile6x2 {
  private static final VectorSpecies<Float> F = Lanes.F;
  private static final int LANES = Lanes.LENGTH;
  private static final int WIDTH = 2 * LANES;
  private static final int STEP = Strips.WIDTH;

  private Tile6x2() {}

  static void strip(
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    int o1 = cOffset + ldc;
    int o2 = cOffset + 2 * ldc;
    int o3 = cOffset + 3 * ldc;
    int o4 = cOffset + 4 * ldc;
    int o5 = cOffset + 5 * ldc;
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(F, c, o1);
    FloatVector c11 = FloatVector.fromArray(F, c, o1 + LANES);
    FloatVector c20 = FloatVector.fromArray(F, c, o2);
    FloatVector c21 = FloatVector.fromArray(F, c, o2 + LANES);
    FloatVector c30 = FloatVector.fromArray(F, c, o3);
    FloatVector c31 = FloatVector.fromArray(F, c, o3 + LANES);
    FloatVector c40 = FloatVector.fromArray(F, c, o4);
    FloatVector c41 = FloatVector.fromArray(F, c, o4 + LANES);
    FloatVector c50 = FloatVector.fromArray(F, c, o5);
    FloatVector c51 = FloatVector.fromArray(F, c, o5 + LANES);
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
      VarHandle.loadLoadFence();
      FloatVector x3 = FloatVector.broadcast(F, a[p + 3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      VarHandle.loadLoadFence();
      FloatVector x4 = FloatVector.broadcast(F, a[p + 4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      VarHandle.loadLoadFence();
      FloatVector x5 = FloatVector.broadcast(F, a[p + 5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      p += STEP;
      q += WIDTH;
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
    FloatVector c30 = FloatVector.zero(F);
    FloatVector c31 = FloatVector.zero(F);
    FloatVector c40 = FloatVector.zero(F);
    FloatVector c41 = FloatVector.zero(F);
    FloatVector c50 = FloatVector.zero(F);
    FloatVector c51 = FloatVector.zero(F);
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
      VarHandle.loadLoadFence();
      FloatVector x3 = FloatVector.broadcast(F, a[p + 3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      VarHandle.loadLoadFence();
      FloatVector x4 = FloatVector.broadcast(F, a[p + 4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      VarHandle.loadLoadFence();
      FloatVector x5 = FloatVector.broadcast(F, a[p + 5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      p += STEP;
      q += WIDTH;
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

  static void longStrip(
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    int o1 = cOffset + ldc;
    int o2 = cOffset + 2 * ldc;
    int o3 = cOffset + 3 * ldc;
    int o4 = cOffset + 4 * ldc;
    int o5 = cOffset + 5 * ldc;
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(F, c, o1);
    FloatVector c11 = FloatVector.fromArray(F, c, o1 + LANES);
    FloatVector c20 = FloatVector.fromArray(F, c, o2);
    FloatVector c21 = FloatVector.fromArray(F, c, o2 + LANES);
    FloatVector c30 = FloatVector.fromArray(F, c, o3);
    FloatVector c31 = FloatVector.fromArray(F, c, o3 + LANES);
    FloatVector c40 = FloatVector.fromArray(F, c, o4);
    FloatVector c41 = FloatVector.fromArray(F, c, o4 + LANES);
    FloatVector c50 = FloatVector.fromArray(F, c, o5);
    FloatVector c51 = FloatVector.fromArray(F, c, o5 + LANES);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s += 2) {
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
      VarHandle.loadLoadFence();
      FloatVector x3 = FloatVector.broadcast(F, a[p + 3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      VarHandle.loadLoadFence();
      FloatVector x4 = FloatVector.broadcast(F, a[p + 4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      VarHandle.loadLoadFence();
      FloatVector x5 = FloatVector.broadcast(F, a[p + 5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      VarHandle.loadLoadFence();
      FloatVector d0 = FloatVector.fromArray(F, b, q + WIDTH);
      FloatVector d1 = FloatVector.fromArray(F, b, q + WIDTH + LANES);
      FloatVector y0 = FloatVector.broadcast(F, a[p + STEP]);
      c00 = y0.fma(d0, c00);
      c01 = y0.fma(d1, c01);
      VarHandle.loadLoadFence();
      FloatVector y1 = FloatVector.broadcast(F, a[p + STEP + 1]);
      c10 = y1.fma(d0, c10);
      c11 = y1.fma(d1, c11);
      VarHandle.loadLoadFence();
      FloatVector y2 = FloatVector.broadcast(F, a[p + STEP + 2]);
      c20 = y2.fma(d0, c20);
      c21 = y2.fma(d1, c21);
      VarHandle.loadLoadFence();
      FloatVector y3 = FloatVector.broadcast(F, a[p + STEP + 3]);
      c30 = y3.fma(d0, c30);
      c31 = y3.fma(d1, c31);
      VarHandle.loadLoadFence();
      FloatVector y4 = FloatVector.broadcast(F, a[p + STEP + 4]);
      c40 = y4.fma(d0, c40);
      c41 = y4.fma(d1, c41);
      VarHandle.loadLoadFence();
      FloatVector y5 = FloatVector.broadcast(F, a[p + STEP + 5]);
      c50 = y5.fma(d0, c50);
      c51 = y5.fma(d1, c51);
      p += 2 * STEP;
      q += 2 * WIDTH;
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

  static void longStripFromZero(
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
    FloatVector c30 = FloatVector.zero(F);
    FloatVector c31 = FloatVector.zero(F);
    FloatVector c40 = FloatVector.zero(F);
    FloatVector c41 = FloatVector.zero(F);
    FloatVector c50 = FloatVector.zero(F);
    FloatVector c51 = FloatVector.zero(F);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s += 2) {
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
      VarHandle.loadLoadFence();
      FloatVector x3 = FloatVector.broadcast(F, a[p + 3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      VarHandle.loadLoadFence();
      FloatVector x4 = FloatVector.broadcast(F, a[p + 4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      VarHandle.loadLoadFence();
      FloatVector x5 = FloatVector.broadcast(F, a[p + 5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      VarHandle.loadLoadFence();
      FloatVector d0 = FloatVector.fromArray(F, b, q + WIDTH);
      FloatVector d1 = FloatVector.fromArray(F, b, q + WIDTH + LANES);
      FloatVector y0 = FloatVector.broadcast(F, a[p + STEP]);
      c00 = y0.fma(d0, c00);
      c01 = y0.fma(d1, c01);
      VarHandle.loadLoadFence();
      FloatVector y1 = FloatVector.broadcast(F, a[p + STEP + 1]);
      c10 = y1.fma(d0, c10);
      c11 = y1.fma(d1, c11);
      VarHandle.loadLoadFence();
      FloatVector y2 = FloatVector.broadcast(F, a[p + STEP + 2]);
      c20 = y2.fma(d0, c20);
      c21 = y2.fma(d1, c21);
      VarHandle.loadLoadFence();
      FloatVector y3 = FloatVector.broadcast(F, a[p + STEP + 3]);
      c30 = y3.fma(d0, c30);
      c31 = y3.fma(d1, c31);
      VarHandle.loadLoadFence();
      FloatVector y4 = FloatVector.broadcast(F, a[p + STEP + 4]);
      c40 = y4.fma(d0, c40);
      c41 = y4.fma(d1, c41);
      VarHandle.loadLoadFence();
      FloatVector y5 = FloatVector.broadcast(F, a[p + STEP + 5]);
      c50 = y5.fma(d0, c50);
      c51 = y5.fma(d1, c51);
      p += 2 * STEP;
      q += 2 * WIDTH;
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

  static void rowMajor(
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    int o1 = cOffset + ldc;
    int o2 = cOffset + 2 * ldc;
    int o3 = cOffset + 3 * ldc;
    int o4 = cOffset + 4 * ldc;
    int o5 = cOffset + 5 * ldc;
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(F, c, o1);
    FloatVector c11 = FloatVector.fromArray(F, c, o1 + LANES);
    FloatVector c20 = FloatVector.fromArray(F, c, o2);
    FloatVector c21 = FloatVector.fromArray(F, c, o2 + LANES);
    FloatVector c30 = FloatVector.fromArray(F, c, o3);
    FloatVector c31 = FloatVector.fromArray(F, c, o3 + LANES);
    FloatVector c40 = FloatVector.fromArray(F, c, o4);
    FloatVector c41 = FloatVector.fromArray(F, c, o4 + LANES);
    FloatVector c50 = FloatVector.fromArray(F, c, o5);
    FloatVector c51 = FloatVector.fromArray(F, c, o5 + LANES);
    int a1 = lda;
    int a2 = 2 * lda;
    int a3 = 3 * lda;
    int a4 = 4 * lda;
    int a5 = 5 * lda;
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
      FloatVector x3 = FloatVector.broadcast(F, a[p + a3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[p + a4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[p + a5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      p++;
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
    FloatVector c30 = FloatVector.zero(F);
    FloatVector c31 = FloatVector.zero(F);
    FloatVector c40 = FloatVector.zero(F);
    FloatVector c41 = FloatVector.zero(F);
    FloatVector c50 = FloatVector.zero(F);
    FloatVector c51 = FloatVector.zero(F);
    int a1 = lda;
    int a2 = 2 * lda;
    int a3 = 3 * lda;
    int a4 = 4 * lda;
    int a5 = 5 * lda;
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
      FloatVector x3 = FloatVector.broadcast(F, a[p + a3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[p + a4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[p + a5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      p++;
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

  static void inPlace(
      int kc,
      float[] a, int aOffset, int rowStride, int stepStride,
      float[] b, int bOffset, int ldb,
      float[] c, int cOffset, int ldc) {
    int o1 = cOffset + ldc;
    int o2 = cOffset + 2 * ldc;
    int o3 = cOffset + 3 * ldc;
    int o4 = cOffset + 4 * ldc;
    int o5 = cOffset + 5 * ldc;
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(F, c, o1);
    FloatVector c11 = FloatVector.fromArray(F, c, o1 + LANES);
    FloatVector c20 = FloatVector.fromArray(F, c, o2);
    FloatVector c21 = FloatVector.fromArray(F, c, o2 + LANES);
    FloatVector c30 = FloatVector.fromArray(F, c, o3);
    FloatVector c31 = FloatVector.fromArray(F, c, o3 + LANES);
    FloatVector c40 = FloatVector.fromArray(F, c, o4);
    FloatVector c41 = FloatVector.fromArray(F, c, o4 + LANES);
    FloatVector c50 = FloatVector.fromArray(F, c, o5);
    FloatVector c51 = FloatVector.fromArray(F, c, o5 + LANES);
    int a1 = rowStride;
    int a2 = 2 * rowStride;
    int a3 = 3 * rowStride;
    int a4 = 4 * rowStride;
    int a5 = 5 * rowStride;
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
      FloatVector x3 = FloatVector.broadcast(F, a[p + a3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[p + a4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[p + a5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      p += stepStride;
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
    FloatVector c30 = FloatVector.zero(F);
    FloatVector c31 = FloatVector.zero(F);
    FloatVector c40 = FloatVector.zero(F);
    FloatVector c41 = FloatVector.zero(F);
    FloatVector c50 = FloatVector.zero(F);
    FloatVector c51 = FloatVector.zero(F);
    int a1 = rowStride;
    int a2 = 2 * rowStride;
    int a3 = 3 * rowStride;
    int a4 = 4 * rowStride;
    int a5 = 5 * rowStride;
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
      FloatVector x3 = FloatVector.broadcast(F, a[p + a3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[p + a4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[p + a5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      p += stepStride;
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
