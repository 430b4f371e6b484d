package lanewise.loss;

import lanewise.nn.Workspace;
import lanewise.tensor.Tensor;

/**
 * A loss on a network's output, value and gradient in one pass. Like a layer it keeps nothing: what
 * {@link #backward} gives lies in the workspace.
 */
public interface Loss {
  /** The name under which saved models and {@link LossNames} know this loss. */
  String name();

  /**
   * What the outputs mean that this loss teaches a network. Unless a loss says more, they are
   * scores: the largest is the answer, and no probability is claimed.
   */
  default Link link() {
    return Link.SCORES;
  }

  /**
   * The mean loss over the batch (over the examples that are not ignored; 0 if there are none).
   *
   * @param logits the network's output (batch, classes), not modified
   * @param targets what it should have been
   * @return the mean, in double; NaN or infinity where the logits make it so
   */
  double forward(Tensor logits, Targets targets, Workspace workspace);

  /**
   * What the sum of the examples' losses is divided by to give {@link #forward}'s mean: the
   * examples that are not ignored, or the sum of their weights. So the mean over several batches is
   * the sum of mean * divisor over the sum of the divisors.
   *
   * @param logits as in {@link #forward}; only their shape counts
   * @return 0 or more; 0 where nothing counts
   */
  double divisor(Tensor logits, Targets targets);

  /**
   * Whether {@link #forward}, {@link #divisor} and {@link #backward} heed {@link Targets#weights}.
   * A trainer and an evaluator refuse weighted examples for a loss that does not.
   */
  default boolean heedsWeights() {
    return false;
  }

  /**
   * Which target values this loss can learn from. A trainer looks at all of them when it is built,
   * an evaluator when it judges; {@link #forward} does not. Any value, unless a loss says
   * otherwise.
   */
  default TargetDomain targetDomain() {
    return TargetDomain.ANY;
  }

  /**
   * The losses of the single examples (batch), before the mean, of the latest forward pass of this
   * workspace.
   */
  Tensor perExample(Workspace workspace);

  /**
   * The gradient of the mean loss in the logits, of their shape, of the latest forward pass of this
   * workspace.
   *
   * @throws lanewise.tensor.LanewiseException if the workspace is for inference, where no gradient
   *     is computed
   */
  Tensor backward(Workspace workspace);
}
