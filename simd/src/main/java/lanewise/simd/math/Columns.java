package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;
import static lanewise.simd.math.Scratch.COLUMNS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Kernels of matrices whose columns have numbers of their own: sums down columns, moments, slopes.
 * All take the width of a range of columns, so that threads can share the columns.
 *
 * <p>Sums are {@link Totals}. Passes that write a matrix walk along its rows; only short rows, and
 * the columns that are left of vectors, are done a strip of columns at a time.
 */
public final class Columns {
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
    double[] totals = Scratch.totals();
    for (int c = 0, count; c < cols; c += count) {
      count = Math.min(COLUMNS, cols - c);
      Totals.sums(rows, count, x, xOffset + c, ldx, totals, 0);
      for (int j = 0; j < count; j++) {
        double old = beta == 0 ? 0 : (double) beta * y[yOffset + c + j];
        y[yOffset + c + j] = (float) (old + totals[j]);
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
    double[] totals = Scratch.totals();
    for (int c = 0, count; c < cols; c += count) {
      count = Math.min(COLUMNS, cols - c);
      Totals.sums(rows, count, x, xOffset + c, ldx, totals, 0);
      for (int j = 0; j < count; j++) {
        totals[j] /= rows;
        mean[meanOffset + c + j] = (float) totals[j];
      }
      Totals.squaredDeviations(rows, count, x, xOffset + c, ldx, totals, 0, COLUMNS);
      for (int j = 0; j < count; j++) {
        variance[varianceOffset + c + j] = (float) (totals[COLUMNS + j] / rows);
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
    double[] totals = Scratch.totals();
    for (int c = 0, count; c < cols; c += count) {
      count = Math.min(COLUMNS, cols - c);
      Arrays.fill(totals, 0, count, 0);
      // A block of rows gives its part of the sums before dX may overwrite it.
      for (int r = 0; r < rows; r += BLOCK_ROWS) {
        int height = Math.min(BLOCK_ROWS, rows - r);
        int from = r * ld + c;
        Totals.addNegativeParts(
            height, count, ld, x, xOffset + from, dY, dYOffset + from, totals, 0);
        preluInputGradient(
            height,
            count,
            ld,
            x,
            xOffset + from,
            slope,
            slopeOffset + c,
            dY,
            dYOffset + from,
            dX,
            dXOffset + from);
      }
      for (int j = 0; j < count; j++) {
        int at = dSlopeOffset + c + j;
        dSlope[at] = (float) (dSlope[at] + totals[j]);
      }
    }
  }

  private static void preluInputGradient(
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
      int dXOffset) {
    int full = alongRows(cols);
    for (int i = 0; i < rows && full > 0; i++) {
      int row = i * ld;
      for (int c = 0; c < full; c += LENGTH) {
        FloatVector v = fromArray(F, x, xOffset + row + c);
        FloatVector d = fromArray(F, dY, dYOffset + row + c);
        d.mul(fromArray(F, slope, slopeOffset + c))
            .blend(d, v.compare(GT, 0f))
            .blend(v, v.compare(NE, v))
            .intoArray(dX, dXOffset + row + c);
      }
    }
    for (int c = full; c < cols; c += LENGTH) {
      VectorMask<Float> in = F.indexInRange(c, cols);
      FloatVector a = fromArray(F, slope, slopeOffset + c, in);
      for (int i = 0; i < rows; i++) {
        int row = i * ld + c;
        FloatVector v = fromArray(F, x, xOffset + row, in);
        FloatVector d = fromArray(F, dY, dYOffset + row, in);
        d.mul(a)
            .blend(d, v.compare(GT, 0f))
            .blend(v, v.compare(NE, v))
            .intoArray(dX, dXOffset + row, in);
      }
    }
  }
}
