package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Kernels of matrices whose columns have numbers of their own: sums down columns, moments, slopes.
 * All take the width of a range of columns, so that threads can share the columns.
 *
 * <p>They walk along the rows, a group of them at a time, and keep what belongs to the columns in
 * memory near by. Down a strip of columns, with its sums in a register, is the slow way for all but
 * short rows: rows of 4096 bytes all fall into the same few lines of L1, and 256 x 1024 floats were
 * summed at 8 to 13 GB/s, against 70 along the rows (Zen 4). So only short rows are done so, and
 * the columns and rows that are left of vectors and groups. Either way a sum adds its rows in their
 * order, so the bits are the same.
 */
public final class Columns {
  /** Rows that a sum takes at a time. */
  private static final int GROUP = 8;

  /**
   * Rows of a strip before the next strip: what they touch stays in L1, and their pages in the
   * first-level table of page addresses.
   */
  static final int BLOCK_ROWS = 32;

  /** Vectors that a row must have: below them a loop along it costs more to begin than to run. */
  private static final int LONG_ROW = 8;

  private Columns() {}

  /** How many of the columns, from the first on, are done along the rows. */
  static int alongRows(int cols) {
    return cols < LONG_ROW * LENGTH ? 0 : F.loopBound(cols);
  }

  /** y = column sums of x + beta y. */
  public static void sums(
      int rows, int cols, float[] x, int xOffset, int ldx, float beta, float[] y, int yOffset) {
    if (beta != 1) {
      Streams.scale(cols, beta, y, yOffset);
    }
    int full = alongRows(cols);
    int grouped = full == 0 ? 0 : rows - rows % GROUP;
    for (int r = 0; r < grouped; r += GROUP) {
      addGroup(full, x, xOffset + r * ldx, ldx, y, yOffset);
    }
    addDown(rows - grouped, full, x, xOffset + grouped * ldx, ldx, y, yOffset);
    addDown(rows, cols - full, x, xOffset + full, ldx, y, yOffset + full);
  }

  private static void addGroup(int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset) {
    for (int c = 0; c < cols; c += LENGTH) {
      int q = xOffset + c;
      fromArray(F, y, yOffset + c)
          .add(fromArray(F, x, q))
          .add(fromArray(F, x, q + ldx))
          .add(fromArray(F, x, q + 2 * ldx))
          .add(fromArray(F, x, q + 3 * ldx))
          .add(fromArray(F, x, q + 4 * ldx))
          .add(fromArray(F, x, q + 5 * ldx))
          .add(fromArray(F, x, q + 6 * ldx))
          .add(fromArray(F, x, q + 7 * ldx))
          .intoArray(y, yOffset + c);
    }
  }

  private static void addDown(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset) {
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
    int full = alongRows(cols);
    int grouped = full == 0 ? 0 : rows - rows % GROUP;
    for (int r = 0; r < grouped; r += GROUP) {
      addSquaresOfGroup(
          full, x, xOffset + r * ldx, ldx, mean, meanOffset, variance, varianceOffset);
    }
    addSquaresDown(
        rows - grouped,
        full,
        x,
        xOffset + grouped * ldx,
        ldx,
        mean,
        meanOffset,
        variance,
        varianceOffset);
    addSquaresDown(
        rows,
        cols - full,
        x,
        xOffset + full,
        ldx,
        mean,
        meanOffset + full,
        variance,
        varianceOffset + full);
    Streams.divide(cols, rows, variance, varianceOffset);
  }

