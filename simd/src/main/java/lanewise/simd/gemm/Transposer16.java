package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/**
 * Transposes matrices with vectors of sixteen lanes, sixteen rows and columns at a time.
 *
 * <p>Four stages exchange the lanes whose number differs in one bit (Eklundh, A Fast Computer
 * Method for Matrix Transposing, 1972). Eight rows go through three of them, and their results are
 * left where the next eight rows will find them for the fourth: sixteen rows side by side may all
 * fall into one set of L1. About 0.65 to 0.8 clock cycles per element on Zen 4, from L2 to L2;
 * vectors of eight lanes would take a quarter less, but see {@link Lanes}.
 */
final class Transposer16 {
  private static final VectorSpecies<Float> F = Lanes.F;
  private static final int LANES = 16;
  private static final int HALF = LANES / 2;

  /** Columns between the first eight rows and the next: what both write stays in L1. */
  private static final int STRETCH = 128;

  static final boolean VECTORS = Lanes.LENGTH == LANES;

  private static final VectorShuffle<Float> SWAP_ONE = swap(1);
  private static final VectorShuffle<Float> SWAP_TWO = swap(2);
  private static final VectorShuffle<Float> SWAP_FOUR = swap(4);
  private static final VectorShuffle<Float> SWAP_EIGHT = swap(HALF);
  private static final VectorMask<Float> ODD_ONE = Transposer.lanesWithBit(1);
  private static final VectorMask<Float> ODD_TWO = Transposer.lanesWithBit(2);
  private static final VectorMask<Float> ODD_FOUR = Transposer.lanesWithBit(4);
  private static final VectorMask<Float> ODD_EIGHT = Transposer.lanesWithBit(HALF);

  private Transposer16() {}

  private static VectorShuffle<Float> swap(int bit) {
    return VectorShuffle.fromOp(F, lane -> (lane ^ bit) % F.length());
  }

  /** Writes the transpose of x (rows, cols) into y (cols, rows). */
  static void transpose(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    int full = cols - cols % LANES;
    int i = 0;
    for (; i <= rows - LANES; i += LANES) {
      int from = xOffset + i * ldx;
      int to = yOffset + i;
      for (int j = 0; j < full; j += STRETCH) {
        int n = Math.min(STRETCH, full - j);
        firstRows(n, x, from + j, ldx, y, to + j * ldy, ldy);
        secondRows(n, x, from + HALF * ldx + j, ldx, y, to + j * ldy, ldy);
      }
      Transposer.scalar(LANES, cols - full, x, from + full, ldx, y, to + full * ldy, ldy);
    }
    Transposer.scalar(rows - i, cols, x, xOffset + i * ldx, ldx, y, yOffset + i, ldy);
  }

