package lanewise.loss;

import lanewise.kernel.PointwiseLoss;

/**
 * The mean over all elements of the binary cross-entropy against targets in [0, 1]. Targets are
 * values, or labels as one-hot values (with one output: as the values 0 and 1).
 */
public final class BinaryCrossEntropy extends ElementwiseLoss {
  private final Link link;

  private BinaryCrossEntropy(String name, PointwiseLoss function, Link link) {
    super(name, function);
    this.link = link;
  }

  @Override
  public TargetDomain targetDomain() {
    return TargetDomain.PROBABILITY;
  }

  /** Of logits: finite for every finite logit, and more exact than a sigmoid before the loss. */
  public static BinaryCrossEntropy ofLogits() {
    return new BinaryCrossEntropy(
        "binary-cross-entropy", PointwiseLoss.BINARY_LOGITS, Link.SIGMOID);
  }

  /**
   * Of probabilities in [0, 1]: each logarithm is bounded below by -100, so the loss is finite at 0
   * and 1.
   */
  public static BinaryCrossEntropy ofProbabilities() {
    return new BinaryCrossEntropy(
        "binary-cross-entropy-probabilities",
        PointwiseLoss.BINARY_PROBABILITIES,
        Link.PROBABILITIES);
  }

  @Override
  public Link link() {
    return link;
  }
}
