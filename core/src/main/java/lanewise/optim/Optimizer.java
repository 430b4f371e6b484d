package lanewise.optim;

import lanewise.nn.ParameterSet;

/**
 * An update rule with its constants, the learning rate among them, and without state: one optimizer
 * serves any number of runs and networks, each with a state of its own. Never modified; what sets a
 * constant gives a new one.
 *
 * <pre>{@code
 * Optimizer optimizer = Adam.of(1e-3).beta2(0.95).weightDecay(1e-4);
 * }</pre>
 */
public interface Optimizer {
  /** The name under which checkpoints and {@link Optimizers} know this rule. */
  String name();

  /** The learning rate, before the factor of a schedule. */
  double learningRate();

  /**
   * The same rule with another learning rate.
   *
   * @throws lanewise.tensor.LanewiseException if it is negative or not finite
   */
  Optimizer learningRate(double rate);

  /** How many tensors of the parameters' layout a state has; known before it is made. */
  int moments();

  /**
   * The state of a run before its first step: all zeros.
   *
   * @param l2 the strength of {@link lanewise.loss.L2Penalty}: l2 * W is added to the gradients of
   *     the weights within each step
   */
  OptimizerState begin(ParameterSet parameters, double l2);

  /** {@link #begin(ParameterSet, double)} without an L2 penalty. */
  default OptimizerState begin(ParameterSet parameters) {
    return begin(parameters, 0);
  }
}
