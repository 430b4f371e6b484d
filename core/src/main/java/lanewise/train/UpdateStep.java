package lanewise.train;

import java.util.List;
import lanewise.loss.L2Penalty;
import lanewise.loss.Loss;
import lanewise.nn.Network;
import lanewise.nn.Workspace;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerState;
import lanewise.tensor.Tensor;

/** One update of a network from one batch: forward, loss, backward, hooks, optimizer. */
final class UpdateStep {
  private final Network network;
  private final Loss loss;
  private final L2Penalty penalty;
  private final List<GradientHook> gradientHooks;
  private final OptimizerState updates;
  private final Workspace networkWorkspace;
  private final Workspace lossWorkspace;

  /**
   * Plans its memory.
   *
   * @param regularization the strength of the L2 penalty
   */
  UpdateStep(
      Network network,
      Loss loss,
      Optimizer optimizer,
      double regularization,
      List<GradientHook> gradientHooks) {
    this.network = network;
    this.loss = loss;
    this.penalty = new L2Penalty(regularization);
    this.gradientHooks = List.copyOf(gradientHooks);
    this.updates = optimizer.begin(network.parameterSet(), penalty.strength());
    this.networkWorkspace = network.trainingWorkspace();
    this.lossWorkspace = Workspace.forTraining(network.backend());
  }

  /** What the optimizer knows. */
  OptimizerState updates() {
    return updates;
  }

  /** The memory of the passes. */
  Workspace networkWorkspace() {
    return networkWorkspace;
  }

  /**
   * The loss of a batch, the penalty included, by the parameters as they are.
   *
   * @param noiseSeed what dropout draws from
   */
  double loss(Batch batch, long noiseSeed) {
    networkWorkspace.noiseSeed(noiseSeed);
    Tensor outputs = network.forward(batch.features(), networkWorkspace);
    return loss.forward(outputs, batch.targets(), lossWorkspace)
        + penalty.value(network.parameterSet());
  }

  /**
   * Moves the parameters against the gradients of the latest {@link #loss}.
   *
   * @param factor what the learning rate is multiplied by
   */
  void update(double factor) {
    network.parameterSet().clearGradients();
    network.backward(loss.backward(lossWorkspace), networkWorkspace);
    for (int i = 0; i < gradientHooks.size(); i++) {
      gradientHooks.get(i).gradientsReady(network.parameterSet());
    }
    updates.step(factor);
  }
}
