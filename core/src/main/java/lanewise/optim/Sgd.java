package lanewise.optim;

import lanewise.kernel.Backend;

/** Stochastic gradient descent: w -= rate * g. */
public final class Sgd extends FlatOptimizer {
  /** Without weight decay. */
  public Sgd() {
    this(WeightDecay.NONE);
  }

  public Sgd(WeightDecay decay) {
    super("sgd", decay);
  }

  @Override
  void update(Backend backend, Part part, double rate, double l2, double decay) {
    backend.optimizerSteps().sgd(rate, l2 + decay, part.values(), part.gradients());
  }
}
