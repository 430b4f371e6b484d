package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;
import static lanewise.simd.math.Columns.BLOCK_ROWS;
import static lanewise.simd.math.Scratch.COLUMNS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Normalisation of columns over a batch. Source: Ioffe, Szegedy 2015. Matrices have leading
 * dimension ld, so that threads can share the columns.
 *
 * <p>Both walk along the rows, as {@link Columns} does; what is computed for a column waits for the
 * next rows in a thread's scratch, for a block of columns at a time. Short rows, and columns that
 * do not fill a vector, are done a strip of columns at a time.
 */
public final class BatchNorm {
  /** Rows at a time: as many as stay in L1 together where they fall into the same lines of it. */
  private static final int GROUP = 4;

  /** Where the forward pass keeps gamma / deviation of each column. */
  private static final int FACTOR = 0;

  /** Where the gradient keeps 1 / deviation. */
  private static final int INVERSE = 0;

  /** Where it keeps the sum of dY, then its mean. */
  private static final int SUM = INVERSE + COLUMNS;

  /** Where it keeps the sum of dY h, then the negated mean, which an FMA can add. */
  private static final int DOT = SUM + COLUMNS;

  private BatchNorm() {}

  /** y = gamma (x - mean) / sqrt(variance + epsilon) + beta. In place allowed. */
  public static void forward(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset,
      float epsilon,
      float[] gamma,
      int gammaOffset,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset) {
    float[] scratch = Scratch.columns();
    int full = Columns.alongRows(cols);
    int grouped = rows - rows % GROUP;
    for (int c = 0, count; c < full; c += count) {
      count = Math.min(COLUMNS, full - c);
      factors(count, variance, varianceOffset + c, epsilon, gamma, gammaOffset + c, scratch);
      for (int i = 0; i < grouped; i += GROUP) {
        int row = i * ld + c;
        scaleGroup(
            count,
            ld,
            x,
            xOffset + row,
            mean,
            meanOffset + c,
            scratch,
            beta,
            betaOffset + c,
            y,
            yOffset + row);
      }
      for (int i = grouped; i < rows; i++) {
        int row = i * ld + c;
        scaleRow(
            count,
            x,
            xOffset + row,
            mean,
            meanOffset + c,
            scratch,
            beta,
            betaOffset + c,
            y,
            yOffset + row);
      }
    }
    scaleDown(
        rows,
        cols - full,
        ld,
        x,
        xOffset + full,
        mean,
        meanOffset + full,
        variance,
        varianceOffset + full,
        epsilon,
        gamma,
        gammaOffset + full,
        beta,
        betaOffset + full,
        y,
        yOffset + full);
  }

  private static void factors(
      int count,
      float[] variance,
      int varianceOffset,
      float epsilon,
      float[] gamma,
      int gammaOffset,
      float[] scratch) {
    for (int c = 0; c < count; c += LENGTH) {
      FloatVector deviation = fromArray(F, variance, varianceOffset + c).add(epsilon).sqrt();
      fromArray(F, gamma, gammaOffset + c).div(deviation).intoArray(scratch, FACTOR + c);
    }
  }

