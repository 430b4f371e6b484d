package lanewise.train;

import lanewise.tensor.LanewiseException;

/**
 * The loss became NaN or infinite. The message names the step, where the first value that is not
 * finite appeared, the learning rate, and what to try.
 */
public final class TrainingDivergedException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final String origin;
  private final double learningRate;

  TrainingDivergedException(long step, String origin, double loss, double learningRate) {
    super(
        "training step "
            + step
            + ": loss "
            + loss
            + ", first in "
            + origin
            + " at learning rate "
            + learningRate
            + ", expected a finite loss; lower the learning rate, clip the gradients or normalise"
            + " the features");
    this.step = step;
    this.origin = origin;
    this.learningRate = learningRate;
  }

  /** The step whose loss was not finite; its update was not made. */
  public long step() {
    return step;
  }

  /** Where the first value that is not finite appeared: a layer, a parameter, or the loss. */
  public String origin() {
    return origin;
  }

  /** The learning rate that this step would have used. */
  public double learningRate() {
    return learningRate;
  }
}
