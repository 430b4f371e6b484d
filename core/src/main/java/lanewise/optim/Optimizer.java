package lanewise.optim;

import java.util.Map;
import lanewise.nn.ParameterSet;
import lanewise.tensor.Tensor;

/**
 * An update rule with its state for the parameters of one network. One step is one streaming pass
 * over the weights and one over the rest.
 */
public interface Optimizer {
  /** The name under which checkpoints and {@link Optimizers} know this rule. */
  String name();

  /**
   * How many tensors of the parameters' layout {@link #attach} gives memory to; known before it
   * does.
   */
  int moments();

  /**
   * Gives memory to the state, all zeros, for the parameters of one network. A first {@link #step}
   * does it by itself; a resumed run calls it before it restores {@link #state}.
   *
   * @throws lanewise.tensor.LanewiseException if the optimizer already belongs to another set
   */
  void attach(ParameterSet parameters);

  /**
   * Updates the parameters from their gradients, which stay as they are.
   *
   * @param parameters always the same set for one optimizer: its state has that layout
   * @param rate the learning rate of this step
   * @param l2 the strength of {@link lanewise.loss.L2Penalty}: l2 * W is added to the gradients of
   *     the weights within the pass
   */
  void step(ParameterSet parameters, double rate, double l2);

  /** {@link #step(ParameterSet, double, double)} without an L2 penalty. */
  default void step(ParameterSet parameters, double rate) {
    step(parameters, rate, 0);
  }

  /**
   * The state that a checkpoint must hold, by name, as views in the layout of {@link
   * ParameterSet#values}: writing to them restores it. Empty for a rule without state, and before
   * {@link #attach}.
   */
  Map<String, Tensor> state();

  /** The number of steps taken. */
  long steps();

  /** Restores the number of steps taken. */
  void restoreSteps(long steps);
}
