package lanewise.optim;

import java.util.List;
import lanewise.kernel.OptimizerSteps;
import lanewise.nn.ParameterSet;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;

/**
 * What all update rules share: state in the flat layout of the parameters, and a step as one pass
 * over the weights and one over the rest.
 */
abstract sealed class FlatOptimizer implements Optimizer
    permits Adagrad, Adam, AdamW, Momentum, RmsProp, Sgd {
  private final String name;
  private final double learningRate;
  private final WeightDecay decay;

  FlatOptimizer(String name, double learningRate, WeightDecay decay) {
    this.name = name;
    this.learningRate =
        require(
            learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY,
            name,
            "learning_rate",
            learningRate,
            "a finite number, 0 or more");
    this.decay = decay;
  }

  /**
   * Weights or the rest: views of the values, the gradients and each state, in the order of names.
   */
  record Part(Tensor values, Tensor gradients, List<Tensor> state) {}

  /** A step of one part, in one call of a kernel. */
  @FunctionalInterface
  interface Update {
    /**
     * Makes it.
     *
     * @param step counted from 1
     */
    void apply(double rate, long step);
  }

  /** What a state consists of; a checkpoint has it by these names. */
  abstract List<String> stateNames();

  /**
   * The update of one part.
   *
   * @param l2 strength of the penalty on this part
   * @param partDecay decay of this part
   */
  abstract Update update(OptimizerSteps kernels, Part part, double l2, double partDecay);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final double learningRate() {
    return learningRate;
  }

  /** How much weights and biases decay. */
  public final WeightDecay weightDecay() {
    return decay;
  }

  @Override
  public final int moments() {
    return stateNames().size();
  }

  @Override
  public final OptimizerState begin(ParameterSet parameters, double l2) {
    return new FlatState(this, parameters, l2, false);
  }

  /** The form {@code adam, learning rate 0.001}. */
  @Override
  public final String toString() {
    return name + ", learning rate " + learningRate;
  }

  /** Checks an option at construction. */
  static double require(boolean valid, String rule, String option, double value, String expected) {
    if (!valid) {
      throw new LanewiseException(
          "optimizer " + rule + ": " + option + "=" + value + ", expected " + expected);
    }
    return value;
  }

  /** Checks an option that is the share of the old that stays. */
  static double requireShare(String rule, String option, double value) {
    return require(value >= 0 && value < 1, rule, option, value, "0 to less than 1");
  }

  /** Every backend refuses what would be 0 or infinite in float32, where 0 / 0 is NaN. */
  static double requireEpsilon(String rule, double value) {
    return require(
        (float) value >= Float.MIN_NORMAL && value <= Float.MAX_VALUE,
        rule,
        "epsilon",
        value,
        "1.2e-38 to 3.4e38, the normal numbers of float32; 1e-8 is usual");
  }
}
