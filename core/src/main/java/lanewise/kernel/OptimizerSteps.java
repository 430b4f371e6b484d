package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Optimizer steps, one streaming pass each over tensors of one size without gaps. g stands for
 * gradient + l2 * weight throughout. State is updated in place; state that would be subnormal
 * becomes 0, for arithmetic on it is slow on many processors.
 */
public interface OptimizerSteps {
  /** w -= rate * g. */
  void sgd(double rate, double l2, Tensor weight, Tensor gradient);

  /**
   * The form of CS231n: v = momentum * v - rate * g; w += v, or with nesterov w += momentum * v -
   * rate * g. (With a constant rate this is PyTorch's momentum too, v scaled by -rate.)
   */
  void momentum(
      double rate,
      double momentum,
      boolean nesterov,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor velocity);

  /** s = decay * s + (1 - decay) * g^2; w -= rate * g / (sqrt(s) + epsilon). */
  void rmsProp(
      double rate,
      double decay,
      double epsilon,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor squares);

  /** s += g^2; w -= rate * g / (sqrt(s) + epsilon). */
  void adagrad(
      double rate, double epsilon, double l2, Tensor weight, Tensor gradient, Tensor squares);

  /**
   * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w = w * (1 - rate * decoupledDecay)
   * - rate * (m / c1) / (sqrt(u / c2) + epsilon), where c1 = 1 - beta1^t, c2 = 1 - beta2^t for t =
   * step counted from 1, and u = v, or with {@code maxSecond} present (AMSGrad) maxSecond =
   * max(maxSecond, v) = u. Source: Kingma, Ba 2015; Loshchilov, Hutter 2019; Reddi 2018.
   */
  void adam(
      AdamConfig config,
      double rate,
      long step,
      Tensor weight,
      Tensor gradient,
      Tensor first,
      Tensor second,
      @Nullable Tensor maxSecond);
}
