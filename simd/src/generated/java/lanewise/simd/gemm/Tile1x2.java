// Written by simd/src/generator/java/Microkernels.java; to be changed there.
package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/** The microkernels of 1 row by 2 vectors; see {@link Tiles}. */
final class Tile1x2 {
  private static final VectorSpecies<Float> F = Lanes.F;
  private static final int LANES = Lanes.LENGTH;
  private static final int WIDTH = 2 * LANES;
  private static final int STEP = Strips.WIDTH;

  private Tile1x2() {}

  static void strip(
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      p += STEP;
      q += WIDTH;
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
  }

  static void stripFromZero(
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      p += STEP;
      q += WIDTH;
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
  }

  static void rowMajor(
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    int p = aOffset;
    for (int q = bOffset; q < bOffset + kc * WIDTH; q += WIDTH) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      p++;
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
  }

  static void rowMajorFromZero(
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    int p = aOffset;
    for (int q = bOffset; q < bOffset + kc * WIDTH; q += WIDTH) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      p++;
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
  }

  static void inPlace(
      int kc,
      float[] a, int aOffset, int rowStride, int stepStride,
      float[] b, int bOffset, int ldb,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.fromArray(F, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(F, c, cOffset + LANES);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      p += stepStride;
      q += ldb;
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
  }

  static void inPlaceFromZero(
      int kc,
      float[] a, int aOffset, int rowStride, int stepStride,
      float[] b, int bOffset, int ldb,
      float[] c, int cOffset, int ldc) {
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = FloatVector.zero(F);
    int p = aOffset;
    int q = bOffset;
    for (int s = 0; s < kc; s++) {
      FloatVector b0 = FloatVector.fromArray(F, b, q);
      FloatVector b1 = FloatVector.fromArray(F, b, q + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      p += stepStride;
      q += ldb;
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
  }
}
