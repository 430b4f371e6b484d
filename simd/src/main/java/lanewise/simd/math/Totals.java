package lanewise.simd.math;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.VectorOperators.F2D;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.math.Scratch.COLUMNS;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums down the columns of a matrix of floats, for {@link Scratch#COLUMNS} columns at most: row
 * after row, in double, so that the error does not grow with the rows (a float's 24 bits leave 29
 * to a sum), no square overflows, and a sum has the same bits for any width and any cut of the
 * columns.
 *
 * <p>All walk along the rows, a group of them at a time, and keep the totals in memory near by.
 * Down a strip of columns, with its totals in registers, is slow where the rows are a power of two
 * apart: all fall into the same few lines of L1.
 */
final class Totals {
  /** Rows at a time. */
  private static final int GROUP = 8;

  /** Rows at a time where a row is that of two matrices. */
  private static final int PAIRED_GROUP = 4;

  private static final VectorSpecies<Double> D = VectorSpecies.of(double.class, F.vectorShape());

  /** As many floats as fill a vector when they are doubles. */
  private static final VectorSpecies<Float> H =
      VectorSpecies.of(float.class, VectorShape.forBitSize(F.vectorBitSize() / 2));

  private static final int LANES = D.length();

  private Totals() {}

  private static DoubleVector wide(float[] x, int i) {
    return (DoubleVector) FloatVector.fromArray(H, x, i).convertShape(F2D, D, 0);
  }

  /** totals = sum of x. */
  static void sums(int rows, int cols, float[] x, int xOffset, int ldx, double[] totals, int at) {
    Arrays.fill(totals, at, at + cols, 0);
    int r = 0;
    for (; r <= rows - GROUP; r += GROUP) {
      addGroup(cols, x, xOffset + r * ldx, ldx, totals, at);
    }
    for (; r < rows; r++) {
      addRow(cols, x, xOffset + r * ldx, totals, at);
    }
  }

  private static void addGroup(int cols, float[] x, int xOffset, int ldx, double[] totals, int at) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      DoubleVector s = fromArray(D, totals, at + c);
      for (int k = 0; k < GROUP; k++) {
        s = s.add(wide(x, xOffset + k * ldx + c));
      }
      s.intoArray(totals, at + c);
    }
    for (; c < cols; c++) {
      double s = totals[at + c];
      for (int k = 0; k < GROUP; k++) {
        s += x[xOffset + k * ldx + c];
      }
      totals[at + c] = s;
    }
  }

  private static void addRow(int cols, float[] x, int xOffset, double[] totals, int at) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      fromArray(D, totals, at + c).add(wide(x, xOffset + c)).intoArray(totals, at + c);
    }
    for (; c < cols; c++) {
      totals[at + c] += x[xOffset + c];
    }
  }

  /** totals = sum of (x - center)^2, the centers at {@code centers} of the totals. */
  static void squaredDeviations(
      int rows, int cols, float[] x, int xOffset, int ldx, double[] totals, int centers, int at) {
    Arrays.fill(totals, at, at + cols, 0);
    int r = 0;
    for (; r <= rows - GROUP; r += GROUP) {
      addSquaresOfGroup(cols, x, xOffset + r * ldx, ldx, totals, centers, at);
    }
    for (; r < rows; r++) {
      addSquaresOfRow(cols, x, xOffset + r * ldx, totals, centers, at);
    }
  }

  private static void addSquaresOfGroup(
      int cols, float[] x, int xOffset, int ldx, double[] totals, int centers, int at) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      DoubleVector center = fromArray(D, totals, centers + c);
      DoubleVector s = fromArray(D, totals, at + c);
      for (int k = 0; k < GROUP; k++) {
        DoubleVector d = wide(x, xOffset + k * ldx + c).sub(center);
        s = s.add(d.mul(d));
      }
      s.intoArray(totals, at + c);
    }
    for (; c < cols; c++) {
      double center = totals[centers + c];
      double s = totals[at + c];
      for (int k = 0; k < GROUP; k++) {
        double d = x[xOffset + k * ldx + c] - center;
        s += d * d;
      }
      totals[at + c] = s;
    }
  }

  private static void addSquaresOfRow(
      int cols, float[] x, int xOffset, double[] totals, int centers, int at) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      DoubleVector d = wide(x, xOffset + c).sub(fromArray(D, totals, centers + c));
      fromArray(D, totals, at + c).add(d.mul(d)).intoArray(totals, at + c);
    }
    for (; c < cols; c++) {
      double d = x[xOffset + c] - totals[centers + c];
      totals[at + c] += d * d;
    }
  }

  /** totals += sum of dY min(x, 0). */
  static void addNegativeParts(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] dY,
      int dYOffset,
      double[] totals,
      int at) {
    int r = 0;
    for (; r <= rows - PAIRED_GROUP; r += PAIRED_GROUP) {
      addNegativePartsOfGroup(cols, ld, x, xOffset + r * ld, dY, dYOffset + r * ld, totals, at);
    }
    for (; r < rows; r++) {
      addNegativePartsOfRow(cols, x, xOffset + r * ld, dY, dYOffset + r * ld, totals, at);
    }
  }

  private static void addNegativePartsOfGroup(
      int cols, int ld, float[] x, int xOffset, float[] dY, int dYOffset, double[] totals, int at) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      DoubleVector s = fromArray(D, totals, at + c);
      for (int k = 0; k < PAIRED_GROUP; k++) {
        DoubleVector v = wide(x, xOffset + k * ld + c);
        s = s.add(v.min(0).mul(wide(dY, dYOffset + k * ld + c)));
      }
      s.intoArray(totals, at + c);
    }
    for (; c < cols; c++) {
      double s = totals[at + c];
      for (int k = 0; k < PAIRED_GROUP; k++) {
        s += Math.min(x[xOffset + k * ld + c], 0) * (double) dY[dYOffset + k * ld + c];
      }
      totals[at + c] = s;
    }
  }

  private static void addNegativePartsOfRow(
      int cols, float[] x, int xOffset, float[] dY, int dYOffset, double[] totals, int at) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      DoubleVector v = wide(x, xOffset + c);
      fromArray(D, totals, at + c)
          .add(v.min(0).mul(wide(dY, dYOffset + c)))
          .intoArray(totals, at + c);
    }
    for (; c < cols; c++) {
      totals[at + c] += Math.min(x[xOffset + c], 0) * (double) dY[dYOffset + c];
    }
  }

  /**
   * The first totals = sum of dY, those from {@link Scratch#COLUMNS} on = sum of dY (x - mean), the
   * means those of the columns.
   */
  static void sumsAndProducts(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] dY,
      int dYOffset,
      double[] totals) {
    Arrays.fill(totals, 0, cols, 0);
    Arrays.fill(totals, COLUMNS, COLUMNS + cols, 0);
    int r = 0;
    for (; r <= rows - PAIRED_GROUP; r += PAIRED_GROUP) {
      addProductsOfGroup(
          cols, ld, x, xOffset + r * ld, mean, meanOffset, dY, dYOffset + r * ld, totals);
    }
    for (; r < rows; r++) {
      addProductsOfRow(cols, x, xOffset + r * ld, mean, meanOffset, dY, dYOffset + r * ld, totals);
    }
  }

  private static void addProductsOfGroup(
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] dY,
      int dYOffset,
      double[] totals) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      DoubleVector center = wide(mean, meanOffset + c);
      DoubleVector sum = fromArray(D, totals, c);
      DoubleVector dot = fromArray(D, totals, COLUMNS + c);
      for (int k = 0; k < PAIRED_GROUP; k++) {
        DoubleVector d = wide(dY, dYOffset + k * ld + c);
        sum = sum.add(d);
        dot = dot.add(wide(x, xOffset + k * ld + c).sub(center).mul(d));
      }
      sum.intoArray(totals, c);
      dot.intoArray(totals, COLUMNS + c);
    }
    for (; c < cols; c++) {
      double center = mean[meanOffset + c];
      double sum = totals[c];
      double dot = totals[COLUMNS + c];
      for (int k = 0; k < PAIRED_GROUP; k++) {
        double d = dY[dYOffset + k * ld + c];
        sum += d;
        dot += (x[xOffset + k * ld + c] - center) * d;
      }
      totals[c] = sum;
      totals[COLUMNS + c] = dot;
    }
  }

  private static void addProductsOfRow(
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] dY,
      int dYOffset,
      double[] totals) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      DoubleVector d = wide(dY, dYOffset + c);
      fromArray(D, totals, c).add(d).intoArray(totals, c);
      fromArray(D, totals, COLUMNS + c)
          .add(wide(x, xOffset + c).sub(wide(mean, meanOffset + c)).mul(d))
          .intoArray(totals, COLUMNS + c);
    }
    for (; c < cols; c++) {
      double d = dY[dYOffset + c];
      totals[c] += d;
      totals[COLUMNS + c] += (x[xOffset + c] - (double) mean[meanOffset + c]) * d;
    }
  }

  /**
   * The first totals = sum of dY, those from {@link Scratch#COLUMNS} on = sum of dY (x - mean)
   * inverse, mean and inverse those of the rows.
   */
  static void sumsAndNormalisedProducts(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] inverse,
      int inverseOffset,
      float[] dY,
      int dYOffset,
      double[] totals) {
    Arrays.fill(totals, 0, cols, 0);
    Arrays.fill(totals, COLUMNS, COLUMNS + cols, 0);
    int r = 0;
    for (; r <= rows - PAIRED_GROUP; r += PAIRED_GROUP) {
      addNormalisedGroup(
          cols,
          ld,
          x,
          xOffset + r * ld,
          mean,
          meanOffset + r,
          inverse,
          inverseOffset + r,
          dY,
          dYOffset + r * ld,
          totals);
    }
    for (; r < rows; r++) {
      addNormalisedRow(
          cols,
          x,
          xOffset + r * ld,
          mean[meanOffset + r],
          inverse[inverseOffset + r],
          dY,
          dYOffset + r * ld,
          totals);
    }
  }

  private static void addNormalisedGroup(
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] inverse,
      int inverseOffset,
      float[] dY,
      int dYOffset,
      double[] totals) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      DoubleVector sum = fromArray(D, totals, c);
      DoubleVector dot = fromArray(D, totals, COLUMNS + c);
      for (int k = 0; k < PAIRED_GROUP; k++) {
        DoubleVector d = wide(dY, dYOffset + k * ld + c);
        sum = sum.add(d);
        dot =
            dot.add(
                wide(x, xOffset + k * ld + c)
                    .sub(broadcast(D, mean[meanOffset + k]))
                    .mul(broadcast(D, inverse[inverseOffset + k]))
                    .mul(d));
      }
      sum.intoArray(totals, c);
      dot.intoArray(totals, COLUMNS + c);
    }
    for (; c < cols; c++) {
      double sum = totals[c];
      double dot = totals[COLUMNS + c];
      for (int k = 0; k < PAIRED_GROUP; k++) {
        double d = dY[dYOffset + k * ld + c];
        double distance = x[xOffset + k * ld + c] - (double) mean[meanOffset + k];
        sum += d;
        dot += distance * inverse[inverseOffset + k] * d;
      }
      totals[c] = sum;
      totals[COLUMNS + c] = dot;
    }
  }

  private static void addNormalisedRow(
      int cols,
      float[] x,
      int xOffset,
      double center,
      double inverse,
      float[] dY,
      int dYOffset,
      double[] totals) {
    int c = 0;
    for (int bound = D.loopBound(cols); c < bound; c += LANES) {
      DoubleVector d = wide(dY, dYOffset + c);
      fromArray(D, totals, c).add(d).intoArray(totals, c);
      fromArray(D, totals, COLUMNS + c)
          .add(wide(x, xOffset + c).sub(center).mul(inverse).mul(d))
          .intoArray(totals, COLUMNS + c);
    }
    for (; c < cols; c++) {
      double d = dY[dYOffset + c];
      totals[c] += d;
      totals[COLUMNS + c] += (x[xOffset + c] - center) * inverse * d;
    }
  }
}
