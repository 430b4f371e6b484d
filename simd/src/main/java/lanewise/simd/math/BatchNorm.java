package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;
import static lanewise.simd.math.Columns.BLOCK_ROWS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Normalisation of columns over a batch. Source: Ioffe, Szegedy 2015. Matrices have leading
 * dimension ld, so that threads can share the columns.
 */
public final class BatchNorm {
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
   * <p>A strip goes through all rows before the next, because both sums are needed before the first
   * dX and there is no memory to keep them in.
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
