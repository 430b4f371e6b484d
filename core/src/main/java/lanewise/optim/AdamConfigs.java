package lanewise.optim;

import lanewise.kernel.AdamConfig;

/**
 * The constants of Adam for weights and for the rest, whose decays differ: made at the first step
 * and kept, so that a step allocates nothing.
 */
final class AdamConfigs {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private AdamConfig latest;
  private AdamConfig other;

  AdamConfigs(double beta1, double beta2, double epsilon) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    latest = new AdamConfig(beta1, beta2, epsilon, 0, 0);
    other = latest;
  }

  AdamConfig of(double l2, double decoupledDecay) {
    if (latest.l2() != l2 || latest.decoupledDecay() != decoupledDecay) {
      AdamConfig swapped = latest;
      latest =
          other.l2() == l2 && other.decoupledDecay() == decoupledDecay
              ? other
              : new AdamConfig(beta1, beta2, epsilon, l2, decoupledDecay);
      other = swapped;
    }
    return latest;
  }
}
