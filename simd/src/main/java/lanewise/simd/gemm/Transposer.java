package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/**
 * Transposes matrices, eight rows at a time.
 *
 * <p>On vectors of eight lanes: three stages, in each of which pairs of vectors exchange the lanes
 * whose number differs in one bit (Eklundh, A Fast Computer Method for Matrix Transposing, 1972);
 * 0.6 to 0.7 clock cycles an element on Zen 4, against 1.2 for the scalar loop, and 2.7 for vectors
 * of 16 lanes whose halves were stored apart. Where vectors are shorter the scalar loop does it
 * all.
 */
final class Transposer {
  private static final int BLOCK = 8;

  /** Elements that {@link #strip} may write too many. */
  static final int SLACK = BLOCK;

  static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
  static final boolean VECTORS = Lanes.LENGTH >= BLOCK;

  static final VectorShuffle<Float> SWAP_ONE = VectorShuffle.fromOp(F, lane -> lane ^ 1);
  static final VectorShuffle<Float> SWAP_TWO = VectorShuffle.fromOp(F, lane -> lane ^ 2);
  static final VectorShuffle<Float> SWAP_FOUR = VectorShuffle.fromOp(F, lane -> lane ^ 4);
  static final VectorMask<Float> ODD_ONE = lanesWithBit(1);
  static final VectorMask<Float> ODD_TWO = lanesWithBit(2);
  static final VectorMask<Float> ODD_FOUR = lanesWithBit(4);

  private Transposer() {}

  private static VectorMask<Float> lanesWithBit(int bit) {
    boolean[] lanes = new boolean[F.length()];
    for (int lane = 0; lane < lanes.length; lane++) {
      lanes[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(F, lanes, 0);
  }

  /** Writes the transpose of x (rows, cols) into y (cols, rows). */
  static void transpose(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    int i = 0;
    for (; i <= rows - BLOCK; i += BLOCK) {
      int done = VECTORS ? F.loopBound(cols) : 0;
      eightRows(done, x, xOffset + i * ldx, ldx, y, yOffset + i, ldy);
      eightRowsScalar(
          cols - done, x, xOffset + i * ldx + done, ldx, y, yOffset + i + done * ldy, ldy);
    }
    rowsScalar(rows - i, cols, x, xOffset + i * ldx, ldx, y, yOffset + i, ldy);
  }

  /**
   * Writes the transpose of x (rows, cols), of at most eight rows, into y (cols, rows) without
   * gaps. It may write {@link #SLACK} elements more than that.
   *
   * @param readable rows of x that exist: where there are eight, those too many are transposed
   *     along, and the next column overwrites them
   */
  static void strip(
      int rows, int readable, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset) {
    int done = VECTORS && readable >= BLOCK ? F.loopBound(cols) : 0;
    eightRows(done, x, xOffset, ldx, y, yOffset, rows);
    rowsScalar(rows, cols - done, x, xOffset + done, ldx, y, yOffset + done * rows, rows);
  }

  private static void rowsScalar(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    for (int i = 0; i < rows; i++) {
      int from = xOffset + i * ldx;
      int to = yOffset + i;
      for (int j = 0; j < cols; j++) {
        y[to] = x[from + j];
        to += ldy;
      }
    }
  }

  private static void eightRows(
      int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    int to = yOffset;
    for (int from = xOffset; from < xOffset + cols; from += F.length()) {
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
      FloatVector t2 = s0.rearrange(SWAP_TWO).blend(s2, ODD_TWO);
      FloatVector t1 = s1.blend(s3.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t3 = s1.rearrange(SWAP_TWO).blend(s3, ODD_TWO);
      FloatVector t4 = s4.blend(s6.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t6 = s4.rearrange(SWAP_TWO).blend(s6, ODD_TWO);
      FloatVector t5 = s5.blend(s7.rearrange(SWAP_TWO), ODD_TWO);
      FloatVector t7 = s5.rearrange(SWAP_TWO).blend(s7, ODD_TWO);
      FloatVector u0 = t0.blend(t4.rearrange(SWAP_FOUR), ODD_FOUR);
      FloatVector u4 = t0.rearrange(SWAP_FOUR).blend(t4, ODD_FOUR);
      FloatVector u1 = t1.blend(t5.rearrange(SWAP_FOUR), ODD_FOUR);
      FloatVector u5 = t1.rearrange(SWAP_FOUR).blend(t5, ODD_FOUR);
      FloatVector u2 = t2.blend(t6.rearrange(SWAP_FOUR), ODD_FOUR);
      FloatVector u6 = t2.rearrange(SWAP_FOUR).blend(t6, ODD_FOUR);
      FloatVector u3 = t3.blend(t7.rearrange(SWAP_FOUR), ODD_FOUR);
      FloatVector u7 = t3.rearrange(SWAP_FOUR).blend(t7, ODD_FOUR);
      u0.intoArray(y, to);
      u1.intoArray(y, to + ldy);
      u2.intoArray(y, to + 2 * ldy);
      u3.intoArray(y, to + 3 * ldy);
      u4.intoArray(y, to + 4 * ldy);
      u5.intoArray(y, to + 5 * ldy);
      u6.intoArray(y, to + 6 * ldy);
      u7.intoArray(y, to + 7 * ldy);
      to += F.length() * ldy;
    }
  }

  private static void eightRowsScalar(
      int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    int to = yOffset;
    for (int from = xOffset; from < xOffset + cols; from++) {
      y[to] = x[from];
      y[to + 1] = x[from + ldx];
      y[to + 2] = x[from + 2 * ldx];
      y[to + 3] = x[from + 3 * ldx];
      y[to + 4] = x[from + 4 * ldx];
      y[to + 5] = x[from + 5 * ldx];
      y[to + 6] = x[from + 6 * ldx];
      y[to + 7] = x[from + 7 * ldx];
      to += ldy;
    }
  }
}
