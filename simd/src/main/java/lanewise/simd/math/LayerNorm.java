package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static lanewise.kernel.Kernels.SUM_BLOCK;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;
import static lanewise.simd.math.Columns.BLOCK_ROWS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Normalisation of each row. Source: Ba, Kiros, Hinton 2016. */
public final class LayerNorm {
  /** Rows that the sums down columns take at a time, see {@link Columns}. */
  private static final int GROUP = 4;

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
    int full = Columns.alongRows(cols);
    int grouped = full == 0 ? 0 : rows - rows % GROUP;
    for (int r = 0; r < grouped; r += GROUP) {
      addGroup(
          full,
          ld,
          x,
          xOffset + r * ld,
          mean,
          meanOffset + r,
          inverseDeviation,
          inverseDeviationOffset + r,
          dY,
          dYOffset + r * ld,
          dGamma,
          dGammaOffset,
          dBeta,
          dBetaOffset);
    }
    addDown(
        rows - grouped,
        full,
        ld,
        x,
        xOffset + grouped * ld,
        mean,
        meanOffset + grouped,
        inverseDeviation,
        inverseDeviationOffset + grouped,
        dY,
        dYOffset + grouped * ld,
        dGamma,
        dGammaOffset,
        dBeta,
        dBetaOffset);
    addDown(
        rows,
        cols - full,
        ld,
        x,
        xOffset + full,
        mean,
        meanOffset,
        inverseDeviation,
        inverseDeviationOffset,
        dY,
        dYOffset + full,
        dGamma,
        dGammaOffset + full,
        dBeta,
        dBetaOffset + full);
  }

  private static void addGroup(
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
    float m0 = mean[meanOffset];
    float m1 = mean[meanOffset + 1];
    float m2 = mean[meanOffset + 2];
    float m3 = mean[meanOffset + 3];
    float i0 = inverseDeviation[inverseDeviationOffset];
    float i1 = inverseDeviation[inverseDeviationOffset + 1];
    float i2 = inverseDeviation[inverseDeviationOffset + 2];
    float i3 = inverseDeviation[inverseDeviationOffset + 3];
    for (int c = 0; c < cols; c += LENGTH) {
      int p = xOffset + c;
      int q = dYOffset + c;
      FloatVector dot = fromArray(F, dGamma, dGammaOffset + c);
      FloatVector sum = fromArray(F, dBeta, dBetaOffset + c);
      FloatVector d0 = fromArray(F, dY, q);
      dot = d0.fma(fromArray(F, x, p).sub(m0).mul(i0), dot);
      sum = sum.add(d0);
      FloatVector d1 = fromArray(F, dY, q + ld);
      dot = d1.fma(fromArray(F, x, p + ld).sub(m1).mul(i1), dot);
      sum = sum.add(d1);
      FloatVector d2 = fromArray(F, dY, q + 2 * ld);
      dot = d2.fma(fromArray(F, x, p + 2 * ld).sub(m2).mul(i2), dot);
      sum = sum.add(d2);
      FloatVector d3 = fromArray(F, dY, q + 3 * ld);
      dot = d3.fma(fromArray(F, x, p + 3 * ld).sub(m3).mul(i3), dot);
      sum = sum.add(d3);
      dot.intoArray(dGamma, dGammaOffset + c);
      sum.intoArray(dBeta, dBetaOffset + c);
    }
  }

  private static void addDown(
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
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int end = Math.min(rows, r + BLOCK_ROWS);
      for (int c = 0; c < cols; c += LENGTH) {
        VectorMask<Float> in = F.indexInRange(c, cols);
        FloatVector dot = fromArray(F, dGamma, dGammaOffset + c, in);
        FloatVector sum = fromArray(F, dBeta, dBetaOffset + c, in);
        for (int i = r; i < end; i++) {
          int row = i * ld + c;
          FloatVector d = fromArray(F, dY, dYOffset + row, in);
          FloatVector h =
              fromArray(F, x, xOffset + row, in)
                  .sub(mean[meanOffset + i])
                  .mul(inverseDeviation[inverseDeviationOffset + i]);
          dot = d.fma(h, dot);
          sum = sum.add(d);
        }
        dot.intoArray(dGamma, dGammaOffset + c, in);
        sum.intoArray(dBeta, dBetaOffset + c, in);
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
