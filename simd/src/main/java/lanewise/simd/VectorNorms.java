package lanewise.simd;

import lanewise.kernel.Gain;
import lanewise.kernel.Norms;
import lanewise.simd.math.BatchNormLoops;
import lanewise.simd.math.Columns;
import lanewise.simd.math.LayerNormLoops;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Norms} of {@link VectorKernels}. */
record VectorNorms(Sharing sharing) implements Norms {
  @Override
  public void columnMoments(Tensor x, Tensor mean, Tensor variance) {
    if (sharing.small(x)) {
      Columns.moments(x, mean, variance, 0, x.cols());
    } else {
      sharing.columns(x, (c, n) -> Columns.moments(x, mean, variance, c, n));
    }
  }

  @Override
  public void batchNorm(
      Tensor x, Tensor mean, Tensor variance, double epsilon, Gain gain, Tensor y) {
    float e = (float) epsilon;
    if (sharing.small(x)) {
      BatchNormLoops.forward(x, mean, variance, e, gain, y, 0, x.rows());
    } else {
      sharing.rows(x, (i, n) -> BatchNormLoops.forward(x, mean, variance, e, gain, y, i, n));
    }
  }

  @Override
  public void batchNormGradient(
      Tensor x,
      Tensor mean,
      Tensor variance,
      double epsilon,
      Tensor gamma,
      Tensor dY,
      Gain gradients,
      @Nullable Tensor dX) {
    float e = (float) epsilon;
    if (sharing.small(x)) {
      BatchNormLoops.gradient(x, mean, variance, e, gamma, dY, gradients, dX, 0, x.cols());
    } else {
      sharing.columns(
          x,
          (c, n) -> BatchNormLoops.gradient(x, mean, variance, e, gamma, dY, gradients, dX, c, n));
    }
  }

  @Override
  public void layerNorm(
      Tensor x, double epsilon, Gain gain, Tensor y, Tensor mean, Tensor inverseDeviation) {
    if (sharing.small(x)) {
      LayerNormLoops.forward(x, epsilon, gain, y, mean, inverseDeviation, 0, x.rows());
    } else {
      sharing.rows(
          x, (i, n) -> LayerNormLoops.forward(x, epsilon, gain, y, mean, inverseDeviation, i, n));
    }
  }

  @Override
  public void layerNormGradient(
      Tensor x,
      Tensor mean,
      Tensor inverseDeviation,
      Tensor gamma,
      Tensor dY,
      Gain gradients,
      @Nullable Tensor dX) {
    // First the parameters: dX may overwrite dY.
    if (sharing.small(x)) {
      LayerNormLoops.parameterGradient(x, mean, inverseDeviation, dY, gradients, 0, x.cols());
      if (dX != null) {
        LayerNormLoops.inputGradient(x, mean, inverseDeviation, gamma, dY, dX, 0, x.rows());
      }
    } else {
      sharing.columns(
          x,
          (c, n) ->
              LayerNormLoops.parameterGradient(x, mean, inverseDeviation, dY, gradients, c, n));
      if (dX != null) {
        sharing.rows(
            x,
            (i, n) -> LayerNormLoops.inputGradient(x, mean, inverseDeviation, gamma, dY, dX, i, n));
      }
    }
  }

  @Override
  public void preluGradient(Tensor x, Tensor slope, Tensor dY, @Nullable Tensor dX, Tensor dSlope) {
    if (sharing.small(x)) {
      Columns.preluGradient(x, slope, dY, dX, dSlope, 0, x.cols());
    } else {
      sharing.columns(x, (c, n) -> Columns.preluGradient(x, slope, dY, dX, dSlope, c, n));
    }
  }
}
