package lanewise.optim;

import lanewise.kernel.Backend;

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

  private final AdamConfigs configs;
  private final boolean amsgrad;

  /** With beta1 0.9, beta2 0.999, epsilon 1e-8, without AMSGrad. */
  public Adam() {
    this(DEFAULT_BETA1, DEFAULT_BETA2, DEFAULT_EPSILON, false, WeightDecay.NONE);
  }

  public Adam(double beta1, double beta2, double epsilon, boolean amsgrad, WeightDecay decay) {
    super("adam", decay, stateNames(amsgrad));
    configs =
        new AdamConfigs(
            requireShare("adam", "beta1", beta1),
            requireShare("adam", "beta2", beta2),
            requireEpsilon("adam", epsilon));
    this.amsgrad = amsgrad;
  }

  static String[] stateNames(boolean amsgrad) {
    return amsgrad
        ? new String[] {"first", "second", "max_second"}
        : new String[] {"first", "second"};
  }

  @Override
  void update(Backend backend, Part part, double rate, double l2, double decay) {
    backend
        .optimizerSteps()
        .adam(
            configs.of(l2 + decay, 0),
            rate,
            steps(),
            part.values(),
            part.gradients(),
            part.state().get(0),
            part.state().get(1),
            amsgrad ? part.state().get(2) : null);
  }
}
