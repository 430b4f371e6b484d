package lanewise.train;

import lanewise.tensor.LanewiseException;

/**
 * The loss of a step or of the validation examples became NaN or infinite, or an update left such a
 * parameter. The message names the step, where the first value that is not finite appeared, the
 * learning rate, and what to try; rows by their numbers among the examples.
 */
public final class TrainingDivergedException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  private static final String TRAIN_OTHERWISE =
      "; lower the learning rate, clip the gradients or normalise the features";

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
            + expected);
    this.step = step;
    this.origin = origin;
    this.learningRate = learningRate;
  }

  /** Of a step whose loss is not finite. */
  static TrainingDivergedException ofLoss(
      long step, Divergence.Origin origin, double loss, double learningRate) {
    return new TrainingDivergedException(
        step, "loss " + loss + ", first in ", origin.words(), learningRate, finiteLoss(origin));
  }

  /** Of an evaluation, after a step, whose loss is not finite. */
  static TrainingDivergedException ofValidation(
      long step, int row, Divergence.Origin origin, double loss, double learningRate) {
    return new TrainingDivergedException(
        step,
        "loss " + loss + " of validation row " + row + ", first in ",
        origin.words(),
        learningRate,
        finiteLoss(origin));
  }

  /** Of an evaluation, after a step, whose rows have finite losses but an infinite mean. */
  static TrainingDivergedException ofValidationSum(long step, double learningRate) {
    return new TrainingDivergedException(
        step,
        "validation loss not finite, in ",
        "the mean of finite losses",
        learningRate,
        "a finite loss" + TRAIN_OTHERWISE);
  }

  /** Of a step after whose update something that the next one needs is not finite. */
  static TrainingDivergedException ofUpdate(long step, String origin, double learningRate) {
    return new TrainingDivergedException(
        step,
        "NaN or infinity after the update, in ",
        origin,
        learningRate,
        "finite values" + TRAIN_OTHERWISE);
  }

  private static String finiteLoss(Divergence.Origin origin) {
    return "a finite loss"
        + (origin.inData() ? "; correct the row or leave it out" : TRAIN_OTHERWISE);
  }

  /**
   * The step whose loss was not finite, and whose update was not made; or the latest step whose
   * update was made, where it was found in what the updates left or in an evaluation.
   */
  public long step() {
    return step;
  }

  /**
   * Where the first value that is not finite appeared: a row of the examples, a layer, a parameter,
   * the optimizer's state, or the loss.
   */
  public String origin() {
    return origin;
  }

  /** The learning rate of this step. */
  public double learningRate() {
    return learningRate;
  }
}