  /** Leaves columns j and j + 8 of eight rows where column j of sixteen rows will be. */
  private static void firstRows(
      int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    int to = yOffset;
    for (int from = xOffset; from < xOffset + cols; from += LANES) {
      FloatVector r0 = FloatVector.fromArray(F, x, from);
      FloatVector r1 = FloatVector.fromArray(F, x, from + ldx);
      FloatVector r2 = FloatVector.fromArray(F, x, from + 2 * ldx);
      FloatVector r3 = FloatVector.fromArray(F, x, from + 3 * ldx);
      FloatVector r4 = FloatVector.fromArray(F, x, from + 4 * ldx);
      FloatVector r5 = FloatVector.fromArray(F, x, from + 5 * ldx);
      FloatVector r6 = FloatVector.fromArray(F, x, from + 6 * ldx);
      FloatVector r7 = FloatVector.fromArray(F, x, from + 7 * ldx);
      FloatVector s0 = r0.blend(r1.rearrange(SWAP_ONE), ODD_ONE);
      FloatVector s1 = r0.rearrange(SWAP_ONE).blend(r1, ODD_ONE);
      FloatVector s2 = r2.blend(r3.rearrange(SWAP_ONE), ODD_ONE);
      FloatVector s3 = r2.rearrange(SWAP_ONE).blend(r3, ODD_ONE);
      FloatVector s4 = r4.blend(r5.rearrange(SWAP_ONE), ODD_ONE);
      FloatVector s5 = r4.rearrange(SWAP_ONE).blend(r5, ODD_ONE);
      FloatVector s6 = r6.blend(r7.rearrange(SWAP_ONE), ODD_ONE);
      FloatVector s7 = r6.rearrange(SWAP_ONE).blend(r7, ODD_ONE);
      FloatVector t0 = s0.blend(s2.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t1 = s1.blend(s3.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t2 = s0.rearrange(SWAP_TWO).blend(s2, ODD_TWO);
      FloatVector t3 = s1.rearrange(SWAP_TWO).blend(s3, ODD_TWO);
      FloatVector t4 = s4.blend(s6.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t5 = s5.blend(s7.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t6 = s4.rearrange(SWAP_TWO).blend(s6, ODD_TWO);
      FloatVector t7 = s5.rearrange(SWAP_TWO).blend(s7, ODD_TWO);
      t0.blend(t4.rearrange(SWAP_FOUR), ODD_FOUR).intoArray(y, to);
      t1.blend(t5.rearrange(SWAP_FOUR), ODD_FOUR).intoArray(y, to + ldy);
      t2.blend(t6.rearrange(SWAP_FOUR), ODD_FOUR).intoArray(y, to + 2 * ldy);
      t3.blend(t7.rearrange(SWAP_FOUR), ODD_FOUR).intoArray(y, to + 3 * ldy);
      t0.rearrange(SWAP_FOUR).blend(t4, ODD_FOUR).intoArray(y, to + 4 * ldy);
      t1.rearrange(SWAP_FOUR).blend(t5, ODD_FOUR).intoArray(y, to + 5 * ldy);
      t2.rearrange(SWAP_FOUR).blend(t6, ODD_FOUR).intoArray(y, to + 6 * ldy);
      t3.rearrange(SWAP_FOUR).blend(t7, ODD_FOUR).intoArray(y, to + 7 * ldy);
      to += LANES * ldy;
    }
  }

  /** Joins what {@link #firstRows} left with the same columns of the next eight rows. */
  private static void secondRows(
      int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    int to = yOffset;
    for (int from = xOffset; from < xOffset + cols; from += LANES) {
      FloatVector r0 = FloatVector.fromArray(F, x, from);
      FloatVector r1 = FloatVector.fromArray(F, x, from + ldx);
      FloatVector r2 = FloatVector.fromArray(F, x, from + 2 * ldx);
      FloatVector r3 = FloatVector.fromArray(F, x, from + 3 * ldx);
      FloatVector r4 = FloatVector.fromArray(F, x, from + 4 * ldx);
      FloatVector r5 = FloatVector.fromArray(F, x, from + 5 * ldx);
      FloatVector r6 = FloatVector.fromArray(F, x, from + 6 * ldx);
      FloatVector r7 = FloatVector.fromArray(F, x, from + 7 * ldx);
      FloatVector s0 = r0.blend(r1.rearrange(SWAP_ONE), ODD_ONE);
      FloatVector s1 = r0.rearrange(SWAP_ONE).blend(r1, ODD_ONE);
      FloatVector s2 = r2.blend(r3.rearrange(SWAP_ONE), ODD_ONE);
      FloatVector s3 = r2.rearrange(SWAP_ONE).blend(r3, ODD_ONE);
      FloatVector s4 = r4.blend(r5.rearrange(SWAP_ONE), ODD_ONE);
      FloatVector s5 = r4.rearrange(SWAP_ONE).blend(r5, ODD_ONE);
      FloatVector s6 = r6.blend(r7.rearrange(SWAP_ONE), ODD_ONE);
      FloatVector s7 = r6.rearrange(SWAP_ONE).blend(r7, ODD_ONE);
      FloatVector t0 = s0.blend(s2.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t1 = s1.blend(s3.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t2 = s0.rearrange(SWAP_TWO).blend(s2, ODD_TWO);
      FloatVector t3 = s1.rearrange(SWAP_TWO).blend(s3, ODD_TWO);
      FloatVector t4 = s4.blend(s6.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t5 = s5.blend(s7.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t6 = s4.rearrange(SWAP_TWO).blend(s6, ODD_TWO);
      FloatVector t7 = s5.rearrange(SWAP_TWO).blend(s7, ODD_TWO);
      FloatVector u0 = t0.blend(t4.rearrange(SWAP_FOUR), ODD_FOUR);
      FloatVector u1 = t1.blend(t5.rearrange(SWAP_FOUR), ODD_FOUR);
      FloatVector u2 = t2.blend(t6.rearrange(SWAP_FOUR), ODD_FOUR);
      FloatVector u3 = t3.blend(t7.rearrange(SWAP_FOUR), ODD_FOUR);
      FloatVector u4 = t0.rearrange(SWAP_FOUR).blend(t4, ODD_FOUR);
      FloatVector u5 = t1.rearrange(SWAP_FOUR).blend(t5, ODD_FOUR);
      FloatVector u6 = t2.rearrange(SWAP_FOUR).blend(t6, ODD_FOUR);
      FloatVector u7 = t3.rearrange(SWAP_FOUR).blend(t7, ODD_FOUR);
      FloatVector p0 = FloatVector.fromArray(F, y, to);
      FloatVector p1 = FloatVector.fromArray(F, y, to + ldy);
      FloatVector p2 = FloatVector.fromArray(F, y, to + 2 * ldy);
      FloatVector p3 = FloatVector.fromArray(F, y, to + 3 * ldy);
      FloatVector p4 = FloatVector.fromArray(F, y, to + 4 * ldy);
      FloatVector p5 = FloatVector.fromArray(F, y, to + 5 * ldy);
      FloatVector p6 = FloatVector.fromArray(F, y, to + 6 * ldy);
      FloatVector p7 = FloatVector.fromArray(F, y, to + 7 * ldy);
      p0.blend(u0.rearrange(SWAP_EIGHT), ODD_EIGHT).intoArray(y, to);
      p1.blend(u1.rearrange(SWAP_EIGHT), ODD_EIGHT).intoArray(y, to + ldy);
      p2.blend(u2.rearrange(SWAP_EIGHT), ODD_EIGHT).intoArray(y, to + 2 * ldy);
      p3.blend(u3.rearrange(SWAP_EIGHT), ODD_EIGHT).intoArray(y, to + 3 * ldy);
      p4.blend(u4.rearrange(SWAP_EIGHT), ODD_EIGHT).intoArray(y, to + 4 * ldy);
      p5.blend(u5.rearrange(SWAP_EIGHT), ODD_EIGHT).intoArray(y, to + 5 * ldy);
      p6.blend(u6.rearrange(SWAP_EIGHT), ODD_EIGHT).intoArray(y, to + 6 * ldy);
      p7.blend(u7.rearrange(SWAP_EIGHT), ODD_EIGHT).intoArray(y, to + 7 * ldy);
      p0.rearrange(SWAP_EIGHT).blend(u0, ODD_EIGHT).intoArray(y, to + 8 * ldy);
      p1.rearrange(SWAP_EIGHT).blend(u1, ODD_EIGHT).intoArray(y, to + 9 * ldy);
      p2.rearrange(SWAP_EIGHT).blend(u2, ODD_EIGHT).intoArray(y, to + 10 * ldy);
      p3.rearrange(SWAP_EIGHT).blend(u3, ODD_EIGHT).intoArray(y, to + 11 * ldy);
      p4.rearrange(SWAP_EIGHT).blend(u4, ODD_EIGHT).intoArray(y, to + 12 * ldy);
      p5.rearrange(SWAP_EIGHT).blend(u5, ODD_EIGHT).intoArray(y, to + 13 * ldy);
      p6.rearrange(SWAP_EIGHT).blend(u6, ODD_EIGHT).intoArray(y, to + 14 * ldy);
      p7.rearrange(SWAP_EIGHT).blend(u7, ODD_EIGHT).intoArray(y, to + 15 * ldy);
      to += LANES * ldy;
    }
  }
}
