package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/**
 * A vector times a matrix, y = y + x . B: every element of B is used once, so all that counts is to
 * read it in the order in which it lies.
 */
final class Gemv {
  private static final VectorSpecies<Float> F = Lanes.F;

  /** Columns at a time: a stretch of y that stays in L1 while the rows of B pass. */
  private static final int COLUMNS = 2048;

  private Gemv() {}

  /**
   * B (k, n) as it lies: four of its rows are added to a stretch of y at a time.
   *
   * <p>A load seems to wait for a store in flight whose address equals its own in the lowest twelve
   * bits. With rows 4096 bytes apart that strikes all of them at once where y lies a few lines past
   * them in that sense: with eight rows at a time to 0.55 of the speed, and a tenth of all places
   * lose more than a sixth; with four to 0.63, but a twentieth of all places lose more than a
   * tenth. Four are also faster by a tenth elsewhere (Zen 4, 1024 x 1024).
   */
  static void rows(
      int n,
      int k,
      float[] x,
      int xOffset,
      int incx,
      float[] b,
      int bOffset,
      int ldb,
      float[] y,
      int yOffset) {
    for (int j = 0; j < n; j += COLUMNS) {
      int count = Math.min(COLUMNS, n - j);
      int p = 0;
      for (; p <= k - 4; p += 4) {
        fourRows(count, x, xOffset + p * incx, incx, b, bOffset + p * ldb + j, ldb, y, yOffset + j);
      }
      for (; p < k; p++) {
        row(count, x[xOffset + p * incx], b, bOffset + p * ldb + j, y, yOffset + j);
      }
    }
  }

  private static void fourRows(
      int count,
      float[] x,
      int xOffset,
      int incx,
      float[] b,
      int bOffset,
      int ldb,
      float[] y,
      int yOffset) {
    float x0 = x[xOffset];
    float x1 = x[xOffset + incx];
    float x2 = x[xOffset + 2 * incx];
    float x3 = x[xOffset + 3 * incx];
    int j = 0;
    for (; j < F.loopBound(count); j += F.length()) {
      int q = bOffset + j;
      FloatVector sum = FloatVector.fromArray(F, y, yOffset + j);
      sum = FloatVector.fromArray(F, b, q).fma(FloatVector.broadcast(F, x0), sum);
      sum = FloatVector.fromArray(F, b, q + ldb).fma(FloatVector.broadcast(F, x1), sum);
      sum = FloatVector.fromArray(F, b, q + 2 * ldb).fma(FloatVector.broadcast(F, x2), sum);
      sum = FloatVector.fromArray(F, b, q + 3 * ldb).fma(FloatVector.broadcast(F, x3), sum);
      sum.intoArray(y, yOffset + j);
    }
    for (; j < count; j++) {
      int q = bOffset + j;
      float sum = Math.fma(b[q], x0, y[yOffset + j]);
      sum = Math.fma(b[q + ldb], x1, sum);
      sum = Math.fma(b[q + 2 * ldb], x2, sum);
      y[yOffset + j] = Math.fma(b[q + 3 * ldb], x3, sum);
    }
  }

  private static void row(int count, float x0, float[] b, int bOffset, float[] y, int yOffset) {
    int j = 0;
    for (; j < F.loopBound(count); j += F.length()) {
      FloatVector.fromArray(F, b, bOffset + j)
          .fma(FloatVector.broadcast(F, x0), FloatVector.fromArray(F, y, yOffset + j))
          .intoArray(y, yOffset + j);
    }
    for (; j < count; j++) {
      y[yOffset + j] = Math.fma(b[bOffset + j], x0, y[yOffset + j]);
    }
  }

  /**
   * B transposed, (n, k) as it lies. Vectors of eight lanes transpose blocks of eight by four in
   * registers, so that eight of its rows run side by side, a lane each. Else, and for what is left,
   * eight chains of scalar multiply-adds do. (Sixteen lanes, transposed by quarters of four rows,
   * were as fast as the chains, and at half their speed where rows lie 4096 bytes apart: Zen 4.)
   */
  static void columns(
      int n,
      int k,
      float[] x,
      int xOffset,
      int incx,
      float[] b,
      int bOffset,
      int ldb,
      float[] y,
      int yOffset) {
    int j = 0;
    for (; j <= n - 8; j += 8) {
      int done = 0;
      if (Transposer.VECTORS) {
        done = k - k % Transposer.COLUMNS;
        eightColumns(done, x, xOffset, incx, b, bOffset + j * ldb, ldb, y, yOffset + j);
      }
      eightChains(
          k - done,
          x,
          xOffset + done * incx,
          incx,
          b,
          bOffset + j * ldb + done,
          ldb,
          y,
          yOffset + j);
    }
    for (; j < n; j++) {
      float sum = y[yOffset + j];
      for (int p = 0; p < k; p++) {
        sum = Math.fma(b[bOffset + j * ldb + p], x[xOffset + p * incx], sum);
      }
      y[yOffset + j] = sum;
    }
  }

