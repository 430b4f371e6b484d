package lanewise.optim;

import java.util.Map;
import lanewise.nn.ParameterSet;
import lanewise.tensor.Tensor;

/**
 * An update rule with its state for the parameters of one network. One step is one streaming pass
 * over the weights and one over the rest.
 */
public interface Optimizer {
  /** The name under which the command line and checkpoints know this rule. */
  String name();

  /**
   * Updates the parameters from their gradients.
   *
   * @param parameters always the same set for one optimizer: its state has that layout
   * @param rate the learning rate of this step
   */
  void step(ParameterSet parameters, double rate);

  /**
   * The state that a checkpoint must hold, by name, as views: writing to them restores it. Empty
   * for a rule without state.
   */
  Map<String, Tensor> state();

  /** The number of steps taken. */
  long steps();

  /** Restores the number of steps taken. */
  void restoreSteps(long steps);
}
