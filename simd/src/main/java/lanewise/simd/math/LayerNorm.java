package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static lanewise.kernel.Kernels.SUM_BLOCK;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;
import static lanewise.simd.math.Scratch.COLUMNS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Normalisation of each row. Source: Ba, Kiros, Hinton 2016. */
public final class LayerNorm {
  private LayerNorm() {}

  /**
   * y = gamma (x - mean) / sqrt(variance + epsilon) + beta; keeps mean and 1 / sqrt(variance +
   * epsilon) of each row. In place allowed.
   */
  public static void forward(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      double epsilon,
      float[] gamma,
      int gammaOffset,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset,
      float[] mean,
      int meanOffset,
      float[] inverseDeviation,
      int inverseDeviationOffset) {
    float[] scratch = Scratch.get();
    for (int r = 0; r < rows; r++) {
      int row = xOffset + r * cols;
      float center = Rows.sum(cols, x, row, scratch) / cols;
      float squares = Rows.sumOfSquaredDeviations(cols, x, row, center, scratch);
      if (!Float.isFinite(squares)) {
        forwardInDouble(
            cols,
            x,
            row,
            epsilon,
            gamma,
            gammaOffset,
            beta,
            betaOffset,
            y,
            yOffset + r * cols,
            mean,
            meanOffset + r,
            inverseDeviation,
            inverseDeviationOffset + r);
        continue;
      }
      float inverse = (float) (1 / Math.sqrt((double) squares / cols + epsilon));
      mean[meanOffset + r] = center;
      inverseDeviation[inverseDeviationOffset + r] = inverse;
      normalise(
          cols,
          x,
          row,
          center,
          inverse,
          gamma,
          gammaOffset,
          beta,
          betaOffset,
          y,
          yOffset + r * cols);
    }
  }

