package lanewise.optim;

import lanewise.kernel.Backend;

/**
 * Gradient descent with momentum, in the form of CS231n: v = momentum * v - rate * g; w += v, or
 * with Nesterov's look-ahead w += momentum * v - rate * g. State: velocity. Sources: Polyak 1964;
 * Nesterov 1983, in the form of Bengio et al. 2012.
 */
public final class Momentum extends FlatOptimizer {
  /** The share of the velocity that stays if nothing else is said. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  private final double momentum;
  private final boolean nesterov;

  private Momentum(String name, double momentum, boolean nesterov, WeightDecay decay) {
    super(name, decay, "velocity");
    this.momentum = requireShare(name, "momentum", momentum);
    this.nesterov = nesterov;
  }

  /** Plain, with momentum 0.9. */
  public Momentum() {
    this(DEFAULT_MOMENTUM, WeightDecay.NONE);
  }

  /** Plain. */
  public Momentum(double momentum, WeightDecay decay) {
    this("momentum", momentum, false, decay);
  }

  /** With Nesterov's look-ahead. */
  public static Momentum nesterov(double momentum, WeightDecay decay) {
    return new Momentum("nesterov", momentum, true, decay);
  }

  @Override
  void update(Backend backend, Part part, double rate, double l2, double decay) {
    backend
        .optimizerSteps()
        .momentum(
            rate,
            momentum,
            nesterov,
            l2 + decay,
            part.values(),
            part.gradients(),
            part.state().get(0));
  }
}
