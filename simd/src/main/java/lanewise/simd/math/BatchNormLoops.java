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
import lanewise.kernel.Gain;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of columns over a batch. Source: Ioffe, Szegedy 2015.
 *
 * <p>Both walk along the rows, as {@link Columns} does; what is computed for a column waits for the
 * next rows in a thread's scratch, for a block of columns at a time. Short rows, and columns that
 * do not fill a vector, are done a strip of columns at a time.
 */
public final class BatchNormLoops {
  /** Rows at a time: as many as stay in L1 together where they fall into the same lines of it. */
  private static final int GROUP = 4;

  /** Where the gradient keeps 1 / deviation of each column. */
  private static final int INVERSE = 0;

  /** Where it keeps the mean of dY. */
  private static final int MEAN = INVERSE + COLUMNS;

  /** Where it keeps the negated mean of dY h, which an FMA can add. */
  private static final int MINUS_MEAN_OF_DOT = MEAN + COLUMNS;

  private BatchNormLoops() {}

  /**
   * y = gamma (x - mean) / sqrt(variance + epsilon) + beta; NaN where the variance is infinite. In
   * place allowed.
   */
  public static void forward(
      Tensor x,
      Tensor mean,
      Tensor variance,
      float epsilon,
      Gain gain,
      Tensor y,
      int first,
      int rows) {
    float[] scratch = Scratch.get();
    int cols = x.cols();
    int full = Columns.alongRows(cols);
    int end = first + rows;
    int grouped = end - rows % GROUP;
    for (int c = 0, count; c < full; c += count) {
      count = Math.min(MOST_FACTORS, full - c);
      factors(count, variance, epsilon, gain.gamma(), c, scratch);
      for (int i = first; i < grouped; i += GROUP) {
        scaleGroup(count, x, mean, scratch, gain.beta(), y, i, c);
      }
      for (int i = grouped; i < end; i++) {
        scaleRow(count, x, mean, scratch, gain.beta(), y, i, c);
      }
    }
    for (int r = first; r < end; r += BLOCK_ROWS) {
      scaleDown(x, mean, variance, epsilon, gain, y, r, Math.min(end, r + BLOCK_ROWS), full);
    }
  }

  /** sqrt(variance + epsilon), but NaN of infinity: v - v is 0 for every finite v. */
  private static FloatVector deviation(FloatVector variance, float epsilon) {
    return variance.add(variance.sub(variance)).add(epsilon).sqrt();
  }

  private static void factors(
      int count, Tensor variance, float epsilon, Tensor gamma, int first, float[] scratch) {
    float[] variances = variance.floats();
    float[] gammas = gamma.floats();
    int varianceOffset = variance.offset() + first;
    int gammaOffset = gamma.offset() + first;
    for (int c = 0; c < count; c += LENGTH) {
      FloatVector deviation = deviation(fromArray(F, variances, varianceOffset + c), epsilon);
      fromArray(F, gammas, gammaOffset + c).div(deviation).intoArray(scratch, FACTORS + c);
    }
  }

  private static void scaleGroup(
      int count,
      Tensor x,
      Tensor mean,
      float[] scratch,
      Tensor beta,
      Tensor y,
      int row,
      int first) {
    float[] xs = x.floats();
    float[] means = mean.floats();
    float[] betas = beta.floats();
    float[] ys = y.floats();
    int xOffset = x.row(row) + first;
    int yOffset = y.row(row) + first;
    int meanOffset = mean.offset() + first;
    int betaOffset = beta.offset() + first;
    int ldx = x.ld();
    int ldy = y.ld();
    for (int c = 0; c < count; c += LENGTH) {
      int p = xOffset + c;
      int q = yOffset + c;
      FloatVector center = fromArray(F, means, meanOffset + c);
      FloatVector factor = fromArray(F, scratch, FACTORS + c);
      FloatVector shift = fromArray(F, betas, betaOffset + c);
      fromArray(F, xs, p).sub(center).fma(factor, shift).intoArray(ys, q);
      fromArray(F, xs, p + ldx).sub(center).fma(factor, shift).intoArray(ys, q + ldy);
      fromArray(F, xs, p + 2 * ldx).sub(center).fma(factor, shift).intoArray(ys, q + 2 * ldy);
      fromArray(F, xs, p + 3 * ldx).sub(center).fma(factor, shift).intoArray(ys, q + 3 * ldy);
    }
  }

