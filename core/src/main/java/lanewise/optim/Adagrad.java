package lanewise.optim;

import lanewise.kernel.Backend;

/**
 * Adagrad: s += g^2; w -= rate * g / (sqrt(s) + epsilon); epsilon is outside the root. State:
 * squares. Source: Duchi, Hazan, Singer 2011.
 */
public final class Adagrad extends FlatOptimizer {
  /** What is added to the root if nothing else is said. */
  public static final double DEFAULT_EPSILON = 1e-8;

  private final double epsilon;

  /** With epsilon 1e-8. */
  public Adagrad() {
    this(DEFAULT_EPSILON, WeightDecay.NONE);
  }

  public Adagrad(double epsilon, WeightDecay decay) {
    super("adagrad", decay, "squares");
    this.epsilon = requireEpsilon("adagrad", epsilon);
  }

  @Override
  void update(Backend backend, Part part, double rate, double l2, double decay) {
    backend
        .optimizerSteps()
        .adagrad(rate, epsilon, l2 + decay, part.values(), part.gradients(), part.state().get(0));
  }
}
