package lanewise.optim;

import java.util.Map;
import lanewise.tensor.Tensor;

/** What an {@link Optimizer} keeps for the parameters of one network in one run. */
public interface OptimizerState {
  /**
   * Updates the parameters from their gradients, which stay as they are: one streaming pass over
   * the weights and one over the rest. Allocates nothing.
   *
   * @param factor what the learning rate is multiplied by in this step
   */
  void step(double factor);

  /** {@link #step(double)} at the learning rate itself. */
  default void step() {
    step(1);
  }

  /**
   * What a checkpoint must hold, by name, as views in the layout of {@link
   * lanewise.nn.ParameterSet#values}: writing to them restores it. Empty for a rule that keeps
   * nothing.
   */
  Map<String, Tensor> tensors();

  /** The number of steps taken. */
  long steps();

  /**
   * Restores the number of steps taken.
   *
   * @throws lanewise.tensor.LanewiseException if it is negative
   */
  void restoreSteps(long steps);
}
