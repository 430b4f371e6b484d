package lanewise.optim;

import java.util.List;
import lanewise.kernel.OptimizerSteps;

/**
 * Adam: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w -= rate * (m / (1 - beta1^t))
 * / (sqrt(v / (1 - beta2^t)) + epsilon). The step t is incremented before use, so it is 1 in the
 * first step; epsilon is outside the root; weight decay is part of g (for the decoupled form see
 * {@link AdamW}). With AMSGrad, v in the last formula is the largest v so far.
 *
 * <p>State: first, second, and max_second with AMSGrad. Sources: Kingma, Ba 2015; Reddi, Kale,
 * Kumar 2018.
 */
public final class Adam extends FlatOptimizer {
  /** The share of the first moment that stays if nothing else is said. */
  public static final double DEFAULT_BETA1 = 0.9;

  /** The share of the second moment that stays if nothing else is said. */
  public static final double DEFAULT_BETA2 = 0.999;

  /** What is added to the root if nothing else is said. */
  public static final double DEFAULT_EPSILON = 1e-8;

  private final Moments moments;

  private Adam(double learningRate, WeightDecay decay, Moments moments) {
    super(moments.rule(), learningRate, decay);
    this.moments = moments;
  }

  /** With beta1 0.9, beta2 0.999, epsilon 1e-8, without AMSGrad and weight decay. */
  public static Adam of(double learningRate) {
    return new Adam(learningRate, WeightDecay.NONE, Moments.of("adam"));
  }

  @Override
  public Adam learningRate(double rate) {
    return new Adam(rate, weightDecay(), moments);
  }

  /** The same with this share of the first moment that stays. */
  public Adam beta1(double share) {
    return with(moments.beta1(share));
  }

  /** The same with this share of the second moment that stays. */
  public Adam beta2(double share) {
    return with(moments.beta2(share));
  }

  /** The same with this addend to the root. */
  public Adam epsilon(double addend) {
    return with(moments.epsilon(addend));
  }

  /** The same with or without AMSGrad. */
  public Adam amsgrad(boolean largest) {
    return with(moments.amsgrad(largest));
  }

  private Adam with(Moments other) {
    return new Adam(learningRate(), weightDecay(), other);
  }

  /** The same with this decay. */
  public Adam weightDecay(WeightDecay decay) {
    return new Adam(learningRate(), decay, moments);
  }

  /** The same with this decay of weights, and none of biases; see {@link WeightDecay}. */
  public Adam weightDecay(double weights) {
    return weightDecay(WeightDecay.ofWeights(weights));
  }

  @Override
  List<String> stateNames() {
    return moments.stateNames();
  }

  @Override
  Update update(OptimizerSteps kernels, Part part, double l2, double partDecay) {
    return moments.update(kernels, part, l2 + partDecay, 0);
  }
}