  private static void eightColumns(
      int k,
      float[] x,
      int xOffset,
      int incx,
      float[] b,
      int bOffset,
      int ldb,
      float[] y,
      int yOffset) {
    FloatVector sum = FloatVector.fromArray(F, y, yOffset);
    int at = xOffset;
    for (int q = bOffset; q < bOffset + k; q += Transposer.COLUMNS) {
      FloatVector r0 = Transposer.halves(b, q, q + 4 * ldb);
      FloatVector r1 = Transposer.halves(b, q + ldb, q + 5 * ldb);
      FloatVector r2 = Transposer.halves(b, q + 2 * ldb, q + 6 * ldb);
      FloatVector r3 = Transposer.halves(b, q + 3 * ldb, q + 7 * ldb);
      FloatVector s0 = r0.blend(r1.rearrange(Transposer.SWAP_ONE), Transposer.ODD_ONE);
      FloatVector s1 = r0.rearrange(Transposer.SWAP_ONE).blend(r1, Transposer.ODD_ONE);
      FloatVector s2 = r2.blend(r3.rearrange(Transposer.SWAP_ONE), Transposer.ODD_ONE);
      FloatVector s3 = r2.rearrange(Transposer.SWAP_ONE).blend(r3, Transposer.ODD_ONE);
      FloatVector t0 = s0.blend(s2.rearrange(Transposer.SWAP_TWO), Transposer.ODD_TWO);
      FloatVector t1 = s1.blend(s3.rearrange(Transposer.SWAP_TWO), Transposer.ODD_TWO);
      FloatVector t2 = s0.rearrange(Transposer.SWAP_TWO).blend(s2, Transposer.ODD_TWO);
      FloatVector t3 = s1.rearrange(Transposer.SWAP_TWO).blend(s3, Transposer.ODD_TWO);
      sum = t0.fma(FloatVector.broadcast(F, x[at]), sum);
      sum = t1.fma(FloatVector.broadcast(F, x[at + incx]), sum);
      sum = t2.fma(FloatVector.broadcast(F, x[at + 2 * incx]), sum);
      sum = t3.fma(FloatVector.broadcast(F, x[at + 3 * incx]), sum);
      at += Transposer.COLUMNS * incx;
    }
    sum.intoArray(y, yOffset);
  }

  private static void eightChains(
      int k,
      float[] x,
      int xOffset,
      int incx,
      float[] b,
      int bOffset,
      int ldb,
      float[] y,
      int yOffset) {
    float s0 = y[yOffset];
    float s1 = y[yOffset + 1];
    float s2 = y[yOffset + 2];
    float s3 = y[yOffset + 3];
    float s4 = y[yOffset + 4];
    float s5 = y[yOffset + 5];
    float s6 = y[yOffset + 6];
    float s7 = y[yOffset + 7];
    int at = xOffset;
    for (int q = bOffset; q < bOffset + k; q++) {
      float xp = x[at];
      s0 = Math.fma(b[q], xp, s0);
      s1 = Math.fma(b[q + ldb], xp, s1);
      s2 = Math.fma(b[q + 2 * ldb], xp, s2);
      s3 = Math.fma(b[q + 3 * ldb], xp, s3);
      s4 = Math.fma(b[q + 4 * ldb], xp, s4);
      s5 = Math.fma(b[q + 5 * ldb], xp, s5);
      s6 = Math.fma(b[q + 6 * ldb], xp, s6);
      s7 = Math.fma(b[q + 7 * ldb], xp, s7);
      at += incx;
    }
    y[yOffset] = s0;
    y[yOffset + 1] = s1;
    y[yOffset + 2] = s2;
    y[yOffset + 3] = s3;
    y[yOffset + 4] = s4;
    y[yOffset + 5] = s5;
    y[yOffset + 6] = s6;
    y[yOffset + 7] = s7;
  }
}
