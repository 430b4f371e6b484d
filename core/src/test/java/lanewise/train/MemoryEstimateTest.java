package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.ActivationLayer;
import lanewise.nn.BatchNorm;
import lanewise.nn.Cache;
import lanewise.nn.Dense;
import lanewise.nn.Dropout;
import lanewise.nn.Flatten;
import lanewise.nn.FullyConnectedNet;
import lanewise.nn.Initializers;
import lanewise.nn.LayerNorm;
import lanewise.nn.LayerSpec;
import lanewise.nn.LogSoftmax;
import lanewise.nn.Network;
import lanewise.nn.NetworkSpec;
import lanewise.nn.PRelu;
import lanewise.nn.Softmax;
import lanewise.tensor.DType;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
  private final NetworkSpec spec = FullyConnectedNet.of(Shape.of(1, 28, 28), 10, 256).spec();

  /**
   * Networks of all kinds of layers in random orders and widths: what one training step and one
   * evaluation have in their caches is never more than was planned.
   */
  @RepeatedTest(60)
  void activationsAreBoundedForEveryKindOfLayer(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SeededRandom random = new SeededRandom(seed);
    NetworkSpec mixed = randomSpec(random);
    int rows = 2 + random.nextInt(9);
    try (Backend backend = Backend.create("scalar", 1)) {
      Network network = mixed.build(backend, seed, Initializers.heNormal());
      long classes = network.outputShape().size();
      Loss loss = new SoftmaxCrossEntropy(0.1, new double[(int) classes]);
      Cache networkCache = Cache.forTraining(backend);
      Cache lossCache = Cache.forTraining(backend);
      Targets labels = Targets.Labels.of(new int[rows]);
      Tensor x = backend.zeros(network.inputShape().batch(rows));
      loss.forward(network.forward(x, networkCache), labels, lossCache);
      network.backward(loss.backward(lossCache), networkCache);
      Cache judging = network.inferenceCache();
      Cache judgingLoss = Cache.forInference(backend);
      loss.forward(network.forward(x, judging), labels, judgingLoss);
      long probabilities = rows * classes;
      long batches = 2L * rows * (network.inputShape().size() + classes);
      long held =
          networkCache.bufferedValues()
              + lossCache.bufferedValues()
              + judging.bufferedValues()
              + judgingLoss.bufferedValues()
              + probabilities
              + batches;
      assertThat(MemoryEstimate.of(network, 0, rows, 100).activations())
          .as("seed %d, %d rows of%n%s", seed, rows, mixed.toText())
          .isBetween(held * DType.FLOAT32.bytes(), 5 * held * DType.FLOAT32.bytes());
    }
  }

  /** One layer of each kind, then some more, then a dense one. */
  private static NetworkSpec randomSpec(SeededRandom random) {
    Shape input = Shape.of(1 + random.nextInt(4), 1 + random.nextInt(9));
    List<Integer> kinds = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      kinds.add(i < KINDS ? i : random.nextInt(KINDS));
    }
    int[] order = IntStream.range(0, kinds.size()).toArray();
    random.shuffle(order);
    List<LayerSpec> layers = new ArrayList<>();
    Shape shape = input;
    for (int i = 0; i < order.length; i++) {
      LayerSpec layer = layer(kinds.get(order[i]), "l" + i, shape.size(), random);
      layers.add(layer);
      shape = layer.outputShape(shape);
    }
    layers.add(new Dense.Spec("out", shape.size(), 1 + random.nextInt(20), Activation.GELU, true));
    return new NetworkSpec(input, layers);
  }

  private static final int KINDS = 10;

  private static LayerSpec layer(int kind, String name, int width, SeededRandom random) {
    return switch (kind) {
      case 0 -> new Dense.Spec(name, width, 1 + random.nextInt(40), Activation.RELU, true);
      case 1 -> new Dense.Spec(name, width, 1 + random.nextInt(40), Activation.SILU, false);
      case 2 -> new BatchNorm.Spec(name, width, 1e-5, 0.9, true);
      case 3 -> new LayerNorm.Spec(name, width, 1e-5);
      case 4 -> new PRelu.Spec(name, width);
      case 5 -> new ActivationLayer.Spec(name, Activation.GELU);
      case 6 -> new Dropout.Spec(name, 0.5);
      case 7 -> new Flatten.Spec(name);
      case 8 -> new Softmax.Spec(name);
      default -> new LogSoftmax.Spec(name);
    };
  }

  @Test
  void aBuiltNetworkNeedsWhatItsDescriptionSays() {
    try (Backend backend = Backend.create("reference", 1)) {
      MemoryEstimate built =
          MemoryEstimate.of(
              FullyConnectedNet.of(Shape.of(1, 28, 28), 10, 256).build(backend, 1), 1, 64, 100);
      assertThat(built).isEqualTo(MemoryEstimate.of(DType.FLOAT64, spec, 1, 64, 100));
    }
  }

  @Test
  void runsAtOnceShareNothingButTheData() {
    MemoryEstimate one = MemoryEstimate.of(DType.FLOAT32, spec, 2, 64, 60_000);
    MemoryEstimate three = one.forRunsAtOnce(3);
    assertThat(three.data()).isEqualTo(one.data());
    assertThat(three.total() - three.data()).isEqualTo(3 * (one.total() - one.data()));
    assertThat(one.forRunsAtOnce(1)).isEqualTo(one);
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheParts() {
    MemoryEstimate estimate = MemoryEstimate.of(DType.FLOAT32, spec, 2, 64, 60_000);
    assertThatCode(() -> estimate.requireWithin(estimate.total())).doesNotThrowAnyException();
    assertThatThrownBy(() -> estimate.requireWithin(estimate.total() - 1))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageMatching(
            "memory: training needs about \\d+ MiB \\(data 180 MiB, parameters 2 MiB, gradients 1"
                + " MiB, moments 2 MiB, activations \\d+ MiB, counts of each class answered for each other 1 MiB\\), expected at most the \\d+ MiB of"
                + " the heap; use a smaller batch or network, or a larger -Xmx");
    NetworkSpec classes = FullyConnectedNet.of(Shape.of(2), 60_001, 4).spec();
    assertThatThrownBy(
            () -> MemoryEstimate.of(DType.FLOAT32, classes, 2, 64, 100).requireWithin(1L << 30))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageEndingWith(" of the heap; train on fewer classes, or a larger -Xmx");
    NetworkSpec huge = FullyConnectedNet.of(Shape.of(40_000), 10, 40_000, 40_000, 40_000).spec();
    assertThatThrownBy(
            () -> MemoryEstimate.of(DType.FLOAT64, huge, 3, 1_000_000, 1L << 40).requireHeap())
        .isInstanceOf(InsufficientMemoryException.class);
  }
}
