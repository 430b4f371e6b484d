package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link OptimizerSteps} of {@link ScalarKernels}. */
final class ScalarOptimizerSteps implements OptimizerSteps {
  @Override
  public void sgd(double rate, double l2, Tensor weight, Tensor gradient) {
    float step = (float) rate;
    float decay = (float) l2;
    float[] weights = weight.floats();
    for (int i = 0; i < weight.size(); i++) {
      float w = weights[weight.offset() + i];
      float g = gradient.floats()[gradient.offset() + i] + decay * w;
      weights[weight.offset() + i] = w - step * g;
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
    float step = (float) rate;
    float mu = (float) momentum;
    float decay = (float) l2;
    float[] weights = weight.floats();
    float[] velocities = velocity.floats();
    for (int i = 0; i < weight.size(); i++) {
      float w = weights[weight.offset() + i];
      float g = gradient.floats()[gradient.offset() + i] + decay * w;
      float v = normalOrZero(mu * velocities[velocity.offset() + i] - step * g);
      velocities[velocity.offset() + i] = v;
      weights[weight.offset() + i] = nesterov ? w + (mu * v - step * g) : w + v;
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
    float step = (float) rate;
    float keep = (float) decay;
    float take = (float) (1 - decay);
    float floor = (float) epsilon;
    float penalty = (float) l2;
    float[] weights = weight.floats();
    float[] sums = squares.floats();
    for (int i = 0; i < weight.size(); i++) {
      float w = weights[weight.offset() + i];
      float g = gradient.floats()[gradient.offset() + i] + penalty * w;
      float s = normalOrZero(keep * sums[squares.offset() + i] + take * (g * g));
      sums[squares.offset() + i] = s;
      weights[weight.offset() + i] = w - step * g / ((float) Math.sqrt(s) + floor);
    }
  }

  @Override
  public void adagrad(
      double rate, double epsilon, double l2, Tensor weight, Tensor gradient, Tensor squares) {
    float step = (float) rate;
    float floor = (float) epsilon;
    float penalty = (float) l2;
    float[] weights = weight.floats();
    float[] sums = squares.floats();
    for (int i = 0; i < weight.size(); i++) {
      float w = weights[weight.offset() + i];
      float g = gradient.floats()[gradient.offset() + i] + penalty * w;
      float s = normalOrZero(sums[squares.offset() + i] + g * g);
      sums[squares.offset() + i] = s;
      weights[weight.offset() + i] = w - step * g / ((float) Math.sqrt(s) + floor);
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
    float keepFirst = (float) config.beta1();
    float takeFirst = (float) (1 - config.beta1());
    float keepSecond = (float) config.beta2();
    float takeSecond = (float) (1 - config.beta2());
    float floor = (float) config.epsilon();
    float penalty = (float) config.l2();
    float shrink = (float) (1 - rate * config.decoupledDecay());
    float stepSize = (float) (rate / (1 - Math.pow(config.beta1(), (double) step)));
    float secondCorrection = (float) (1 / (1 - Math.pow(config.beta2(), (double) step)));
    float[] weights = weight.floats();
    float[] firsts = first.floats();
    float[] seconds = second.floats();
    for (int i = 0; i < weight.size(); i++) {
      float w = weights[weight.offset() + i];
      float g = gradient.floats()[gradient.offset() + i] + penalty * w;
      float m = normalOrZero(keepFirst * firsts[first.offset() + i] + takeFirst * g);
      float v = normalOrZero(keepSecond * seconds[second.offset() + i] + takeSecond * (g * g));
      firsts[first.offset() + i] = m;
      seconds[second.offset() + i] = v;
      float u = v;
      if (maxSecond != null) {
        float[] largest = maxSecond.floats();
        u = Math.max(largest[maxSecond.offset() + i], v);
        largest[maxSecond.offset() + i] = u;
      }
      float root = (float) Math.sqrt(u * secondCorrection);
      weights[weight.offset() + i] = w * shrink - stepSize * m / (root + floor);
    }
  }

  private static float normalOrZero(float x) {
    return Math.abs(x) < Float.MIN_NORMAL ? 0 : x;
  }
}
