package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.fromArray;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;
import static lanewise.simd.math.Columns.BLOCK_ROWS;
import static lanewise.simd.math.Scratch.COLUMNS;
import static lanewise.simd.math.Scratch.FACTORS;
import static lanewise.simd.math.Scratch.MOST_FACTORS;

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

  /** Where the gradient keeps 1 / deviation of each column. */
  private static final int INVERSE = 0;

  /** Where it keeps the mean of dY. */
  private static final int MEAN = INVERSE + COLUMNS;

  /** Where it keeps the negated mean of dY h, which an FMA can add. */
  private static final int MINUS_MEAN_OF_DOT = MEAN + COLUMNS;

  private BatchNorm() {}

  /**
   * y = gamma (x - mean) / sqrt(variance + epsilon) + beta; NaN where the variance is infinite. In
   * place allowed.
   */
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
    float[] scratch = Scratch.get();
    int full = Columns.alongRows(cols);
    int grouped = rows - rows % GROUP;
    for (int c = 0, count; c < full; c += count) {
      count = Math.min(MOST_FACTORS, full - c);
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

  /** sqrt(variance + epsilon), but NaN of infinity: v - v is 0 for every finite v. */
  private static FloatVector deviation(FloatVector variance, float epsilon) {
    return variance.add(variance.sub(variance)).add(epsilon).sqrt();
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
      FloatVector deviation = deviation(fromArray(F, variance, varianceOffset + c), epsilon);
      fromArray(F, gamma, gammaOffset + c).div(deviation).intoArray(scratch, FACTORS + c);
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
      FloatVector factor = fromArray(F, scratch, FACTORS + c);
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
          .fma(fromArray(F, scratch, FACTORS + c), fromArray(F, beta, betaOffset + c))
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
        FloatVector deviation = deviation(fromArray(F, variance, varianceOffset + c, in), epsilon);
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
   * / sqrt(variance + epsilon) (dY - mean(dY) - h mean(dY h)); NaN where the variance is infinite.
   * dX may be dY in place.
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
    double[] totals = Scratch.totals();
    float[] scratch = Scratch.columns();
    for (int c = 0, count; c < cols; c += count) {
      count = Math.min(COLUMNS, cols - c);
      Totals.sumsAndProducts(
          rows, count, ld, x, xOffset + c, mean, meanOffset + c, dY, dYOffset + c, totals);
      for (int j = 0; j < count; j++) {
        double v = variance[varianceOffset + c + j];
        double inverse = Double.isInfinite(v) ? Double.NaN : 1 / Math.sqrt(v + epsilon);
        double dot = totals[COLUMNS + j] * inverse;
        int dGammaAt = dGammaOffset + c + j;
        int dBetaAt = dBetaOffset + c + j;
        dGamma[dGammaAt] = (float) (dGamma[dGammaAt] + dot);
        dBeta[dBetaAt] = (float) (dBeta[dBetaAt] + totals[j]);
        scratch[INVERSE + j] = (float) inverse;
        scratch[MEAN + j] = (float) (totals[j] / rows);
        scratch[MINUS_MEAN_OF_DOT + j] = (float) (-dot / rows);
      }
      project(
          rows,
          count,
          ld,
          x,
          xOffset + c,
          mean,
          meanOffset + c,
          gamma,
          gammaOffset + c,
          dY,
          dYOffset + c,
          scratch,
          dX,
          dXOffset + c);
    }
  }

  private static void project(
      int rows,
      int cols,
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
    int full = Columns.alongRows(cols);
    int paired = full == 0 ? 0 : rows & -2;
    for (int i = 0; i < paired; i += 2) {
      int row = i * ld;
      projectPair(
          full,
          ld,
          x,
          xOffset + row,
          mean,
          meanOffset,
          gamma,
          gammaOffset,
          dY,
          dYOffset + row,
          scratch,
          dX,
          dXOffset + row);
    }
    projectDown(
        paired,
        rows,
        0,
        full,
        ld,
        x,
        xOffset,
        mean,
        meanOffset,
        gamma,
        gammaOffset,
        dY,
        dYOffset,
        scratch,
        dX,
        dXOffset);
    projectDown(
        0,
        rows,
        full,
        cols,
        ld,
        x,
        xOffset,
        mean,
        meanOffset,
        gamma,
        gammaOffset,
        dY,
        dYOffset,
        scratch,
        dX,
        dXOffset);
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
      FloatVector meanOfD = fromArray(F, scratch, MEAN + c);
      FloatVector minusMeanOfDot = fromArray(F, scratch, MINUS_MEAN_OF_DOT + c);
      FloatVector factor = fromArray(F, gamma, gammaOffset + c).mul(inverse);
      FloatVector h0 = fromArray(F, x, p).sub(center).mul(inverse);
      FloatVector h1 = fromArray(F, x, p + ld).sub(center).mul(inverse);
      FloatVector d0 = fromArray(F, dY, q).sub(meanOfD);
      FloatVector d1 = fromArray(F, dY, q + ld).sub(meanOfD);
      h0.fma(minusMeanOfDot, d0).mul(factor).intoArray(dX, dXOffset + c);
      h1.fma(minusMeanOfDot, d1).mul(factor).intoArray(dX, dXOffset + ld + c);
    }
  }

  /** Rows and columns from the first to before the end, a strip of columns at a time. */
  private static void projectDown(
      int firstRow,
      int endRow,
      int firstCol,
      int endCol,
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
    for (int c = firstCol; c < endCol; c += LENGTH) {
      VectorMask<Float> in = F.indexInRange(c, endCol);
      FloatVector center = fromArray(F, mean, meanOffset + c, in);
      FloatVector inverse = fromArray(F, scratch, INVERSE + c);
      FloatVector meanOfD = fromArray(F, scratch, MEAN + c);
      FloatVector minusMeanOfDot = fromArray(F, scratch, MINUS_MEAN_OF_DOT + c);
      FloatVector factor = fromArray(F, gamma, gammaOffset + c, in).mul(inverse);
      for (int i = firstRow; i < endRow; i++) {
        int row = i * ld + c;
        FloatVector h = fromArray(F, x, xOffset + row, in).sub(center).mul(inverse);
        FloatVector d = fromArray(F, dY, dYOffset + row, in).sub(meanOfD);
        h.fma(minusMeanOfDot, d).mul(factor).intoArray(dX, dXOffset + row, in);
      }
    }
  }
}
