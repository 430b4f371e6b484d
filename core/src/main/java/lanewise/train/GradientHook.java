package lanewise.train;

import lanewise.nn.ParameterSet;

/** What a run does between the backward pass and the update of each step. */
@FunctionalInterface
public interface GradientHook {
  /**
   * Called when all gradients of a step are there, those of the L2 penalty apart, which the update
   * adds; it may change them, and the update uses what it leaves. The values are those before the
   * update.
   */
  void gradientsReady(ParameterSet parameters);
}
