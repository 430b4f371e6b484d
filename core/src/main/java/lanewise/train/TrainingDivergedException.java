package lanewise.train;

import lanewise.tensor.LanewiseException;

/**
 * The loss became NaN or infinite, or an update left such a parameter. The message names the step,
 * where the first value that is not finite appeared, the learning rate, and what to try.
 */
public final class TrainingDivergedException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final String origin;
  private final double learningRate;

  private TrainingDivergedException(
      long step, String found, String origin, double learningRate, String expected) {
    super(
        "training step "
            + step
            + ": "
            + found
            + origin
            + " at learning rate "
            + learningRate
            + ", expected "
            + expected
            + "; lower the learning rate, clip the gradients or normalise the features");
    this.step = step;
    this.origin = origin;
    this.learningRate = learningRate;
  }

  /** Of a step whose loss is not finite. */
  static TrainingDivergedException ofLoss(
      long step, String origin, double loss, double learningRate) {
    return new TrainingDivergedException(
        step, "loss " + loss + ", first in ", origin, learningRate, "a finite loss");
  }

  /** Of a step after whose update something that the next one needs is not finite. */
  static TrainingDivergedException ofUpdate(long step, String origin, double learningRate) {
    return new TrainingDivergedException(
        step, "NaN or infinity after the update, in ", origin, learningRate, "finite values");
  }

  /**
   * The step whose loss was not finite, and whose update was not made; or the latest step whose
   * update was made, where it was found in what the updates left.
   */
  public long step() {
    return step;
  }

  /**
   * Where the first value that is not finite appeared: a layer, a parameter, the optimizer's state,
   * or the loss.
   */
  public String origin() {
    return origin;
  }

  /** The learning rate of this step. */
  public double learningRate() {
    return learningRate;
  }
}
