package lanewise.optim;

import java.util.List;
import lanewise.kernel.OptimizerSteps;

/**
 * {@link Adam} with decoupled weight decay: before the step, w shrinks by the factor 1 - rate *
 * decay, and the decay does not pass through the moments. An L2 penalty, in contrast, is part of
 * the gradient here too. Source: Loshchilov, Hutter 2019.
 */
public final class AdamW extends FlatOptimizer {
  /**
   * The decay of weights if nothing else is said: PyTorch's number. But PyTorch's AdamW decays all
   * parameters; here biases and gains decay only where {@link WeightDecay#biases} says so.
   */
  public static final double DEFAULT_WEIGHT_DECAY = 0.01;

  private final Moments moments;

  private AdamW(double learningRate, WeightDecay decay, Moments moments) {
    super(moments.rule(), learningRate, decay);
    this.moments = moments;
  }

  /** With Adam's defaults and decay 0.01 of weights, none of biases. */
  public static AdamW of(double learningRate) {
    return new AdamW(
        learningRate, WeightDecay.ofWeights(DEFAULT_WEIGHT_DECAY), Moments.of("adamw"));
  }

  @Override
  public AdamW learningRate(double rate) {
    return new AdamW(rate, weightDecay(), moments);
  }

  /** The same with this share of the first moment that stays. */
  public AdamW beta1(double share) {
    return with(moments.beta1(share));
  }

  /** The same with this share of the second moment that stays. */
  public AdamW beta2(double share) {
    return with(moments.beta2(share));
  }

  /** The same with this addend to the root. */
  public AdamW epsilon(double addend) {
    return with(moments.epsilon(addend));
  }

  /** The same with or without AMSGrad. */
  public AdamW amsgrad(boolean largest) {
    return with(moments.amsgrad(largest));
  }

  private AdamW with(Moments other) {
    return new AdamW(learningRate(), weightDecay(), other);
  }

  /** The same with this decay. */
  public AdamW weightDecay(WeightDecay decay) {
    return new AdamW(learningRate(), decay, moments);
  }

  /** The same with this decay of weights, and none of biases; see {@link WeightDecay}. */
  public AdamW weightDecay(double weights) {
    return weightDecay(WeightDecay.ofWeights(weights));
  }

  @Override
  List<String> stateNames() {
    return moments.stateNames();
  }

  @Override
  Update update(OptimizerSteps kernels, Part part, double l2, double partDecay) {
    return moments.update(kernels, part, l2, partDecay);
  }
}