  private static void scaleGroup(
      int count,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] scratch,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset) {
    for (int c = 0; c < count; c += LENGTH) {
      int p = xOffset + c;
      int q = yOffset + c;
      FloatVector center = fromArray(F, mean, meanOffset + c);
      FloatVector factor = fromArray(F, scratch, FACTOR + c);
      FloatVector shift = fromArray(F, beta, betaOffset + c);
      fromArray(F, x, p).sub(center).fma(factor, shift).intoArray(y, q);
      fromArray(F, x, p + ld).sub(center).fma(factor, shift).intoArray(y, q + ld);
      fromArray(F, x, p + 2 * ld).sub(center).fma(factor, shift).intoArray(y, q + 2 * ld);
      fromArray(F, x, p + 3 * ld).sub(center).fma(factor, shift).intoArray(y, q + 3 * ld);
    }
  }

  private static void scaleRow(
      int count,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] scratch,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset) {
    for (int c = 0; c < count; c += LENGTH) {
      fromArray(F, x, xOffset + c)
          .sub(fromArray(F, mean, meanOffset + c))
          .fma(fromArray(F, scratch, FACTOR + c), fromArray(F, beta, betaOffset + c))
          .intoArray(y, yOffset + c);
    }
  }

  private static void scaleDown(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset,
      float epsilon,
      float[] gamma,
      int gammaOffset,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset) {
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int end = Math.min(rows, r + BLOCK_ROWS);
      for (int c = 0; c < cols; c += LENGTH) {
        VectorMask<Float> in = F.indexInRange(c, cols);
        FloatVector center = fromArray(F, mean, meanOffset + c, in);
        FloatVector deviation = fromArray(F, variance, varianceOffset + c, in).add(epsilon).sqrt();
        FloatVector factor = fromArray(F, gamma, gammaOffset + c, in).div(deviation);
        FloatVector shift = fromArray(F, beta, betaOffset + c, in);
        for (int i = r; i < end; i++) {
          int row = i * ld + c;
          fromArray(F, x, xOffset + row, in)
              .sub(center)
              .fma(factor, shift)
              .intoArray(y, yOffset + row, in);
        }
      }
    }
  }

  /**
   * With h = (x - mean) / sqrt(variance + epsilon): dGamma += sum dY h; dBeta += sum dY; dX = gamma
   * / sqrt(variance + epsilon) (dY - mean(dY) - h mean(dY h)). dX may be dY in place.
   *
   * <p>A block of columns goes through all rows before the next, because both sums are needed
   * before the first dX.
   */
  public static void gradient(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset,
      float epsilon,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] dGamma,
      int dGammaOffset,
      float[] dBeta,
      int dBetaOffset,
      float[] dX,
      int dXOffset) {
    float[] scratch = Scratch.columns();
    int full = Columns.alongRows(cols);
    int paired = rows & -2;
    for (int c = 0, count; c < full; c += count) {
      count = Math.min(COLUMNS, full - c);
      inverses(count, variance, varianceOffset + c, epsilon, scratch);
      for (int i = 0; i < paired; i += 2) {
        int row = i * ld + c;
        addPair(count, ld, x, xOffset + row, mean, meanOffset + c, dY, dYOffset + row, scratch);
      }
      for (int i = paired; i < rows; i++) {
        int row = i * ld + c;
        addRow(count, x, xOffset + row, mean, meanOffset + c, dY, dYOffset + row, scratch);
      }
      Streams.add(count, scratch, DOT, dGamma, dGammaOffset + c);
      Streams.add(count, scratch, SUM, dBeta, dBetaOffset + c);
      Streams.divide(count, rows, scratch, SUM);
      Streams.divide(count, -rows, scratch, DOT);
      for (int i = 0; i < paired; i += 2) {
        int row = i * ld + c;
        projectPair(
            count,
            ld,
            x,
            xOffset + row,
            mean,
            meanOffset + c,
            gamma,
            gammaOffset + c,
            dY,
            dYOffset + row,
            scratch,
            dX,
            dXOffset + row);
      }
      for (int i = paired; i < rows; i++) {
        int row = i * ld + c;
        projectRow(
            count,
            x,
            xOffset + row,
            mean,
            meanOffset + c,
            gamma,
            gammaOffset + c,
            dY,
            dYOffset + row,
            scratch,
            dX,
            dXOffset + row);
      }
    }
    if (full < cols) {
      gradientDown(
          rows,
          cols - full,
          ld,
          x,
          xOffset + full,
          mean,
          meanOffset + full,
          variance,
          varianceOffset + full,
          epsilon,
          gamma,
          gammaOffset + full,
          dY,
          dYOffset + full,
          dGamma,
          dGammaOffset + full,
          dBeta,
          dBetaOffset + full,
          dX,
          dXOffset + full);
    }
  }

  private static void inverses(
      int count, float[] variance, int varianceOffset, float epsilon, float[] scratch) {
    Streams.fill(count, 0f, scratch, SUM);
    Streams.fill(count, 0f, scratch, DOT);
    for (int c = 0; c < count; c += LENGTH) {
      FloatVector deviation = fromArray(F, variance, varianceOffset + c).add(epsilon).sqrt();
      broadcast(F, 1f).div(deviation).intoArray(scratch, INVERSE + c);
    }
  }

  private static void addPair(
      int count,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] dY,
      int dYOffset,
      float[] scratch) {
    for (int c = 0; c < count; c += LENGTH) {
      int p = xOffset + c;
      int q = dYOffset + c;
      FloatVector center = fromArray(F, mean, meanOffset + c);
      FloatVector inverse = fromArray(F, scratch, INVERSE + c);
      FloatVector sum = fromArray(F, scratch, SUM + c);
      FloatVector dot = fromArray(F, scratch, DOT + c);
      FloatVector d0 = fromArray(F, dY, q);
      FloatVector d1 = fromArray(F, dY, q + ld);
      FloatVector h0 = fromArray(F, x, p).sub(center).mul(inverse);
      FloatVector h1 = fromArray(F, x, p + ld).sub(center).mul(inverse);
      sum.add(d0).add(d1).intoArray(scratch, SUM + c);
      d1.fma(h1, d0.fma(h0, dot)).intoArray(scratch, DOT + c);
    }
  }

  private static void addRow(
      int count,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] dY,
      int dYOffset,
      float[] scratch) {
    for (int c = 0; c < count; c += LENGTH) {
      FloatVector d = fromArray(F, dY, dYOffset + c);
      FloatVector h =
          fromArray(F, x, xOffset + c)
              .sub(fromArray(F, mean, meanOffset + c))
              .mul(fromArray(F, scratch, INVERSE + c));
      FloatVector dot = d.fma(h, fromArray(F, scratch, DOT + c));
      fromArray(F, scratch, SUM + c).add(d).intoArray(scratch, SUM + c);
      dot.intoArray(scratch, DOT + c);
    }
  }

  private static void projectPair(
      int count,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] scratch,
      float[] dX,
      int dXOffset) {
    for (int c = 0; c < count; c += LENGTH) {
      int p = xOffset + c;
      int q = dYOffset + c;
      FloatVector center = fromArray(F, mean, meanOffset + c);
      FloatVector inverse = fromArray(F, scratch, INVERSE + c);
      FloatVector meanOfD = fromArray(F, scratch, SUM + c);
      FloatVector minusMeanOfDot = fromArray(F, scratch, DOT + c);
      FloatVector factor = fromArray(F, gamma, gammaOffset + c).mul(inverse);
      FloatVector h0 = fromArray(F, x, p).sub(center).mul(inverse);
      FloatVector h1 = fromArray(F, x, p + ld).sub(center).mul(inverse);
      FloatVector d0 = fromArray(F, dY, q).sub(meanOfD);
      FloatVector d1 = fromArray(F, dY, q + ld).sub(meanOfD);
      h0.fma(minusMeanOfDot, d0).mul(factor).intoArray(dX, dXOffset + c);
      h1.fma(minusMeanOfDot, d1).mul(factor).intoArray(dX, dXOffset + ld + c);
    }
  }

  private static void projectRow(
      int count,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] scratch,
      float[] dX,
      int dXOffset) {
    for (int c = 0; c < count; c += LENGTH) {
      FloatVector inverse = fromArray(F, scratch, INVERSE + c);
      FloatVector h =
          fromArray(F, x, xOffset + c).sub(fromArray(F, mean, meanOffset + c)).mul(inverse);
      FloatVector d = fromArray(F, dY, dYOffset + c).sub(fromArray(F, scratch, SUM + c));
      h.fma(fromArray(F, scratch, DOT + c), d)
          .mul(fromArray(F, gamma, gammaOffset + c).mul(inverse))
          .intoArray(dX, dXOffset + c);
    }
  }

  private static void gradientDown(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] variance,
      int varianceOffset,
      float epsilon,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] dGamma,
      int dGammaOffset,
      float[] dBeta,
      int dBetaOffset,
      float[] dX,
      int dXOffset) {
    for (int c = 0; c < cols; c += LENGTH) {
      VectorMask<Float> in = F.indexInRange(c, cols);
      FloatVector center = fromArray(F, mean, meanOffset + c, in);
      FloatVector deviation = fromArray(F, variance, varianceOffset + c, in).add(epsilon).sqrt();
      FloatVector inverse = broadcast(F, 1f).div(deviation);
      FloatVector sum = zero(F);
      FloatVector dot = zero(F);
      for (int i = 0; i < rows; i++) {
        int row = i * ld + c;
        FloatVector d = fromArray(F, dY, dYOffset + row, in);
        FloatVector h = fromArray(F, x, xOffset + row, in).sub(center).mul(inverse);
        sum = sum.add(d);
        dot = d.fma(h, dot);
      }
      fromArray(F, dGamma, dGammaOffset + c, in).add(dot).intoArray(dGamma, dGammaOffset + c, in);
      fromArray(F, dBeta, dBetaOffset + c, in).add(sum).intoArray(dBeta, dBetaOffset + c, in);
      FloatVector meanOfD = sum.div(rows);
      FloatVector minusMeanOfDot = dot.div(-rows);
      FloatVector factor = fromArray(F, gamma, gammaOffset + c, in).mul(inverse);
      for (int i = 0; i < rows; i++) {
        int row = i * ld + c;
        FloatVector h = fromArray(F, x, xOffset + row, in).sub(center).mul(inverse);
        FloatVector d = fromArray(F, dY, dYOffset + row, in).sub(meanOfD);
        h.fma(minusMeanOfDot, d).mul(factor).intoArray(dX, dXOffset + row, in);
      }
    }
  }
}
