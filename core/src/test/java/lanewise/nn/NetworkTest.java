package lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class NetworkTest {
  private static final Key KEY = Key.of("test");
  private static final Backend SCALAR = Backend.create("scalar", 1);
  private static final Backend REFERENCE = Backend.create("reference", 1);

  @AfterAll
  static void close() {
    SCALAR.close();
    REFERENCE.close();
  }

  @Test
  void aFrozenNetworkAnswersWithTheSameBitsAndKeepsThem() {
    for (Backend backend : List.of(SCALAR, REFERENCE)) {
      Network network =
          Nets.of(Shape.of(3, 4), 50, value -> value.layerNorm().relu().dropout(0.5), 33, 9)
              .build(backend, 4);
      backend
          .elements()
          .axpy(
              0.01,
              random(backend, network.parameterSet().values().shape(), 5),
              network.parameterSet().values());
      Network frozen = network.frozen();
      for (int rows : new int[] {1, 2, 7, 40}) {
        Tensor x = random(backend, Shape.of(rows, 3, 4), rows);
        double[] before = network.forward(x, network.inferenceWorkspace()).toDoubles();
        assertThat(frozen.forward(x, frozen.inferenceWorkspace()).toDoubles())
            .as("%s, %d rows", backend.name(), rows)
            .isEqualTo(before);
      }
      Tensor x = random(backend, Shape.of(3, 3, 4), 6);
      double[] before = frozen.forward(x, frozen.inferenceWorkspace()).toDoubles();
      backend.elements().fill(0.1, network.parameterSet().values());
      assertThat(frozen.forward(x, frozen.inferenceWorkspace()).toDoubles()).isEqualTo(before);
    }
  }

  @Test
  void aLayerUsedTwiceIsFrozenOnce() {
    for (Backend backend : List.of(SCALAR, REFERENCE)) {
      Dense dense = new Dense("fc", 5, 5, Activation.TANH, Initializers.normal(0.5));
      PRelu prelu = new PRelu("slopes", 5);
      BatchNorm batchNorm = new BatchNorm("batch", 5);
      LayerNorm layerNorm = new LayerNorm("row", 5);
      Network network =
          Network.of(
              backend,
              Shape.of(5),
              1,
              dense,
              prelu,
              batchNorm,
              layerNorm,
              dense,
              prelu,
              batchNorm,
              layerNorm);
      backend
          .elements()
          .axpy(
              0.1,
              random(backend, network.parameterSet().values().shape(), 2),
              network.parameterSet().values());
      Network frozen = network.frozen();
      Tensor x = random(backend, Shape.of(3, 5), 3);
      assertThat(frozen.forward(x, frozen.inferenceWorkspace()).toDoubles())
          .as(backend.name())
          .isEqualTo(network.forward(x, network.inferenceWorkspace()).toDoubles());
      assertThat(frozen.graph().nodes().get(4).layer())
          .isSameAs(frozen.graph().nodes().get(0).layer());
      assertThat(frozen.parameterSet().count()).isEqualTo(network.parameterSet().count() - 30);
    }
  }

  @Test
  void aFrozenNetworkCanNeitherBeTrainedNorDescribed() {
    Network frozen = Nets.relu(Shape.of(4), 3, 2).build(SCALAR, 1).frozen();
    Workspace workspace = frozen.inferenceWorkspace();
    Tensor y = frozen.forward(random(SCALAR, Shape.of(2, 4), 1), workspace);

    assertThatThrownBy(() -> frozen.backward(y, workspace))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("frozen, cannot be trained")
        .hasMessageContaining("train the network that was frozen");
    assertThatThrownBy(() -> frozen.graph().toText())
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("save or copy the network that was frozen");
  }

  @Test
  void oneNetworkServesManyThreadsWithTheSameBits() throws Exception {
    Network network =
        Nets.of(Shape.of(3, 4), 5, value -> value.batchNorm().relu().dropout(0.5), 16, 9)
            .build(SCALAR, 4);
    List<Tensor> batches = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      batches.add(random(SCALAR, Shape.of(i + 1, 3, 4), i));
      expected.add(network.forward(batches.get(i), network.inferenceWorkspace()).toFloats());
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int first = t;
        tasks.add(
            () -> {
              Workspace workspace = network.inferenceWorkspace();
              for (int i = 0; i < 200; i++) {
                int which = (first + i) % batches.size();
                assertThat(network.forward(batches.get(which), workspace).toFloats())
                    .isEqualTo(expected.get(which));
              }
              return true;
            });
      }
      for (Future<Boolean> done : threads.invokeAll(tasks)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aRowOfABatchEqualsTheRowAlone() {
    Network network =
        Nets.of(Shape.of(7), 5, value -> value.layerNorm().relu(), 16).build(SCALAR, 4);
    Tensor x = random(SCALAR, Shape.of(9, 7), 1);
    float[] all = network.forward(x, network.inferenceWorkspace()).toFloats();
    for (int row = 0; row < 9; row++) {
      float[] alone = network.forward(x.examples(row, 1), network.inferenceWorkspace()).toFloats();
      for (int c = 0; c < 5; c++) {
        assertThat(alone[c]).isEqualTo(all[row * 5 + c]);
      }
    }
  }

  @Test
  void sameSeedSameParametersAndBackendsStartAlike() {
    Graph net = Nets.relu(Shape.of(6), 3, 8);
    double[] first = net.build(REFERENCE, 5).parameterSet().values().toDoubles();
    assertThat(net.build(REFERENCE, 5).parameterSet().values().toDoubles()).isEqualTo(first);
    assertThat(net.build(REFERENCE, 6).parameterSet().values().toDoubles()).isNotEqualTo(first);
    double[] narrow = net.build(SCALAR, 5).parameterSet().values().toDoubles();
    for (int i = 0; i < first.length; i++) {
      assertThat(narrow[i]).isEqualTo((double) (float) first[i]);
    }
  }

  @Test
  void copiesToAnotherBackendWithRunningStatistics() {
    Network network =
        Nets.of(Shape.of(6), 3, value -> value.batchNorm().relu(), 8).build(SCALAR, 5);
    network.forward(random(SCALAR, Shape.of(10, 6), 2), network.trainingWorkspace());
    Network copy = network.copyTo(REFERENCE);
    assertThat(copy.graph()).isEqualTo(network.graph());
    for (Parameter parameter : network.parameters()) {
      assertThat(copy.parameterSet().get(parameter.name()).value().toDoubles())
          .as(parameter.name())
          .isEqualTo(parameter.value().toDoubles());
    }
    assertThat(copy.parameterSet().state().toDoubles()).isNotEqualTo(new double[16]);
  }

  @Test
  void refusesParametersOfAnotherNetwork() {
    Network small = Nets.relu(Shape.of(6), 3, 8).build(SCALAR, 5);
    Network wide = Nets.relu(Shape.of(6), 3, 9).build(SCALAR, 5);
    Network deep = Nets.relu(Shape.of(6), 3, 8, 8).build(SCALAR, 5);
    double[] before = small.parameterSet().values().toDoubles();
    assertThatThrownBy(() -> small.parameterSet().copyFrom(wide.parameterSet()))
        .isInstanceOf(ShapeException.class)
        .hasMessage("ParameterSet.copyFrom: fc1.weight (9, 6), expected (8, 6)");
    assertThatThrownBy(() -> small.parameterSet().copyFrom(deep.parameterSet()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("expected the parameters [fc1.weight, ");
    assertThat(small.parameterSet().values().toDoubles()).isEqualTo(before);
  }

  @Test
  void oneLayerTwiceAddsGradientsWhichClearingResets() {
    Dense shared = new Dense("fc", 3, 3, Activation.TANH, Initializers.heNormal());
    Network network = Network.of(REFERENCE, Shape.of(3), 1, shared, shared);
    assertThat(network.parameters()).hasSize(2);
    assertThat(network.graph().build(REFERENCE, 1, Initializers.heNormal()).parameterSet().values())
        .extracting(Tensor::toDoubles)
        .isEqualTo(network.parameterSet().values().toDoubles());
    Tensor x = random(REFERENCE, Shape.of(2, 3), 3);
    Tensor dY = random(REFERENCE, Shape.of(2, 3), 4);
    Workspace workspace = network.trainingWorkspace();
    double[] once = gradients(network, x, dY, workspace);
    assertThat(gradients(network, x, dY, workspace)).isEqualTo(once);
    network.forward(x, workspace);
    network.backward(dY, workspace);
    double[] twice = network.parameterSet().gradients().toDoubles();
    for (int i = 0; i < once.length; i++) {
      assertThat(twice[i]).isCloseTo(2 * once[i], org.assertj.core.api.Assertions.within(1e-14));
    }
  }

  @Test
  void givesNoInputGradientUnlessItIsWanted() {
    Network network = Nets.relu(Shape.of(2, 3), 4, 5).build(REFERENCE, 1);
    Tensor x = random(REFERENCE, Shape.of(3, 2, 3), 1);
    Tensor dY = random(REFERENCE, Shape.of(3, 4), 2);
    Workspace training = network.trainingWorkspace();
    network.forward(x, training);
    network.backward(dY, training);
    assertThatThrownBy(() -> network.inputGradient(0, training))
        .hasMessageContaining("no gradient of input x, expected a backward pass with a workspace");
    Workspace full = network.trainingWorkspace().wantInputGradient(true);
    network.forward(x, full);
    network.backward(dY, full);
    assertThat(network.inputGradient(0, full).shape()).isEqualTo(x.shape());
  }

  /** A service sees every batch size there is; what it keeps must not grow with them. */
  @Test
  void viewsAreKeptOfTheLatestBatchSizesOnly() {
    int sizes = 10_000;
    Workspace workspace = Workspace.forInference(SCALAR);
    Tensor[] views = new Tensor[sizes + 1];
    for (int rows = sizes; rows > 0; rows--) {
      views[rows] = workspace.tensor(KEY, rows, Shape.of(2));
      assertThat(views[rows].array()).isSameAs(views[sizes].array());
    }
    int kept = 0;
    for (int rows = 1; rows <= sizes; rows++) {
      kept += workspace.tensor(KEY, rows, Shape.of(2)) == views[rows] ? 1 : 0;
    }
    assertThat(kept).isBetween(2, 8);
    assertThat(workspace.bufferedValues()).isEqualTo(2L * sizes);
  }

  @Test
  void wholeBatchesAndTheLastOfAnEpochKeepTheirViews() {
    Workspace workspace = Workspace.forTraining(SCALAR);
    Tensor whole = workspace.tensor(KEY, 32, Shape.of(2));
    Tensor last = workspace.tensor(KEY, 5, Shape.of(2));
    for (int epoch = 0; epoch < 100; epoch++) {
      assertThat(workspace.tensor(KEY, whole.shape())).isSameAs(whole);
      assertThat(workspace.tensor(KEY, 5, Shape.of(2))).isSameAs(last);
    }
  }

  @Test
  void aFrozenNetworkIsFrozenAgain() {
    Network network =
        Nets.of(Shape.of(5), 3, value -> value.layerNorm().prelu(), 4).build(SCALAR, 2);
    Network once = network.frozen();
    Network twice = once.frozen();
    Tensor x = random(SCALAR, Shape.of(3, 5), 4);
    assertThat(twice.forward(x, twice.inferenceWorkspace()).toDoubles())
        .isEqualTo(network.forward(x, network.inferenceWorkspace()).toDoubles());
    // The kept statistics and gains are copies, so that nothing done to the first reaches it.
    once.parameterSet().values().set(0, 77);
    assertThat(twice.forward(x, twice.inferenceWorkspace()).toDoubles())
        .isEqualTo(network.forward(x, network.inferenceWorkspace()).toDoubles());
  }

  @Test
  void smallerBatchesUseTheSameMemory() {
    Network network = Nets.relu(Shape.of(3), 2, 4).build(SCALAR, 1);
    Workspace workspace = network.trainingWorkspace();
    Tensor large = network.forward(random(SCALAR, Shape.of(8, 3), 1), workspace);
    Tensor small = network.forward(random(SCALAR, Shape.of(5, 3), 1), workspace);
    assertThat(small.array()).isSameAs(large.array());
    assertThat(network.forward(random(SCALAR, Shape.of(8, 3), 1), workspace)).isSameAs(large);
  }

  @Test
  void dropoutIsTheIdentityInInferenceAndSeededInTraining() {
    Network network = Network.of(REFERENCE, Shape.of(500), 1, new Dropout("drop", 0.25));
    Tensor x = REFERENCE.zeros(4, 500);
    REFERENCE.elements().fill(1, x);
    assertThat(network.forward(x, network.inferenceWorkspace())).isSameAs(x);

    Workspace workspace = network.trainingWorkspace();
    workspace.noiseSeed(12);
    double[] first = network.forward(x, workspace).toDoubles();
    assertThat(first).containsOnly(0, 1 / 0.75);
    double kept = java.util.Arrays.stream(first).filter(value -> value != 0).count() / 2000.0;
    // Five standard deviations of a binomial with 2000 draws.
    assertThat(kept)
        .isCloseTo(0.75, org.assertj.core.api.Assertions.within(5 * Math.sqrt(0.75 * 0.25 / 2000)));
    assertThat(network.forward(x, workspace).toDoubles()).isEqualTo(first);
    workspace.noiseSeed(13);
    assertThat(network.forward(x, workspace).toDoubles()).isNotEqualTo(first);
    assertThat(first).isNotEqualTo(ofSecondDropout(x));
  }

  /** Two dropout layers of one network must not share a mask. */
  private static double[] ofSecondDropout(Tensor x) {
    Network network =
        Network.of(
            REFERENCE, Shape.of(500), 1, new Dropout("drop1", 0), new Dropout("drop2", 0.25));
    Workspace workspace = network.trainingWorkspace();
    workspace.noiseSeed(12);
    return network.forward(x, workspace).toDoubles();
  }

  @Test
  void batchNormMovesItsRunningStatisticsAsCourseAndPyTorchDo() {
    for (boolean unbiased : new boolean[] {false, true}) {
      BatchNorm layer = new BatchNorm("bn", 1, 1e-5, 0.9, unbiased);
      Network network = Network.of(REFERENCE, Shape.of(1), 1, layer);
      Tensor x = REFERENCE.tensor(Shape.of(4, 1), 1, 2, 3, 6);
      double[] y = network.forward(x, network.trainingWorkspace()).toDoubles();
      // Mean 3, biased variance 3.5, unbiased 14/3.
      assertThat(y[3]).isCloseTo(3 / Math.sqrt(3.5 + 1e-5), within());
      assertThat(value(network, "bn.running_mean")).isCloseTo(0.3, within());
      assertThat(value(network, "bn.running_var"))
          .isCloseTo(0.9 + 0.1 * (unbiased ? 14.0 / 3 : 3.5), within());

      double[] inferred = network.forward(x, network.inferenceWorkspace()).toDoubles();
      assertThat(inferred[0])
          .isCloseTo((1 - 0.3) / Math.sqrt(value(network, "bn.running_var") + 1e-5), within());
      assertThat(value(network, "bn.running_mean")).isCloseTo(0.3, within());
    }
  }

  @Test
  void batchNormRefusesBackwardOfInference() {
    Network network = Network.of(REFERENCE, Shape.of(2), 1, new BatchNorm("bn", 2));
    Workspace workspace = network.inferenceWorkspace();
    Tensor x = random(REFERENCE, Shape.of(3, 2), 1);
    network.forward(x, workspace);
    assertThatThrownBy(() -> network.backward(x, workspace))
        .isInstanceOf(LanewiseException.class)
        .hasMessage(
            "Network: backward with an inference workspace, expected network.trainingWorkspace()");
  }

  @Test
  void softmaxLayersKeepTheirLimits() {
    Tensor x =
        SCALAR.tensor(
            Shape.of(2, 3), 1e30, -1e30, 0, Double.NEGATIVE_INFINITY, 2, Double.NEGATIVE_INFINITY);
    Network softmax = Network.of(SCALAR, Shape.of(3), 1, new Softmax("p"));
    assertThat(softmax.forward(x, softmax.inferenceWorkspace()).toDoubles())
        .containsExactly(1, 0, 0, 0, 1, 0);
    Network log = Network.of(SCALAR, Shape.of(3), 1, new LogSoftmax("logp"));
    assertThat(log.forward(x, log.inferenceWorkspace()).toDoubles())
        .startsWith(0)
        .endsWith(Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY);
  }

  @Test
  void layersAreNumberedByTheirKind() {
    Graph graph = Nets.of(Shape.of(8), 3, value -> value.batchNorm().relu().dropout(0.5), 6, 5);
    assertThat(graph.layers().stream().map(Layer::name))
        .containsExactly("fc1", "bn1", "act1", "drop1", "fc2", "bn2", "act2", "drop2", "fc3");
    assertThat(Nets.relu(Shape.of(8), 3, 6).layers()).hasSize(2);
    assertThat(Nets.relu(Shape.of(8), 3).layers()).hasSize(1);
    assertThat(graph.parameterCount())
        .isEqualTo(graph.build(SCALAR, 1, Initializers.zeros()).parameterSet().count() + 2 * 11);
  }

  @Test
  void errorsNameLayerShapeAndFix() {
    Network network = Nets.relu(Shape.of(2, 3), 4, 5).build(SCALAR, 1);
    assertThatThrownBy(() -> network.forward(SCALAR.zeros(3, 7), network.inferenceWorkspace()))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Network: input (3, 7), expected a batch of (2, 3), so 6 values per example");
    assertThatThrownBy(() -> network.backward(SCALAR.zeros(3, 4), network.trainingWorkspace()))
        .isExactlyInstanceOf(LanewiseException.class)
        .hasMessageContaining("backward without a forward pass before it");
    assertThatThrownBy(
            () -> Network.of(SCALAR, Shape.of(3), 1, new Dense("fc", 4, 2, Initializers.zeros())))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Dense[fc]: input (batch, 3), expected (batch, 4)");
    assertThatThrownBy(() -> new Dense("fc", 0, 2, Initializers.zeros()))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Dense[fc]: in=0, expected 1 or more");
    assertThatThrownBy(() -> new Dense("fc", 1 << 20, 1 << 20, Initializers.zeros()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("more elements than an array can hold");
    assertThatThrownBy(() -> new Dense("f c", 1, 2, Initializers.zeros()))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("layer name \"f c\", expected 1 to 128 letters");
    assertThatThrownBy(() -> new Dropout("drop", 1))
        .isInstanceOf(LanewiseException.class)
        .hasMessage("Dropout[drop]: rate=1.0, expected 0 to less than 1");
    assertThatThrownBy(
            () -> {
              Dense dense = new Dense("fc", 3, 2, Initializers.zeros());
              Network.of(SCALAR, Shape.of(3), 1, dense);
              Network.of(SCALAR, Shape.of(3), 1, dense);
            })
        .isExactlyInstanceOf(LanewiseException.class)
        .hasMessageContaining("already belongs to a network");
    assertThatThrownBy(
            () ->
                Network.of(
                    SCALAR,
                    Shape.of(3),
                    1,
                    new Dense("fc", 3, 3, Initializers.zeros()),
                    new Dense("fc", 3, 3, Initializers.zeros())))
        .isExactlyInstanceOf(LanewiseException.class)
        .hasMessageContaining("layer name fc is of two different layers");
    assertThatThrownBy(
            () ->
                new Dense("fc", 3, 2, Initializers.zeros())
                    .forward(
                        List.of(SCALAR.zeros(1, 3)),
                        SCALAR.zeros(1, 2),
                        Workspace.forInference(SCALAR)))
        .isExactlyInstanceOf(LanewiseException.class)
        .hasMessageContaining("has no memory");
  }

  @Test
  void aLayerOfOnesOwnTrainsButHasNoDescription() {
    Network network = Network.of(SCALAR, Shape.of(3), 1, new Own());
    assertThatThrownBy(() -> network.graph().toText())
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("Own[mine]: has no description, expected description() to say kind");
  }

  private static final class Own extends UnaryLayer {
    Own() {
      super("mine");
    }

    @Override
    protected void forward(Tensor x, Tensor y, Workspace workspace) {
      workspace.backend().elements().copy(x, y);
    }

    @Override
    protected void backward(
        Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
      if (dX != null) {
        workspace.backend().elements().copy(dY, dX);
      }
    }
  }

  private static double[] gradients(Network network, Tensor x, Tensor dY, Workspace workspace) {
    network.parameterSet().clearGradients();
    network.forward(x, workspace);
    network.backward(dY, workspace);
    return network.parameterSet().gradients().toDoubles();
  }

  private static double value(Network network, String parameter) {
    return network.parameterSet().get(parameter).value().get(0);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-14);
  }

  private static Tensor random(Backend backend, Shape shape, long seed) {
    SeededRandom random = new SeededRandom(seed);
    Tensor x = backend.zeros(shape);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, random.nextGaussian());
    }
    return x;
  }
}
