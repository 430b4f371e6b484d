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
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

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
  public static void sums(Tensor x, float beta, Tensor y, int first, int cols) {
    double[] totals = Scratch.totals();
    float[] ys = y.floats();
    int end = first + cols;
    for (int c = first, count; c < end; c += count) {
      count = Math.min(COLUMNS, end - c);
      Totals.sums(x, c, count, totals, 0);
      for (int j = 0; j < count; j++) {
        int at = y.offset() + c + j;
        double old = beta == 0 ? 0 : (double) beta * ys[at];
        ys[at] = (float) (old + totals[j]);
      }
    }
  }

  /** mean and biased variance of each column, two passes. */
  public static void moments(Tensor x, Tensor mean, Tensor variance, int first, int cols) {
    double[] totals = Scratch.totals();
    int rows = x.rows();
    int end = first + cols;
    for (int c = first, count; c < end; c += count) {
      count = Math.min(COLUMNS, end - c);
      Totals.sums(x, c, count, totals, 0);
      for (int j = 0; j < count; j++) {
        totals[j] /= rows;
        mean.floats()[mean.offset() + c + j] = (float) totals[j];
      }
      Totals.squaredDeviations(x, c, count, totals, 0, COLUMNS);
      for (int j = 0; j < count; j++) {
        variance.floats()[variance.offset() + c + j] = (float) (totals[COLUMNS + j] / rows);
      }
    }
  }

  /** y = x where x &gt; 0, else slope[column] x. In place allowed. */
  public static void prelu(Tensor x, Tensor slope, Tensor y, int first, int rows) {
    float[] xs = x.floats();
    float[] ys = y.floats();
    float[] slopes = slope.floats();
    int slopeOffset = slope.offset();
    int cols = x.cols();
    int last = first + rows;
    int full = alongRows(cols);
    for (int i = first; i < last && full > 0; i++) {
      int p = x.row(i);
      int q = y.row(i);
      for (int c = 0; c < full; c += LENGTH) {
        FloatVector v = fromArray(F, xs, p + c);
        v.mul(fromArray(F, slopes, slopeOffset + c))
            .blend(v, v.compare(GT, 0f))
            .intoArray(ys, q + c);
      }
    }
    int ldx = x.ld();
    int ldy = y.ld();
    int xOffset = x.offset();
    int yOffset = y.offset();
    for (int r = first; r < last; r += BLOCK_ROWS) {
      int end = Math.min(last, r + BLOCK_ROWS);
      for (int c = full; c < cols; c += LENGTH) {
        VectorMask<Float> in = F.indexInRange(c, cols);
        FloatVector a = fromArray(F, slopes, slopeOffset + c, in);
        for (int i = r; i < end; i++) {
          FloatVector v = fromArray(F, xs, xOffset + i * ldx + c, in);
          v.mul(a).blend(v, v.compare(GT, 0f)).intoArray(ys, yOffset + i * ldy + c, in);
        }
      }
    }
  }

  /**
   * dX = dY where x &gt; 0, else slope dY; dSlope += sum of dY min(x, 0). NaN in x or dY gives NaN
   * in both. dX may be dY in place, or absent.
   */
  public static void preluGradient(
      Tensor x, Tensor slope, Tensor dY, @Nullable Tensor dX, Tensor dSlope, int first, int cols) {
    double[] totals = Scratch.totals();
    int rows = x.rows();
    int end = first + cols;
    for (int c = first, count; c < end; c += count) {
      count = Math.min(COLUMNS, end - c);
      Arrays.fill(totals, 0, count, 0);
      // A block of rows gives its part of the sums before dX may overwrite it.
      for (int r = 0; r < rows; r += BLOCK_ROWS) {
        int height = Math.min(BLOCK_ROWS, rows - r);
        Totals.addNegativeParts(x, dY, r, height, c, count, totals);
        if (dX != null) {
          preluInputGradient(x, slope, dY, dX, r, height, c, count);
        }
      }
      for (int j = 0; j < count; j++) {
        int at = dSlope.offset() + c + j;
        dSlope.floats()[at] = (float) (dSlope.floats()[at] + totals[j]);
      }
    }
  }

  private static void preluInputGradient(
      Tensor x, Tensor slope, Tensor dY, Tensor dX, int firstRow, int rows, int first, int cols) {
    float[] xs = x.floats();
    float[] slopes = slope.floats();
    float[] dYs = dY.floats();
    float[] dXs = dX.floats();
    int slopeOffset = slope.offset() + first;
    int full = alongRows(cols);
    int last = firstRow + rows;
    for (int i = firstRow; i < last && full > 0; i++) {
      int p = x.row(i) + first;
      int q = dY.row(i) + first;
      int to = dX.row(i) + first;
      for (int c = 0; c < full; c += LENGTH) {
        FloatVector v = fromArray(F, xs, p + c);
        FloatVector d = fromArray(F, dYs, q + c);
        d.mul(fromArray(F, slopes, slopeOffset + c))
            .blend(d, v.compare(GT, 0f))
            .blend(v, v.compare(NE, v))
            .intoArray(dXs, to + c);
      }
    }
    int p = x.row(firstRow) + first;
    int q = dY.row(firstRow) + first;
    int to = dX.row(firstRow) + first;
    int ldx = x.ld();
    int lddy = dY.ld();
    int lddx = dX.ld();
    for (int c = full; c < cols; c += LENGTH) {
      VectorMask<Float> in = F.indexInRange(c, cols);
      FloatVector a = fromArray(F, slopes, slopeOffset + c, in);
      for (int i = 0; i < rows; i++) {
        FloatVector v = fromArray(F, xs, p + i * ldx + c, in);
        FloatVector d = fromArray(F, dYs, q + i * lddy + c, in);
        d.mul(a)
            .blend(d, v.compare(GT, 0f))
            .blend(v, v.compare(NE, v))
            .intoArray(dXs, to + i * lddx + c, in);
      }
    }
  }
}