  private static void scaleRow(
      int count,
      Tensor x,
      Tensor mean,
      float[] scratch,
      Tensor beta,
      Tensor y,
      int row,
      int first) {
    float[] xs = x.floats();
    float[] means = mean.floats();
    float[] betas = beta.floats();
    float[] ys = y.floats();
    int xOffset = x.row(row) + first;
    int yOffset = y.row(row) + first;
    int meanOffset = mean.offset() + first;
    int betaOffset = beta.offset() + first;
    for (int c = 0; c < count; c += LENGTH) {
      fromArray(F, xs, xOffset + c)
          .sub(fromArray(F, means, meanOffset + c))
          .fma(fromArray(F, scratch, FACTORS + c), fromArray(F, betas, betaOffset + c))
          .intoArray(ys, yOffset + c);
    }
  }

  private static void scaleDown(
      Tensor x,
      Tensor mean,
      Tensor variance,
      float epsilon,
      Gain gain,
      Tensor y,
      int firstRow,
      int endRow,
      int firstCol) {
    float[] xs = x.floats();
    float[] ys = y.floats();
    int xOffset = x.offset();
    int yOffset = y.offset();
    int ldx = x.ld();
    int ldy = y.ld();
    int cols = x.cols();
    for (int c = firstCol; c < cols; c += LENGTH) {
      VectorMask<Float> in = F.indexInRange(c, cols);
      FloatVector center = fromArray(F, mean.floats(), mean.offset() + c, in);
      FloatVector spread = fromArray(F, variance.floats(), variance.offset() + c, in);
      FloatVector gamma = fromArray(F, gain.gamma().floats(), gain.gamma().offset() + c, in);
      FloatVector factor = gamma.div(deviation(spread, epsilon));
      FloatVector shift = fromArray(F, gain.beta().floats(), gain.beta().offset() + c, in);
      for (int i = firstRow; i < endRow; i++) {
        fromArray(F, xs, xOffset + i * ldx + c, in)
            .sub(center)
            .fma(factor, shift)
            .intoArray(ys, yOffset + i * ldy + c, in);
      }
    }
  }

  /**
   * With h = (x - mean) / sqrt(variance + epsilon): dGamma += sum dY h; dBeta += sum dY; dX = gamma
   * / sqrt(variance + epsilon) (dY - mean(dY) - h mean(dY h)); NaN where the variance is infinite.
   * dX may be dY in place, or absent.
   *
   * <p>A block of columns goes through all rows before the next, because both sums are needed
   * before the first dX.
   */
  public static void gradient(
      Tensor x,
      Tensor mean,
      Tensor variance,
      float epsilon,
      Tensor gamma,
      Tensor dY,
      Gain gradients,
      @Nullable Tensor dX,
      int first,
      int cols) {
    double[] totals = Scratch.totals();
    float[] scratch = Scratch.columns();
    int rows = x.rows();
    int end = first + cols;
    for (int c = first, count; c < end; c += count) {
      count = Math.min(COLUMNS, end - c);
      Totals.sumsAndProducts(x, mean, dY, c, count, totals);
      for (int j = 0; j < count; j++) {
        double v = variance.floats()[variance.offset() + c + j];
        double inverse = Double.isInfinite(v) ? Double.NaN : 1 / Math.sqrt(v + epsilon);
        double dot = totals[COLUMNS + j] * inverse;
        add(gradients.gamma(), c + j, dot);
        add(gradients.beta(), c + j, totals[j]);
        scratch[INVERSE + j] = (float) inverse;
        scratch[MEAN + j] = (float) (totals[j] / rows);
        scratch[MINUS_MEAN_OF_DOT + j] = (float) (-dot / rows);
      }
      if (dX != null) {
        project(x, mean, gamma, dY, scratch, dX, c, count);
      }
    }
  }

  private static void add(Tensor vector, int j, double term) {
    float[] values = vector.floats();
    int at = vector.offset() + j;
    values[at] = (float) (values[at] + term);
  }

