package lanewise.simd;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Graph;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.nn.Workspace;
import lanewise.optim.OptimizerState;
import lanewise.optim.Optimizers;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Prints how many bytes 100 training steps of 784-256-10 with batch 64 allocate after many. To be
 * run with {@code -Xbatch}, as {@link AllocationProbe} is.
 */
final class TrainingStepProbe {
  private static final int BATCH = 64;

  /** Of what a step calls once, so many calls are compiled with every optimization. */
  private static final int WARM_UP_STEPS = 6000;

  private static final int MEASURED_STEPS = 100;

  private final Network network;
  private final OptimizerState updates;
  private final Loss loss = new SoftmaxCrossEntropy();
  private final Workspace workspace;
  private final Workspace lossWorkspace;
  private final Tensor x;
  private final Targets targets;

  private TrainingStepProbe(Backend backend, String rule, String net) {
    Graph graph =
        switch (net) {
          case "784-256-10" -> Nets.relu(Shape.of(784), 10, 256);
          case "64-32-10" -> Nets.relu(Shape.of(64), 10, 32);
          case "images" -> images();
          default -> forked();
        };
    network = graph.build(backend, 1);
    updates = Optimizers.create(rule).begin(network.parameterSet());
    workspace = network.trainingWorkspace();
    lossWorkspace = Workspace.forTraining(backend);
    x = backend.zeros(network.graph().inputs().get(0).shape().batch(BATCH));
    SeededRandom random = new SeededRandom(7);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, random.nextGaussian());
    }
    int[] labels = new int[BATCH];
    for (int i = 0; i < BATCH; i++) {
      labels[i] = random.nextInt(10);
    }
    targets = Targets.Labels.of(labels);
  }

  private static Graph forked() {
    Value h = Value.input(64).dense(32).batchNorm().relu();
    Value way = h.dense(32).layerNorm().gelu().dropout(0.1).dense(32).add(h);
    return Graph.of(way.concat(h).dense(16).prelu().dense(10));
  }

  private static Graph images() {
    Value h = Value.input(6, 6, 3).conv(5, 3).noBias().batchNorm().relu();
    Value way = h.conv(8, 3).stride(2).gelu().depthwiseConv(3).relu();
    return Graph.of(
        way.add(h.conv(8, 1).stride(2)).concat(h.maxPool(2)).globalAveragePool().dense(10));
  }

  private void step() {
    network.parameterSet().clearGradients();
    loss.forward(network.forward(x, workspace), targets, lossWorkspace);
    network.backward(loss.backward(lossWorkspace), workspace);
    updates.step();
  }

  public static void main(String[] arguments) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Backend backend = Backend.create("vector", 1)) {
      TrainingStepProbe probe = new TrainingStepProbe(backend, arguments[0], arguments[1]);
      for (int step = 0; step < WARM_UP_STEPS; step++) {
        probe.step();
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int step = 0; step < MEASURED_STEPS; step++) {
        probe.step();
      }
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      System.out.println("bytes in " + MEASURED_STEPS + " steps " + bytes);
    }
  }
}
