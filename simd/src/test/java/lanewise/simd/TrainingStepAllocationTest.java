package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Cache;
import lanewise.nn.FullyConnectedNet;
import lanewise.nn.Network;
import lanewise.optim.Optimizer;
import lanewise.optim.Optimizers;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training step of 784-256-10 with batch 64 allocates nothing, once the JIT has compiled it:
 * until then every vector is an object.
 */
class TrainingStepAllocationTest {
  private static final int BATCH = 64;
  private static final int STEPS = 250;
  private static final int MOST_ROUNDS = 80;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam"})
  void aCompiledStepAllocatesNothing(String rule) {
    try (Backend backend = Backend.create("vector", 1)) {
      Network network = FullyConnectedNet.of(Shape.of(784), 10, 256).build(backend, 1);
      Optimizer optimizer = Optimizers.create(rule);
      Loss loss = new SoftmaxCrossEntropy();
      Cache cache = network.trainingCache();
      Cache lossCache = Cache.forTraining(backend);
      Tensor x = backend.zeros(BATCH, 784);
      SeededRandom random = new SeededRandom(7);
      int[] labels = new int[BATCH];
      for (int i = 0; i < x.size(); i++) {
        x.set(i, random.nextGaussian());
      }
      for (int i = 0; i < BATCH; i++) {
        labels[i] = random.nextInt(10);
      }
      Targets targets = Targets.Labels.of(labels);
      long allocated = Long.MAX_VALUE;
      for (int round = 0; round < MOST_ROUNDS && allocated > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < STEPS; step++) {
          network.parameterSet().clearGradients();
          loss.forward(network.forward(x, cache), targets, lossCache);
          network.backward(loss.backward(lossCache), cache);
          optimizer.step(network.parameterSet(), 1e-3, 0);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).isZero();
    }
  }
}
