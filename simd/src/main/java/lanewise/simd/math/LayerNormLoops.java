package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static lanewise.kernel.Reductions.SUM_BLOCK;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;
import static lanewise.simd.math.Scratch.COLUMNS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanewise.kernel.Gain;
import lanewise.tensor.Tensor;

/** Normalisation of each row. Source: Ba, Kiros, Hinton 2016. */
public final class LayerNormLoops {
  private LayerNormLoops() {}

  /**
   * y = gamma (x - mean) / sqrt(variance + epsilon) + beta; keeps mean and 1 / sqrt(variance +
   * epsilon) of each row. In place allowed.
   */
  public static void forward(
      Tensor x,
      double epsilon,
      Gain gain,
      Tensor y,
      Tensor mean,
      Tensor inverseDeviation,
      int first,
      int rows) {
    float[] scratch = Scratch.get();
    float[] xs = x.floats();
    int cols = x.cols();
    for (int r = first; r < first + rows; r++) {
      int row = x.row(r);
      float center = RowSums.sum(cols, xs, row, scratch) / cols;
      float squares = RowSums.sumOfSquaredDeviations(cols, xs, row, center, scratch);
      if (!Float.isFinite(squares)) {
        forwardInDouble(r, x, epsilon, gain, y, mean, inverseDeviation);
        continue;
      }
      float inverse = (float) (1 / Math.sqrt((double) squares / cols + epsilon));
      mean.floats()[mean.offset() + r] = center;
      inverseDeviation.floats()[inverseDeviation.offset() + r] = inverse;
      normalise(cols, xs, row, center, inverse, gain, y.floats(), y.row(r));
    }
  }

  /** A row whose squares are too large for a float, or not finite. */
  private static void forwardInDouble(
      int r, Tensor x, double epsilon, Gain gain, Tensor y, Tensor mean, Tensor inverseDeviation) {
    float[] xs = x.floats();
    int xOffset = x.row(r);
    int n = x.cols();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += xs[xOffset + i];
    }
    double center = sum / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double d = xs[xOffset + i] - center;
      squares += d * d;
    }
    double inverse = 1 / Math.sqrt(squares / n + epsilon);
    float[] gammas = gain.gamma().floats();
    float[] betas = gain.beta().floats();
    for (int i = 0; i < n; i++) {
      double h = (xs[xOffset + i] - center) * inverse;
      y.floats()[y.row(r) + i] =
          (float) (gammas[gain.gamma().offset() + i] * h + betas[gain.beta().offset() + i]);
    }
    mean.floats()[mean.offset() + r] = (float) center;
    inverseDeviation.floats()[inverseDeviation.offset() + r] = (float) inverse;
  }

  private static void normalise(
      int n,
      float[] x,
      int xOffset,
      float center,
      float inverse,
      Gain gain,
      float[] y,
      int yOffset) {
    float[] gamma = gain.gamma().floats();
    float[] beta = gain.beta().floats();
    int gammaOffset = gain.gamma().offset();
    int betaOffset = gain.beta().offset();
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
   * dGamma += sum over rows of dY h, dBeta += sum over rows of dY, h the normalised x, for a range
   * of the columns.
   */
  public static void parameterGradient(
      Tensor x,
      Tensor mean,
      Tensor inverseDeviation,
      Tensor dY,
      Gain gradients,
      int first,
      int cols) {
    double[] totals = Scratch.totals();
    Tensor dGamma = gradients.gamma();
    Tensor dBeta = gradients.beta();
    int end = first + cols;
    for (int c = first, count; c < end; c += count) {
      count = Math.min(COLUMNS, end - c);
      Totals.sumsAndNormalisedProducts(x, mean, inverseDeviation, dY, c, count, totals);
      for (int j = 0; j < count; j++) {
        int dGammaAt = dGamma.offset() + c + j;
        int dBetaAt = dBeta.offset() + c + j;
        dGamma.floats()[dGammaAt] = (float) (dGamma.floats()[dGammaAt] + totals[COLUMNS + j]);
        dBeta.floats()[dBetaAt] = (float) (dBeta.floats()[dBetaAt] + totals[j]);
      }
    }
  }

  /**
   * dX = inverseDeviation (g - mean(g) - h mean(g h)), g = gamma dY, h the normalised x. dX may be
   * dY in place.
   */
  public static void inputGradient(
      Tensor x,
      Tensor mean,
      Tensor inverseDeviation,
      Tensor gamma,
      Tensor dY,
      Tensor dX,
      int first,
      int rows) {
    float[] scratch = Scratch.get();
    float[] xs = x.floats();
    float[] dYs = dY.floats();
    float[] gammas = gamma.floats();
    int gammaOffset = gamma.offset();
    int cols = x.cols();
    for (int r = first; r < first + rows; r++) {
      float center = mean.floats()[mean.offset() + r];
      float inverse = inverseDeviation.floats()[inverseDeviation.offset() + r];
      int xi = x.row(r);
      int di = dY.row(r);
      float meanOfG = RowSums.dot(cols, gammas, gammaOffset, dYs, di, scratch) / cols;
      float meanOfDot =
          dotNormalised(gamma, dYs, di, xs, xi, cols, center, inverse, scratch) / cols;
      project(r, x, center, inverse, gamma, dY, meanOfG, meanOfDot, dX);
    }
  }

  private static float dotNormalised(
      Tensor gamma,
      float[] dY,
      int dYOffset,
      float[] x,
      int xOffset,
      int n,
      float center,
      float inverse,
      float[] scratch) {
    if (n <= SUM_BLOCK) {
      return dotOfBlock(gamma, 0, dY, dYOffset, x, xOffset, n, center, inverse, scratch);
    }
    double total = 0;
    for (int i = 0; i < n; i += SUM_BLOCK) {
      int count = Math.min(SUM_BLOCK, n - i);
      total +=
          dotOfBlock(gamma, i, dY, dYOffset + i, x, xOffset + i, count, center, inverse, scratch);
    }
    return (float) total;
  }

  private static float dotOfBlock(
      Tensor gammas,
      int first,
      float[] dY,
      int dYOffset,
      float[] x,
      int xOffset,
      int n,
      float center,
      float inverse,
      float[] scratch) {
    float[] gamma = gammas.floats();
    int gammaOffset = gammas.offset() + first;
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
      int row,
      Tensor xs,
      float center,
      float inverse,
      Tensor gammas,
      Tensor dYs,
      float meanOfG,
      float meanOfDot,
      Tensor dXs) {
    int n = xs.cols();
    float[] gamma = gammas.floats();
    float[] dY = dYs.floats();
    float[] x = xs.floats();
    float[] dX = dXs.floats();
    int gammaOffset = gammas.offset();
    int dYOffset = dYs.row(row);
    int xOffset = xs.row(row);
    int dXOffset = dXs.row(row);
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
