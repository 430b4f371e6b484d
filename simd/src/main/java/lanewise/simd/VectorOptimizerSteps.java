package lanewise.simd;

import lanewise.kernel.AdamConfig;
import lanewise.kernel.OptimizerSteps;
import lanewise.simd.math.OptimizerLoops;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link OptimizerSteps} of {@link VectorKernels}. */
record VectorOptimizerSteps(Sharing sharing) implements OptimizerSteps {
  @Override
  public void sgd(double rate, double l2, Tensor weight, Tensor gradient) {
    float r = (float) rate;
    float penalty = (float) l2;
    if (sharing.small(weight)) {
      OptimizerLoops.sgd(r, penalty, weight, gradient, 0, weight.size());
    } else {
      sharing.elements(weight, (i, n) -> OptimizerLoops.sgd(r, penalty, weight, gradient, i, n));
    }
  }

  @Override
  public void momentum(
      double rate,
      double momentum,
      boolean nesterov,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor velocity) {
    float r = (float) rate;
    float mu = (float) momentum;
    float penalty = (float) l2;
    if (sharing.small(weight)) {
      OptimizerLoops.momentum(
          r, mu, nesterov, penalty, weight, gradient, velocity, 0, weight.size());
    } else {
      sharing.elements(
          weight,
          (i, n) ->
              OptimizerLoops.momentum(r, mu, nesterov, penalty, weight, gradient, velocity, i, n));
    }
  }

  @Override
  public void rmsProp(
      double rate,
      double decay,
      double epsilon,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor squares) {
    float r = (float) rate;
    float floor = (float) epsilon;
    float penalty = (float) l2;
    if (sharing.small(weight)) {
      OptimizerLoops.rmsProp(r, decay, floor, penalty, weight, gradient, squares, 0, weight.size());
    } else {
      sharing.elements(
          weight,
          (i, n) ->
              OptimizerLoops.rmsProp(r, decay, floor, penalty, weight, gradient, squares, i, n));
    }
  }

  @Override
  public void adagrad(
      double rate, double epsilon, double l2, Tensor weight, Tensor gradient, Tensor squares) {
    float r = (float) rate;
    float floor = (float) epsilon;
    float penalty = (float) l2;
    if (sharing.small(weight)) {
      OptimizerLoops.adagrad(r, floor, penalty, weight, gradient, squares, 0, weight.size());
    } else {
      sharing.elements(
          weight,
          (i, n) -> OptimizerLoops.adagrad(r, floor, penalty, weight, gradient, squares, i, n));
    }
  }

  @Override
  public void adam(
      AdamConfig config,
      double rate,
      long step,
      Tensor weight,
      Tensor gradient,
      Tensor first,
      Tensor second,
      @Nullable Tensor maxSecond) {
    if (sharing.small(weight)) {
      OptimizerLoops.adam(
          config, rate, step, weight, gradient, first, second, maxSecond, 0, weight.size());
    } else {
      sharing.elements(
          weight,
          (i, n) ->
              OptimizerLoops.adam(
                  config, rate, step, weight, gradient, first, second, maxSecond, i, n));
    }
  }
}