  private static void project(
      Tensor x,
      Tensor mean,
      Tensor gamma,
      Tensor dY,
      float[] scratch,
      Tensor dX,
      int first,
      int cols) {
    int rows = x.rows();
    int full = Columns.alongRows(cols);
    int paired = full == 0 ? 0 : rows & -2;
    for (int i = 0; i < paired; i += 2) {
      projectPair(full, x, mean, gamma, dY, scratch, dX, i, first);
    }
    projectDown(paired, 0, full, x, mean, gamma, dY, dX, first);
    projectDown(0, full, cols, x, mean, gamma, dY, dX, first);
  }

  private static void projectPair(
      int count,
      Tensor x,
      Tensor mean,
      Tensor gamma,
      Tensor dY,
      float[] scratch,
      Tensor dX,
      int row,
      int first) {
    float[] xs = x.floats();
    float[] means = mean.floats();
    float[] gammas = gamma.floats();
    float[] dYs = dY.floats();
    float[] dXs = dX.floats();
    int xOffset = x.row(row) + first;
    int dYOffset = dY.row(row) + first;
    int dXOffset = dX.row(row) + first;
    int meanOffset = mean.offset() + first;
    int gammaOffset = gamma.offset() + first;
    int ldx = x.ld();
    int lddy = dY.ld();
    int lddx = dX.ld();
    for (int c = 0; c < count; c += LENGTH) {
      int p = xOffset + c;
      int q = dYOffset + c;
      FloatVector center = fromArray(F, means, meanOffset + c);
      FloatVector inverse = fromArray(F, scratch, INVERSE + c);
      FloatVector meanOfD = fromArray(F, scratch, MEAN + c);
      FloatVector minusMeanOfDot = fromArray(F, scratch, MINUS_MEAN_OF_DOT + c);
      FloatVector factor = fromArray(F, gammas, gammaOffset + c).mul(inverse);
      FloatVector h0 = fromArray(F, xs, p).sub(center).mul(inverse);
      FloatVector h1 = fromArray(F, xs, p + ldx).sub(center).mul(inverse);
      FloatVector d0 = fromArray(F, dYs, q).sub(meanOfD);
      FloatVector d1 = fromArray(F, dYs, q + lddy).sub(meanOfD);
      h0.fma(minusMeanOfDot, d0).mul(factor).intoArray(dXs, dXOffset + c);
      h1.fma(minusMeanOfDot, d1).mul(factor).intoArray(dXs, dXOffset + lddx + c);
    }
  }

  /** Rows from the first on, columns to before the end, a strip of columns at a time. */
  private static void projectDown(
      int firstRow,
      int firstCol,
      int endCol,
      Tensor x,
      Tensor mean,
      Tensor gamma,
      Tensor dY,
      Tensor dX,
      int first) {
    float[] scratch = Scratch.columns();
    float[] xs = x.floats();
    float[] dYs = dY.floats();
    float[] dXs = dX.floats();
    int endRow = x.rows();
    int xOffset = x.offset() + first;
    int dYOffset = dY.offset() + first;
    int dXOffset = dX.offset() + first;
    int ldx = x.ld();
    int lddy = dY.ld();
    int lddx = dX.ld();
    for (int c = firstCol; c < endCol; c += LENGTH) {
      VectorMask<Float> in = F.indexInRange(c, endCol);
      FloatVector center = fromArray(F, mean.floats(), mean.offset() + first + c, in);
      FloatVector inverse = fromArray(F, scratch, INVERSE + c);
      FloatVector meanOfD = fromArray(F, scratch, MEAN + c);
      FloatVector minusMeanOfDot = fromArray(F, scratch, MINUS_MEAN_OF_DOT + c);
      FloatVector factor =
          fromArray(F, gamma.floats(), gamma.offset() + first + c, in).mul(inverse);
      for (int i = firstRow; i < endRow; i++) {
        FloatVector h = fromArray(F, xs, xOffset + i * ldx + c, in).sub(center).mul(inverse);
        FloatVector d = fromArray(F, dYs, dYOffset + i * lddy + c, in).sub(meanOfD);
        h.fma(minusMeanOfDot, d).mul(factor).intoArray(dXs, dXOffset + i * lddx + c, in);
      }
    }
  }
}
