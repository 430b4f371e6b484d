package lanewise.bench.race;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Dense;
import lanewise.nn.Graph;
import lanewise.nn.Layer;
import lanewise.nn.Network;
import lanewise.nn.ParameterSet;
import lanewise.nn.Workspace;
import lanewise.optim.Adam;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerState;
import lanewise.optim.Sgd;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Lanewise's training step: forward, loss, backward, update, on one batch. */
public final class TrainingStep implements Contender.Task {
  private final Network network;
  private final ParameterSet parameters;
  private final Workspace workspace;
  private final Loss loss = new SoftmaxCrossEntropy();
  private final OptimizerState updates;
  private final Tensor x;
  private final Targets labels;
  private final Tensor initial;

  /** Builds the network with its inputs. */
  public TrainingStep(Backend backend, Work.Train work) {
    int inputs = work.inputs(0);
    network = Graph.chain(Shape.of(inputs), layers(work)).build(backend, 0);
    parameters = network.parameterSet();
    workspace = network.trainingWorkspace();
    double rate = work.optimizer().rate();
    Optimizer optimizer =
        switch (work.optimizer()) {
          case SGD -> Sgd.of(rate);
          case ADAM -> Adam.of(rate);
        };
    updates = optimizer.begin(parameters);
    x = backend.zeros(work.batch(), inputs).copyFrom(Inputs.floats(1, work.batch() * inputs, 1));
    labels = Targets.Labels.of(Inputs.labels(work.batch(), work.classes()));
    initial = backend.zeros(parameters.count()).copyFrom(parameters.values());
  }

  private static List<Layer> layers(Work.Train work) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < work.layers(); i++) {
      int layer = i;
      Activation activation = layer == work.layers() - 1 ? Activation.IDENTITY : Activation.RELU;
      layers.add(
          new Dense(
              "fc" + (layer + 1),
              work.inputs(layer),
              work.outputs(layer),
              activation,
              (weight, random) ->
                  weight.copyFrom(
                      Inputs.floats(10 + layer, weight.size(), work.weightScale(layer)))));
    }
    return layers;
  }

  @Override
  public void reset() {
    parameters.values().copyFrom(initial);
    for (Tensor state : updates.tensors().values()) {
      network.backend().elements().fill(0, state);
    }
    updates.restoreSteps(0);
  }

  @Override
  public void run() {
    step();
  }

  /** Takes a step; gives the loss before it. */
  public double step() {
    parameters.clearGradients();
    double before = loss.forward(network.forward(x, workspace), labels, workspace);
    network.backward(loss.backward(workspace), workspace);
    updates.step();
    return before;
  }

  @Override
  public float[] result() {
    reset();
    float[] losses = new float[Work.Train.CHECKED_STEPS];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = (float) step();
    }
    return losses;
  }
}