  private static void addSquaresOfGroup(
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      float[] mean,
      int meanOffset,
      float[] squares,
      int squaresOffset) {
    for (int c = 0; c < cols; c += LENGTH) {
      int q = xOffset + c;
      FloatVector center = fromArray(F, mean, meanOffset + c);
      FloatVector s = fromArray(F, squares, squaresOffset + c);
      FloatVector d0 = fromArray(F, x, q).sub(center);
      s = d0.fma(d0, s);
      FloatVector d1 = fromArray(F, x, q + ldx).sub(center);
      s = d1.fma(d1, s);
      FloatVector d2 = fromArray(F, x, q + 2 * ldx).sub(center);
      s = d2.fma(d2, s);
      FloatVector d3 = fromArray(F, x, q + 3 * ldx).sub(center);
      s = d3.fma(d3, s);
      FloatVector d4 = fromArray(F, x, q + 4 * ldx).sub(center);
      s = d4.fma(d4, s);
      FloatVector d5 = fromArray(F, x, q + 5 * ldx).sub(center);
      s = d5.fma(d5, s);
      FloatVector d6 = fromArray(F, x, q + 6 * ldx).sub(center);
      s = d6.fma(d6, s);
      FloatVector d7 = fromArray(F, x, q + 7 * ldx).sub(center);
      s = d7.fma(d7, s);
      s.intoArray(squares, squaresOffset + c);
    }
  }

  private static void addSquaresDown(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      float[] mean,
      int meanOffset,
      float[] squares,
      int squaresOffset) {
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int end = Math.min(rows, r + BLOCK_ROWS);
      for (int c = 0; c < cols; c += LENGTH) {
        VectorMask<Float> in = F.indexInRange(c, cols);
        FloatVector center = fromArray(F, mean, meanOffset + c, in);
        FloatVector s = fromArray(F, squares, squaresOffset + c, in);
        for (int i = r; i < end; i++) {
          FloatVector d = fromArray(F, x, xOffset + i * ldx + c, in).sub(center);
          s = d.fma(d, s);
        }
        s.intoArray(squares, squaresOffset + c, in);
      }
    }
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
    int full = alongRows(cols);
    for (int i = 0; i < rows && full > 0; i++) {
      int p = xOffset + i * ldx;
      int q = yOffset + i * ldy;
      for (int c = 0; c < full; c += LENGTH) {
        FloatVector v = fromArray(F, x, p + c);
        v.mul(fromArray(F, slope, slopeOffset + c)).blend(v, v.compare(GT, 0f)).intoArray(y, q + c);
      }
    }
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int end = Math.min(rows, r + BLOCK_ROWS);
      for (int c = full; c < cols; c += LENGTH) {
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
    int full = alongRows(cols);
    for (int i = 0; i < rows && full > 0; i++) {
      int row = i * ld;
      for (int c = 0; c < full; c += LENGTH) {
        FloatVector v = fromArray(F, x, xOffset + row + c);
        FloatVector d = fromArray(F, dY, dYOffset + row + c);
        VectorMask<Float> positive = v.compare(GT, 0f);
        d.fma(v.blend(0f, positive), fromArray(F, dSlope, dSlopeOffset + c))
            .intoArray(dSlope, dSlopeOffset + c);
        d.mul(fromArray(F, slope, slopeOffset + c))
            .blend(d, positive)
            .blend(v, v.compare(NE, v))
            .intoArray(dX, dXOffset + row + c);
      }
    }
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int end = Math.min(rows, r + BLOCK_ROWS);
      for (int c = full; c < cols; c += LENGTH) {
        VectorMask<Float> in = F.indexInRange(c, cols);
        FloatVector a = fromArray(F, slope, slopeOffset + c, in);
        FloatVector s = fromArray(F, dSlope, dSlopeOffset + c, in);
        for (int i = r; i < end; i++) {
          int row = i * ld + c;
          FloatVector v = fromArray(F, x, xOffset + row, in);
          FloatVector d = fromArray(F, dY, dYOffset + row, in);
          VectorMask<Float> positive = v.compare(GT, 0f);
          s = d.fma(v.blend(0f, positive), s);
          d.mul(a).blend(d, positive).blend(v, v.compare(NE, v)).intoArray(dX, dXOffset + row, in);
        }
        s.intoArray(dSlope, dSlopeOffset + c, in);
      }
    }
  }
}
