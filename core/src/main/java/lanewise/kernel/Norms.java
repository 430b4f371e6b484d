package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation by column and by row, and other operations with a sum down each column in their
 * gradient. x, y, dY and dX are (rows, cols), with or without gaps between the rows. Gradients of
 * parameters are added to; an absent dX is not computed.
 */
public interface Norms {
  /**
   * mean and biased variance (divided by rows) of each column, two passes; both of cols elements.
   * The distances are from the mean before it is rounded: the relative error of the variance is
   * below 3u however large the mean is beside it, and a constant column is its own mean, with
   * variance 0. A variance too large for the type is infinite; of no rows both are NaN.
   */
  void columnMoments(Tensor x, Tensor mean, Tensor variance);

  /**
   * y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, per column. A column whose variance
   * is infinite is NaN: it has overflowed, and 0 would hide it. In place allowed.
   */
  void batchNorm(Tensor x, Tensor mean, Tensor variance, double epsilon, Gain gain, Tensor y);

  /**
   * The gradient of {@link #batchNorm} where mean and variance are those of the batch: with h = (x
   * - mean) / sqrt(variance + epsilon): dGamma += sum dY h; dBeta += sum dY; dX = gamma /
   * sqrt(variance + epsilon) * (dY - mean(dY) - h mean(dY h)); NaN where the variance is infinite.
   * Source: Ioffe, Szegedy 2015. dX may be dY in place.
   */
  void batchNormGradient(
      Tensor x,
      Tensor mean,
      Tensor variance,
      double epsilon,
      Tensor gamma,
      Tensor dY,
      Gain gradients,
      @Nullable Tensor dX);

  /**
   * y = gamma * (x - mean) / sqrt(variance + epsilon) + beta with mean and biased variance of each
   * row, which are kept: mean[i] and inverseDeviation[i] = 1 / sqrt(variance + epsilon), both of
   * rows elements. Rows of any finite float32 numbers are right, also where a square is beyond the
   * type. Source: Ba, Kiros, Hinton 2016. In place allowed.
   */
  void layerNorm(
      Tensor x, double epsilon, Gain gain, Tensor y, Tensor mean, Tensor inverseDeviation);

  /** The gradient of {@link #layerNorm}; dX may be dY in place. */
  void layerNormGradient(
      Tensor x,
      Tensor mean,
      Tensor inverseDeviation,
      Tensor gamma,
      Tensor dY,
      Gain gradients,
      @Nullable Tensor dX);

  /**
   * The gradient of {@link RowOps#prelu}: dX = dY where x &gt; 0, else slope[column] * dY; dSlope
   * += sum over rows of dY * min(x, 0). NaN in x or dY gives NaN in both. dX may be dY in place.
   */
  void preluGradient(Tensor x, Tensor slope, Tensor dY, @Nullable Tensor dX, Tensor dSlope);
}
