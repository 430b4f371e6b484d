package lanewise.examples;

import java.util.Arrays;
import java.util.Locale;
import lanewise.course.ConvNets;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Graph;
import lanewise.nn.Network;
import lanewise.nn.Padding;
import lanewise.nn.Value;
import lanewise.nn.Workspace;
import lanewise.optim.Adam;
import lanewise.optim.OptimizerState;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Milliseconds of a training step with Adam of three convolutional nets: {@code NetSpeed [THREADS
 * [STEPS]]}. docs/python/conv_torch.py prints the same of PyTorch.
 */
final class NetSpeed {
  private NetSpeed() {}

  static void main(String[] args) {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    int steps = args.length > 1 ? Integer.parseInt(args[1]) : 60;
    try (Backend backend = Backend.vector(threads)) {
      Shape digit = Shape.of(28, 28, 1);
      print("Keras MNIST net, batch 128", backend, ConvNets.keras(digit, 10), 128, steps);
      print("LeNet-5, batch 64", backend, leNet(), 64, steps);
      print(
          "ResNet-20, batch 128",
          backend,
          ConvNets.resNet20(Shape.of(32, 32, 3), 10),
          128,
          Math.max(4, steps / 4));
    }
  }

  /** LeNet-5 with ReLU and max pooling. Source: LeCun et al. 1998. */
  private static Graph leNet() {
    Value x = Value.input(28, 28, 1).conv(6, 5).relu().maxPool(2);
    x = x.conv(16, 5).padding(Padding.VALID).relu().maxPool(2).flatten();
    return Graph.of(x.dense(120).relu().dense(84).relu().dense(10));
  }

  private static void print(String name, Backend backend, Graph graph, int batch, int steps) {
    Network network = graph.build(backend, 1);
    OptimizerState updates = Adam.of(1e-3).begin(network.parameterSet());
    Workspace workspace = network.trainingWorkspace();
    Workspace lossWorkspace = Workspace.forTraining(backend);
    Loss loss = new SoftmaxCrossEntropy();
    SeededRandom random = new SeededRandom(1);
    Tensor x = backend.zeros(graph.inputShape().batch(batch));
    for (int i = 0; i < x.size(); i++) {
      x.set(i, random.nextGaussian());
    }
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(10);
    }
    Targets targets = Targets.Labels.of(labels);
    double[] times = new double[steps];
    for (int step = 0; step < steps; step++) {
      long start = System.nanoTime();
      network.parameterSet().clearGradients();
      loss.forward(network.forward(x, workspace), targets, lossWorkspace);
      network.backward(loss.backward(lossWorkspace), workspace);
      updates.step();
      times[step] = (System.nanoTime() - start) * 1e-6;
    }
    double[] warm = Arrays.copyOfRange(times, steps / 2, steps);
    Arrays.sort(warm);
    System.out.printf(Locale.ROOT, "%-28s %7.1f ms%n", name, warm[warm.length / 2]);
  }
}
