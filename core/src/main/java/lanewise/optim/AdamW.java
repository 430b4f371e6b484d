package lanewise.optim;

import lanewise.kernel.Backend;

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

  private final AdamConfigs configs;
  private final boolean amsgrad;

  /** With Adam's defaults and decay 0.01 of weights, none of biases. */
  public AdamW() {
    this(
        Adam.DEFAULT_BETA1,
        Adam.DEFAULT_BETA2,
        Adam.DEFAULT_EPSILON,
        false,
        WeightDecay.ofWeights(DEFAULT_WEIGHT_DECAY));
  }

  public AdamW(double beta1, double beta2, double epsilon, boolean amsgrad, WeightDecay decay) {
    super("adamw", decay, Adam.stateNames(amsgrad));
    configs =
        new AdamConfigs(
            requireShare("adamw", "beta1", beta1),
            requireShare("adamw", "beta2", beta2),
            requireEpsilon("adamw", epsilon));
    this.amsgrad = amsgrad;
  }

  @Override
  void update(Backend backend, Part part, double rate, double l2, double decay) {
    backend
        .optimizerSteps()
        .adam(
            configs.of(l2, decay),
            rate,
            steps(),
            part.values(),
            part.gradients(),
            part.state().get(0),
            part.state().get(1),
            amsgrad ? part.state().get(2) : null);
  }
}
