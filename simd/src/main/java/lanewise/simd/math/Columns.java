package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Kernels that sum down columns, row after row. They walk the matrix in blocks of rows that fit the
 * nearest caches, a strip of one vector's width at a time, and keep a strip's sums in a register.
 * All take the width of a range of columns, so that threads can share the columns.
 */
public final class Columns {
  /**
   * A block of rows is as many pages as the first-level table of page addresses holds with ease.
   */
  static final int BLOCK_ROWS = 32;

  private Columns() {}

  /** y = column sums of x + beta y. */
  public static void sums(
      int rows, int cols, float[] x, int xOffset, int ldx, float beta, float[] y, int yOffset) {
    if (beta != 1) {
      Streams.scale(cols, beta, y, yOffset);
    }
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int end = Math.min(rows, r + BLOCK_ROWS);
      for (int c = 0; c < cols; c += LENGTH) {
        VectorMask<Float> in = F.indexInRange(c, cols);
        FloatVector s = fromArray(F, y, yOffset + c, in);
        for (int i = r; i < end; i++) {
          s = s.add(fromArray(F, x, xOffset + i * ldx + c, in));
        }
        s.intoArray(y, yOffset + c, in);
      }
    }
  }

  /** mean and biased variance of each column, two passes. */
  public static void moments(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset) {
    sums(rows, cols, x, xOffset, ldx, 0f, mean, meanOffset);
    Streams.divide(cols, rows, mean, meanOffset);
    Streams.fill(cols, 0f, variance, varianceOffset);
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int end = Math.min(rows, r + BLOCK_ROWS);
      for (int c = 0; c < cols; c += LENGTH) {
        VectorMask<Float> in = F.indexInRange(c, cols);
        FloatVector center = fromArray(F, mean, meanOffset + c, in);
        FloatVector s = fromArray(F, variance, varianceOffset + c, in);
        for (int i = r; i < end; i++) {
          FloatVector d = fromArray(F, x, xOffset + i * ldx + c, in).sub(center);
          s = d.fma(d, s);
        }
        s.intoArray(variance, varianceOffset + c, in);
      }
    }
    Streams.divide(cols, rows, variance, varianceOffset);
  }

  /** y = x where x &gt; 0, else slope[column] x. In place allowed. */
  public static void prelu(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      float[] slope,
      int slopeOffset,
      float[] y,
      int yOffset,
      int ldy) {
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int end = Math.min(rows, r + BLOCK_ROWS);
      for (int c = 0; c < cols; c += LENGTH) {
        VectorMask<Float> in = F.indexInRange(c, cols);
        FloatVector a = fromArray(F, slope, slopeOffset + c, in);
        for (int i = r; i < end; i++) {
          FloatVector v = fromArray(F, x, xOffset + i * ldx + c, in);
          v.mul(a).blend(v, v.compare(GT, 0f)).intoArray(y, yOffset + i * ldy + c, in);
        }
      }
    }
  }

  /**
   * dX = dY where x &gt; 0, else slope dY; dSlope += sum of dY min(x, 0). NaN in x or dY gives NaN
   * in both. All matrices have leading dimension ld. dX may be dY in place.
   */
  public static void preluGradient(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] slope,
      int slopeOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset,
      float[] dSlope,
      int dSlopeOffset) {
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int end = Math.min(rows, r + BLOCK_ROWS);
      for (int c = 0; c < cols; c += LENGTH) {
        VectorMask<Float> in = F.indexInRange(c, cols);
        FloatVector a = fromArray(F, slope, slopeOffset + c, in);
        FloatVector s = fromArray(F, dSlope, dSlopeOffset + c, in);
        for (int i = r; i < end; i++) {
          FloatVector v = fromArray(F, x, xOffset + i * ld + c, in);
          FloatVector d = fromArray(F, dY, dYOffset + i * ld + c, in);
          VectorMask<Float> positive = v.compare(GT, 0f);
          s = d.fma(v.blend(0f, positive), s);
          d.mul(a)
              .blend(d, positive)
              .blend(v, v.compare(NE, v))
              .intoArray(dX, dXOffset + i * ld + c, in);
        }
        s.intoArray(dSlope, dSlopeOffset + c, in);
      }
    }
  }
}
