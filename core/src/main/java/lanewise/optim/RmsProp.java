package lanewise.optim;

import lanewise.kernel.Backend;

/**
 * RMSProp: s = decayRate * s + (1 - decayRate) * g^2; w -= rate * g / (sqrt(s) + epsilon); epsilon
 * is outside the root. State: squares (CS231n's cache). Source: Tieleman, Hinton 2012.
 */
public final class RmsProp extends FlatOptimizer {
  /** The share of the mean square that stays if nothing else is said. */
  public static final double DEFAULT_DECAY_RATE = 0.99;

  /** What is added to the root if nothing else is said. */
  public static final double DEFAULT_EPSILON = 1e-8;

  private final double decayRate;
  private final double epsilon;

  /** With decay rate 0.99 and epsilon 1e-8. */
  public RmsProp() {
    this(DEFAULT_DECAY_RATE, DEFAULT_EPSILON, WeightDecay.NONE);
  }

  public RmsProp(double decayRate, double epsilon, WeightDecay decay) {
    super("rmsprop", decay, "squares");
    this.decayRate = requireShare("rmsprop", "decay_rate", decayRate);
    this.epsilon = requireEpsilon("rmsprop", epsilon);
  }

  @Override
  void update(Backend backend, Part part, double rate, double l2, double decay) {
    backend
        .optimizerSteps()
        .rmsProp(
            rate,
            decayRate,
            epsilon,
            l2 + decay,
            part.values(),
            part.gradients(),
            part.state().get(0));
  }
}
