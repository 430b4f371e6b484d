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
import lanewise.nn.Graph;
import lanewise.nn.Initializers;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.nn.Workspace;
import lanewise.tensor.DType;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
  private final Graph graph = Nets.relu(Shape.of(1, 28, 28), 10, 256);

  /**
   * Networks of all kinds of layers in random orders and widths: what one training step and one
   * evaluation have in their caches is never more than was planned.
   */
  @RepeatedTest(60)
  void activationsAreBoundedForEveryKindOfLayer(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SeededRandom random = new SeededRandom(seed);
    Graph mixed = randomGraph(random);
    int rows = 2 + random.nextInt(9);
    try (Backend backend = Backend.create("scalar", 1)) {
      Network network = mixed.build(backend, seed, Initializers.heNormal());
      long classes = network.outputShape().size();
      Loss loss = new SoftmaxCrossEntropy(0.1, new double[(int) classes]);
      Workspace networkWorkspace = Workspace.forTraining(backend);
      Workspace lossWorkspace = Workspace.forTraining(backend);
      Targets labels = Targets.Labels.of(new int[rows]);
      Tensor x = backend.zeros(network.inputShape().batch(rows));
      loss.forward(network.forward(x, networkWorkspace), labels, lossWorkspace);
      network.backward(loss.backward(lossWorkspace), networkWorkspace);
      Workspace judging = network.inferenceWorkspace();
      Workspace judgingLoss = Workspace.forInference(backend);
      loss.forward(network.forward(x, judging), labels, judgingLoss);
      long probabilities = rows * classes;
      long batches = 2L * rows * (network.inputShape().size() + classes);
      long held =
          networkWorkspace.bufferedValues()
              + lossWorkspace.bufferedValues()
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
  private static Graph randomGraph(SeededRandom random) {
    Value value = Value.input(1 + random.nextInt(4), 1 + random.nextInt(9));
    List<Integer> kinds = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      kinds.add(i < KINDS ? i : random.nextInt(KINDS));
    }
    int[] order = IntStream.range(0, kinds.size()).toArray();
    random.shuffle(order);
    for (int at : order) {
      value = behind(value, kinds.get(at), random);
    }
    return Graph.of(value.flatten().dense(1 + random.nextInt(20)).gelu());
  }

  private static final int KINDS = 12;

  private static Value behind(Value x, int kind, SeededRandom random) {
    return switch (kind) {
      case 0 -> x.dense(1 + random.nextInt(40)).relu();
      case 1 -> x.dense(1 + random.nextInt(40)).noBias().activation(Activation.SILU);
      case 2 -> x.batchNorm();
      case 3 -> x.layerNorm();
      case 4 -> x.prelu();
      case 5 -> x.gelu();
      case 6 -> x.dropout(0.5);
      case 7 -> x.flatten();
      case 8 -> x.softmax();
      case 9 -> x.dense(x.shape().cols()).add(x, x.tanh());
      case 10 -> x.multiply(x.sigmoid()).concat(x);
      default -> x.logSoftmax();
    };
  }

  @Test
  void aBuiltNetworkNeedsWhatItsDescriptionSays() {
    try (Backend backend = Backend.create("reference", 1)) {
      MemoryEstimate built =
          MemoryEstimate.of(Nets.relu(Shape.of(1, 28, 28), 10, 256).build(backend, 1), 1, 64, 100);
      assertThat(built).isEqualTo(MemoryEstimate.of(DType.FLOAT64, graph, 1, 64, 100));
    }
  }

  @Test
  void runsAtOnceShareNothingButTheData() {
    MemoryEstimate one = MemoryEstimate.of(DType.FLOAT32, graph, 2, 64, 60_000);
    MemoryEstimate three = one.forRunsAtOnce(3);
    assertThat(three.data()).isEqualTo(one.data());
    assertThat(three.total() - three.data()).isEqualTo(3 * (one.total() - one.data()));
    assertThat(one.forRunsAtOnce(1)).isEqualTo(one);
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheParts() {
    MemoryEstimate estimate = MemoryEstimate.of(DType.FLOAT32, graph, 2, 64, 60_000);
    assertThatCode(() -> estimate.requireWithin(estimate.total())).doesNotThrowAnyException();
    assertThatThrownBy(() -> estimate.requireWithin(estimate.total() - 1))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageMatching(
            "memory: training needs about \\d+ MiB \\(data 180 MiB, parameters 2 MiB, gradients 1"
                + " MiB, moments 2 MiB, activations \\d+ MiB, counts of each class answered for each other 1 MiB\\), expected at most the \\d+ MiB of"
                + " the heap; use a smaller batch or network, or a larger -Xmx");
    Graph classes = Nets.relu(Shape.of(2), 60_001, 4);
    assertThatThrownBy(
            () -> MemoryEstimate.of(DType.FLOAT32, classes, 2, 64, 100).requireWithin(1L << 30))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageEndingWith(" of the heap; train on fewer classes, or a larger -Xmx");
    Graph huge = Nets.relu(Shape.of(40_000), 10, 40_000, 40_000, 40_000);
    assertThatThrownBy(
            () -> MemoryEstimate.of(DType.FLOAT64, huge, 3, 1_000_000, 1L << 40).requireHeap())
        .isInstanceOf(InsufficientMemoryException.class);
  }
}