  /** A row whose squares are too large for a float, or not finite. */
  private static void forwardInDouble(
      int n,
      float[] x,
      int xOffset,
      double epsilon,
      float[] gamma,
      int gammaOffset,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset,
      float[] mean,
      int meanOffset,
      float[] inverseDeviation,
      int inverseDeviationOffset) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x[xOffset + i];
    }
    double center = sum / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double d = x[xOffset + i] - center;
      squares += d * d;
    }
    double inverse = 1 / Math.sqrt(squares / n + epsilon);
    for (int i = 0; i < n; i++) {
      double h = (x[xOffset + i] - center) * inverse;
      y[yOffset + i] = (float) (gamma[gammaOffset + i] * h + beta[betaOffset + i]);
    }
    mean[meanOffset] = (float) center;
    inverseDeviation[inverseDeviationOffset] = (float) inverse;
  }

  private static void normalise(
      int n,
      float[] x,
      int xOffset,
      float center,
      float inverse,
      float[] gamma,
      int gammaOffset,
      float[] beta,
      int betaOffset,
      float[] y,
      int yOffset) {
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector h = fromArray(F, x, xOffset + i).sub(center).mul(inverse);
      h.fma(fromArray(F, gamma, gammaOffset + i), fromArray(F, beta, betaOffset + i))
          .intoArray(y, yOffset + i);
    }
    if (i < n) {
      VectorMask<Float> rest = F.indexInRange(i, n);
      FloatVector h = fromArray(F, x, xOffset + i, rest).sub(center).mul(inverse);
      h.fma(fromArray(F, gamma, gammaOffset + i, rest), fromArray(F, beta, betaOffset + i, rest))
          .intoArray(y, yOffset + i, rest);
    }
  }

  /**
   * dGamma += sum over rows of dY h, dBeta += sum over rows of dY, h the normalised x. Matrices
   * have leading dimension ld, so that threads can share the columns.
   */
  public static void parameterGradient(
      int rows,
      int cols,
      int ld,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] inverseDeviation,
      int inverseDeviationOffset,
      float[] dY,
      int dYOffset,
      float[] dGamma,
      int dGammaOffset,
      float[] dBeta,
      int dBetaOffset) {
    double[] totals = Scratch.totals();
    for (int c = 0, count; c < cols; c += count) {
      count = Math.min(COLUMNS, cols - c);
      Totals.sumsAndNormalisedProducts(
          rows,
          count,
          ld,
          x,
          xOffset + c,
          mean,
          meanOffset,
          inverseDeviation,
          inverseDeviationOffset,
          dY,
          dYOffset + c,
          totals);
      for (int j = 0; j < count; j++) {
        int dGammaAt = dGammaOffset + c + j;
        int dBetaAt = dBetaOffset + c + j;
        dGamma[dGammaAt] = (float) (dGamma[dGammaAt] + totals[COLUMNS + j]);
        dBeta[dBetaAt] = (float) (dBeta[dBetaAt] + totals[j]);
      }
    }
  }

  /**
   * dX = inverseDeviation (g - mean(g) - h mean(g h)), g = gamma dY, h the normalised x. dX may be
   * dY in place.
   */
  public static void inputGradient(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] mean,
      int meanOffset,
      float[] inverseDeviation,
      int inverseDeviationOffset,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    float[] scratch = Scratch.get();
    for (int r = 0; r < rows; r++) {
      float center = mean[meanOffset + r];
      float inverse = inverseDeviation[inverseDeviationOffset + r];
      int row = r * cols;
      float meanOfG = Rows.dot(cols, gamma, gammaOffset, dY, dYOffset + row, scratch) / cols;
      float meanOfDot =
          dotNormalised(
                  cols,
                  gamma,
                  gammaOffset,
                  dY,
                  dYOffset + row,
                  x,
                  xOffset + row,
                  center,
                  inverse,
                  scratch)
              / cols;
      project(
          cols,
          gamma,
          gammaOffset,
          dY,
          dYOffset + row,
          x,
          xOffset + row,
          center,
          inverse,
          meanOfG,
          meanOfDot,
          dX,
          dXOffset + row);
    }
  }

  private static float dotNormalised(
      int n,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] x,
      int xOffset,
      float center,
      float inverse,
      float[] scratch) {
    if (n <= SUM_BLOCK) {
      return dotNormalisedOfBlock(
          n, gamma, gammaOffset, dY, dYOffset, x, xOffset, center, inverse, scratch);
    }
    double total = 0;
    for (int i = 0; i < n; i += SUM_BLOCK) {
      int count = Math.min(SUM_BLOCK, n - i);
      total +=
          dotNormalisedOfBlock(
              count,
              gamma,
              gammaOffset + i,
              dY,
              dYOffset + i,
              x,
              xOffset + i,
              center,
              inverse,
              scratch);
    }
    return (float) total;
  }

  private static float dotNormalisedOfBlock(
      int n,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] x,
      int xOffset,
      float center,
      float inverse,
      float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector g = fromArray(F, gamma, gammaOffset + i).mul(fromArray(F, dY, dYOffset + i));
      FloatVector next = fromArray(F, x, xOffset + i).sub(center).mul(inverse).fma(g, s0);
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    if (i < n) {
      VectorMask<Float> rest = F.indexInRange(i, n);
      FloatVector g =
          fromArray(F, gamma, gammaOffset + i, rest).mul(fromArray(F, dY, dYOffset + i, rest));
      FloatVector h = fromArray(F, x, xOffset + i, rest).sub(center).mul(inverse);
      s0 = zero(F).blend(h, rest).fma(g, s0);
    }
    s0.intoArray(scratch, Scratch.LANES);
    if (LENGTH < 16) {
      s1.intoArray(scratch, Scratch.LANES + LENGTH);
    }
    if (LENGTH < 8) {
      s2.intoArray(scratch, Scratch.LANES + 2 * LENGTH);
      s3.intoArray(scratch, Scratch.LANES + 3 * LENGTH);
    }
    return LaneTree.sum(scratch);
  }

  private static void project(
      int n,
      float[] gamma,
      int gammaOffset,
      float[] dY,
      int dYOffset,
      float[] x,
      int xOffset,
      float center,
      float inverse,
      float meanOfG,
      float meanOfDot,
      float[] dX,
      int dXOffset) {
    FloatVector minusMeanOfDot = broadcast(F, -meanOfDot);
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector g =
          fromArray(F, gamma, gammaOffset + i).mul(fromArray(F, dY, dYOffset + i)).sub(meanOfG);
      FloatVector h = fromArray(F, x, xOffset + i).sub(center).mul(inverse);
      h.fma(minusMeanOfDot, g).mul(inverse).intoArray(dX, dXOffset + i);
    }
    if (i < n) {
      VectorMask<Float> rest = F.indexInRange(i, n);
      FloatVector g =
          fromArray(F, gamma, gammaOffset + i, rest)
              .mul(fromArray(F, dY, dYOffset + i, rest))
              .sub(meanOfG);
      FloatVector h = fromArray(F, x, xOffset + i, rest).sub(center).mul(inverse);
      h.fma(minusMeanOfDot, g).mul(inverse).intoArray(dX, dXOffset + i, rest);
    }
  }
}
