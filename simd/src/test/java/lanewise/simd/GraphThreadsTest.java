package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.nn.Dense;
import lanewise.nn.Graph;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.nn.Workspace;
import lanewise.optim.Adam;
import lanewise.optim.OptimizerState;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** A graph with forks, a shared layer, two inputs and two outputs: its bits on any threads. */
class GraphThreadsTest {
  /** Enough rows and columns that products, norms and sums are shared among threads. */
  private static final int ROWS = 512;

  private static final int WIDTH = 96;
  private static final int STEPS = 3;

  private static Graph graph() {
    Value left = Value.input(WIDTH);
    Value right = Value.input(WIDTH);
    Dense shared = new Dense("shared", WIDTH, WIDTH, Activation.TANH, Initializers.heNormal());
    Value h = left.then(shared).add(right.then(shared)).batchNorm().relu();
    Value way = h.dense(WIDTH).layerNorm().gelu().dropout(0.1).dense(WIDTH).add(h, left);
    Value first = way.concat(h).dense(WIDTH).prelu();
    return Graph.of(first, first.multiply(way).dense(10).softmax());
  }

  private static double[] trained(int threads) {
    try (Backend backend = Backend.vector(threads)) {
      Network network = graph().build(backend, 5);
      Workspace workspace = network.trainingWorkspace().wantInputGradient(true);
      OptimizerState updates = Adam.of(1e-2).begin(network.parameterSet());
      SeededRandom random = new SeededRandom(6);
      List<Tensor> inputs = List.of(noise(backend, random, WIDTH), noise(backend, random, WIDTH));
      List<Tensor> gradients = List.of(noise(backend, random, WIDTH), noise(backend, random, 10));
      for (int step = 0; step < STEPS; step++) {
        workspace.noiseSeed(step);
        network.parameterSet().clearGradients();
        network.forward(inputs, workspace);
        network.backward(gradients, workspace);
        updates.step();
      }
      double[] values = network.parameterSet().values().toDoubles();
      double[] gradient = network.inputGradient(1, workspace).toDoubles();
      double[] all = new double[values.length + gradient.length];
      System.arraycopy(values, 0, all, 0, values.length);
      System.arraycopy(gradient, 0, all, values.length, gradient.length);
      return all;
    }
  }

  private static Tensor noise(Backend backend, SeededRandom random, int cols) {
    Tensor x = backend.zeros(Shape.of(ROWS, cols));
    for (int i = 0; i < x.size(); i++) {
      x.set(i, random.nextGaussian());
    }
    return x;
  }

  @Test
  void theBitsAreThoseOfOneThread() {
    double[] one = trained(1);
    assertThat(Arrays.stream(one).allMatch(Double::isFinite)).isTrue();
    assertThat(trained(2)).isEqualTo(one);
    assertThat(trained(7)).isEqualTo(one);
  }
}
