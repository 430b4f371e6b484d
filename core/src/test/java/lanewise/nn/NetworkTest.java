package lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.nn.FullyConnectedNet.Normalization;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class NetworkTest {
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
          FullyConnectedNet.of(Shape.of(3, 4), 50, 33, 9)
              .normalization(Normalization.BATCH)
              .dropout(0.5)
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
        double[] before = network.forward(x, network.inferenceCache()).toDoubles();
        assertThat(frozen.forward(x, frozen.inferenceCache()).toDoubles())
            .as("%s, %d rows", backend.name(), rows)
            .isEqualTo(before);
      }
      Tensor x = random(backend, Shape.of(3, 3, 4), 6);
      double[] before = frozen.forward(x, frozen.inferenceCache()).toDoubles();
      backend.elements().fill(0.1, network.parameterSet().values());
      assertThat(frozen.forward(x, frozen.inferenceCache()).toDoubles()).isEqualTo(before);
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
      assertThat(frozen.forward(x, frozen.inferenceCache()).toDoubles())
          .as(backend.name())
          .isEqualTo(network.forward(x, network.inferenceCache()).toDoubles());
      assertThat(frozen.layers().get(4)).isSameAs(frozen.layers().get(0));
      assertThat(frozen.parameterSet().count()).isEqualTo(network.parameterSet().count() - 30);
    }
  }

  @Test
  void aFrozenNetworkCanNeitherBeTrainedNorDescribed() {
    Network frozen = FullyConnectedNet.of(Shape.of(4), 3, 2).build(SCALAR, 1).frozen();
    Cache cache = frozen.inferenceCache();
    Tensor y = frozen.forward(random(SCALAR, Shape.of(2, 4), 1), cache);

    assertThatThrownBy(() -> frozen.backward(y, cache))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("frozen, cannot be trained")
        .hasMessageContaining("train the network that was frozen");
    assertThatThrownBy(frozen::spec)
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("save or copy the network that was frozen");
  }

  @Test
  void oneNetworkServesManyThreadsWithTheSameBits() throws Exception {
    Network network =
        FullyConnectedNet.of(Shape.of(3, 4), 5, 16, 9)
            .normalization(Normalization.BATCH)
            .dropout(0.5)
            .build(SCALAR, 4);
    List<Tensor> batches = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      batches.add(random(SCALAR, Shape.of(i + 1, 3, 4), i));
      expected.add(network.forward(batches.get(i), network.inferenceCache()).toFloats());
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int first = t;
        tasks.add(
            () -> {
              Cache cache = network.inferenceCache();
              for (int i = 0; i < 200; i++) {
                int which = (first + i) % batches.size();
                assertThat(network.forward(batches.get(which), cache).toFloats())
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
        FullyConnectedNet.of(Shape.of(7), 5, 16)
            .normalization(Normalization.LAYER)
            .build(SCALAR, 4);
    Tensor x = random(SCALAR, Shape.of(9, 7), 1);
    float[] all = network.forward(x, network.inferenceCache()).toFloats();
    for (int row = 0; row < 9; row++) {
      float[] alone = network.forward(x.examples(row, 1), network.inferenceCache()).toFloats();
      for (int c = 0; c < 5; c++) {
        assertThat(alone[c]).isEqualTo(all[row * 5 + c]);
      }
    }
  }

  @Test
  void sameSeedSameParametersAndBackendsStartAlike() {
    FullyConnectedNet net = FullyConnectedNet.of(Shape.of(6), 3, 8);
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
        FullyConnectedNet.of(Shape.of(6), 3, 8).normalization(Normalization.BATCH).build(SCALAR, 5);
    network.forward(random(SCALAR, Shape.of(10, 6), 2), network.trainingCache());
    Network copy = network.copyTo(REFERENCE);
    assertThat(copy.spec()).isEqualTo(network.spec());
    for (Parameter parameter : network.parameters()) {
      assertThat(copy.parameterSet().get(parameter.name()).value().toDoubles())
          .as(parameter.name())
          .isEqualTo(parameter.value().toDoubles());
    }
    assertThat(copy.parameterSet().state().toDoubles()).isNotEqualTo(new double[16]);
  }

  @Test
  void refusesParametersOfAnotherNetwork() {
    Network small = FullyConnectedNet.of(Shape.of(6), 3, 8).build(SCALAR, 5);
    Network wide = FullyConnectedNet.of(Shape.of(6), 3, 9).build(SCALAR, 5);
    Network deep = FullyConnectedNet.of(Shape.of(6), 3, 8, 8).build(SCALAR, 5);
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
    assertThat(network.spec().build(REFERENCE, 1, Initializers.heNormal()).parameterSet().values())
        .extracting(Tensor::toDoubles)
        .isEqualTo(network.parameterSet().values().toDoubles());
    Tensor x = random(REFERENCE, Shape.of(2, 3), 3);
    Tensor dY = random(REFERENCE, Shape.of(2, 3), 4);
    Cache cache = network.trainingCache();
    double[] once = gradients(network, x, dY, cache);
    assertThat(gradients(network, x, dY, cache)).isEqualTo(once);
    network.backward(dY, cache);
    double[] twice = network.parameterSet().gradients().toDoubles();
    for (int i = 0; i < once.length; i++) {
      assertThat(twice[i]).isCloseTo(2 * once[i], org.assertj.core.api.Assertions.within(1e-14));
    }
  }

  @Test
  void givesNoInputGradientUnlessItIsWanted() {
    Network network = FullyConnectedNet.of(Shape.of(2, 3), 4, 5).build(REFERENCE, 1);
    Tensor x = random(REFERENCE, Shape.of(3, 2, 3), 1);
    Tensor dY = random(REFERENCE, Shape.of(3, 4), 2);
    Cache training = network.trainingCache();
    network.forward(x, training);
    assertThat(network.backward(dY, training)).isNull();
    Cache full = Cache.forTraining(REFERENCE);
    network.forward(x, full);
    Tensor dX = Objects.requireNonNull(network.backward(dY, full));
    assertThat(dX.shape()).isEqualTo(x.shape());
  }

  /** Behind layers that learn nothing the first product needs no gradient of its input either. */
  @Test
  void noGradientIsComputedForLayersThatLearnNothing() {
    int rows = 3;
    for (List<Layer> first :
        List.<List<Layer>>of(
            List.of(),
            List.of(new Flatten("flat")),
            List.of(new Dropout("drop", 0.3)),
            List.of(new ActivationLayer("act", Activation.GELU)),
            List.of(new Softmax("soft")),
            List.of(
                new Flatten("flat"),
                new ActivationLayer("act", Activation.TANH),
                new Dropout("drop", 0.1)))) {
      List<Layer> layers = new ArrayList<>(first);
      layers.add(new Dense("fc1", 6, 4, Activation.RELU, Initializers.heNormal()));
      layers.add(new Dense("fc2", 4, 2, Initializers.heNormal()));
      Network network = Network.of(SCALAR, Shape.of(2, 3), 1, layers);
      Cache needed = network.trainingCache();
      Cache full = Cache.forTraining(SCALAR);
      double[] without = gradients(network, needed, rows);
      assertThat(gradients(network, full, rows)).isEqualTo(without);
      int dense = first.size();
      for (int i = 0; i < layers.size(); i++) {
        Layer layer = layers.get(i);
        int saved = i > dense || layer instanceof Flatten ? 0 : 6 * rows;
        assertThat(full.child(i).bufferedValues() - needed.child(i).bufferedValues())
            .as("%s of %s", layer.name(), network.layers())
            .isEqualTo(saved);
      }
    }
  }

  private static double[] gradients(Network network, Cache cache, int rows) {
    cache.noiseSeed(9);
    network.parameterSet().clearGradients();
    network.forward(random(SCALAR, Shape.of(rows, 2, 3), 1), cache);
    network.backward(random(SCALAR, Shape.of(rows, 2), 2), cache);
    return network.parameterSet().gradients().toDoubles();
  }

  /** A service sees every batch size there is; what it keeps must not grow with them. */
  @Test
  void viewsAreKeptOfTheLatestBatchSizesOnly() {
    int sizes = 10_000;
    Cache cache = Cache.forInference(SCALAR);
    Tensor[] views = new Tensor[sizes + 1];
    for (int rows = sizes; rows > 0; rows--) {
      views[rows] = cache.buffer(0, rows, Shape.of(2));
      assertThat(views[rows].array()).isSameAs(views[sizes].array());
    }
    int kept = 0;
    for (int rows = 1; rows <= sizes; rows++) {
      kept += cache.buffer(0, rows, Shape.of(2)) == views[rows] ? 1 : 0;
    }
    assertThat(kept).isBetween(2, 8);
    assertThat(cache.bufferedValues()).isEqualTo(2L * sizes);
  }

  @Test
  void wholeBatchesAndTheLastOfAnEpochKeepTheirViews() {
    Cache cache = Cache.forTraining(SCALAR);
    Tensor whole = cache.buffer(0, 32, Shape.of(2));
    Tensor last = cache.buffer(0, 5, Shape.of(2));
    for (int epoch = 0; epoch < 100; epoch++) {
      assertThat(cache.bufferLike(0, whole)).isSameAs(whole);
      assertThat(cache.buffer(0, 5, Shape.of(2))).isSameAs(last);
    }
  }

  @Test
  void aNetworkIsNoLayerOfAnother() {
    Network inner = FullyConnectedNet.of(Shape.of(3), 4).build(SCALAR, 1);
    assertThatThrownBy(
            () ->
                Network.of(
                    SCALAR, Shape.of(3), 1, inner, new Dense("fc9", 4, 2, Initializers.heNormal())))
        .isExactlyInstanceOf(LanewiseException.class)
        .hasMessage(
            "Network: a network among the layers, expected layers that belong to none; join the"
                + " layers of both descriptions, spec().layers(), in one NetworkSpec");
    List<LayerSpec> joined = new ArrayList<>(inner.spec().layers());
    joined.add(new Dense.Spec("fc9", 4, 2, Activation.IDENTITY, true));
    assertThat(
            new NetworkSpec(Shape.of(3), joined)
                .build(SCALAR, 1, Initializers.heNormal())
                .outputShape())
        .isEqualTo(Shape.of(2));
  }

  @Test
  void aFrozenNetworkIsFrozenAgain() {
    Network network =
        FullyConnectedNet.of(Shape.of(5), 3, 4)
            .normalization(Normalization.BATCH)
            .prelu()
            .build(SCALAR, 2);
    Network once = network.frozen();
    Network twice = once.frozen();
    Tensor x = random(SCALAR, Shape.of(3, 5), 4);
    assertThat(twice.forward(x, twice.inferenceCache()).toDoubles())
        .isEqualTo(network.forward(x, network.inferenceCache()).toDoubles());
    // The kept statistics and gains are copies, so that nothing done to the first reaches it.
    once.parameterSet().values().set(0, 77);
    assertThat(twice.forward(x, twice.inferenceCache()).toDoubles())
        .isEqualTo(network.forward(x, network.inferenceCache()).toDoubles());
  }

  @Test
  void smallerBatchesUseTheSameMemory() {
    Network network = FullyConnectedNet.of(Shape.of(3), 2, 4).build(SCALAR, 1);
    Cache cache = network.trainingCache();
    Tensor large = network.forward(random(SCALAR, Shape.of(8, 3), 1), cache);
    Tensor small = network.forward(random(SCALAR, Shape.of(5, 3), 1), cache);
    assertThat(small.array()).isSameAs(large.array());
    assertThat(network.forward(random(SCALAR, Shape.of(8, 3), 1), cache)).isSameAs(large);
  }

  @Test
  void dropoutIsTheIdentityInInferenceAndSeededInTraining() {
    Network network = Network.of(REFERENCE, Shape.of(500), 1, new Dropout("drop", 0.25));
    Tensor x = REFERENCE.zeros(4, 500);
    REFERENCE.elements().fill(1, x);
    assertThat(network.forward(x, network.inferenceCache())).isSameAs(x);

    Cache cache = network.trainingCache();
    cache.noiseSeed(12);
    double[] first = network.forward(x, cache).toDoubles();
    assertThat(first).containsOnly(0, 1 / 0.75);
    double kept = java.util.Arrays.stream(first).filter(value -> value != 0).count() / 2000.0;
    // Five standard deviations of a binomial with 2000 draws.
    assertThat(kept)
        .isCloseTo(0.75, org.assertj.core.api.Assertions.within(5 * Math.sqrt(0.75 * 0.25 / 2000)));
    assertThat(network.forward(x, cache).toDoubles()).isEqualTo(first);
    cache.noiseSeed(13);
    assertThat(network.forward(x, cache).toDoubles()).isNotEqualTo(first);
    assertThat(first).isNotEqualTo(ofSecondDropout(x));
  }

  /** Two dropout layers of one network must not share a mask. */
  private static double[] ofSecondDropout(Tensor x) {
    Network network =
        Network.of(
            REFERENCE, Shape.of(500), 1, new Dropout("drop1", 0), new Dropout("drop2", 0.25));
    Cache cache = network.trainingCache();
    cache.noiseSeed(12);
    return network.forward(x, cache).toDoubles();
  }

  @Test
  void batchNormMovesItsRunningStatisticsAsCourseAndPyTorchDo() {
    for (boolean unbiased : new boolean[] {false, true}) {
      BatchNorm layer = new BatchNorm(new BatchNorm.Spec("bn", 1, 1e-5, 0.9, unbiased));
      Network network = Network.of(REFERENCE, Shape.of(1), 1, layer);
      Tensor x = REFERENCE.tensor(Shape.of(4, 1), 1, 2, 3, 6);
      double[] y = network.forward(x, network.trainingCache()).toDoubles();
      // Mean 3, biased variance 3.5, unbiased 14/3.
      assertThat(y[3]).isCloseTo(3 / Math.sqrt(3.5 + 1e-5), within());
      assertThat(value(network, "bn.running_mean")).isCloseTo(0.3, within());
      assertThat(value(network, "bn.running_var"))
          .isCloseTo(0.9 + 0.1 * (unbiased ? 14.0 / 3 : 3.5), within());

      double[] inferred = network.forward(x, network.inferenceCache()).toDoubles();
      assertThat(inferred[0])
          .isCloseTo((1 - 0.3) / Math.sqrt(value(network, "bn.running_var") + 1e-5), within());
      assertThat(value(network, "bn.running_mean")).isCloseTo(0.3, within());
    }
  }

  @Test
  void batchNormRefusesBackwardOfInference() {
    Network network = Network.of(REFERENCE, Shape.of(2), 1, new BatchNorm("bn", 2));
    Cache cache = network.inferenceCache();
    Tensor x = random(REFERENCE, Shape.of(3, 2), 1);
    network.forward(x, cache);
    assertThatThrownBy(() -> network.backward(x, cache))
        .isInstanceOf(LanewiseException.class)
        .hasMessage("BatchNorm[bn]: backward with an inference cache, expected Cache.forTraining");
  }

  @Test
  void softmaxLayersKeepTheirLimits() {
    Tensor x =
        SCALAR.tensor(
            Shape.of(2, 3), 1e30, -1e30, 0, Double.NEGATIVE_INFINITY, 2, Double.NEGATIVE_INFINITY);
    Network softmax = Network.of(SCALAR, Shape.of(3), 1, new Softmax("p"));
    assertThat(softmax.forward(x, softmax.inferenceCache()).toDoubles())
        .containsExactly(1, 0, 0, 0, 1, 0);
    Network log = Network.of(SCALAR, Shape.of(3), 1, new LogSoftmax("logp"));
    assertThat(log.forward(x, log.inferenceCache()).toDoubles())
        .startsWith(0)
        .endsWith(Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY);
  }

  @Test
  void fullyConnectedNetsHaveTheirParts() {
    NetworkSpec spec =
        FullyConnectedNet.of(Shape.of(8), 3, 6, 5)
            .normalization(Normalization.BATCH)
            .dropout(0.5)
            .spec();
    assertThat(spec.layers().stream().map(LayerSpec::name))
        .containsExactly("fc1", "bn1", "act1", "drop1", "fc2", "bn2", "act2", "drop2", "fc3");
    assertThat(FullyConnectedNet.of(Shape.of(8), 3, 6).spec().layers()).hasSize(2);
    assertThat(FullyConnectedNet.of(Shape.of(8), 3).spec().layers()).hasSize(1);
    assertThat(spec.parameterCount())
        .isEqualTo(spec.build(SCALAR, 1, Initializers.zeros()).parameterSet().count() + 2 * 11);
  }

  @Test
  void errorsNameLayerShapeAndFix() {
    Network network = FullyConnectedNet.of(Shape.of(2, 3), 4, 5).build(SCALAR, 1);
    assertThatThrownBy(() -> network.forward(SCALAR.zeros(3, 7), network.inferenceCache()))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Network: input (3, 7), expected a batch of (2, 3), so 6 values a row");
    assertThatThrownBy(() -> network.backward(SCALAR.zeros(3, 4), network.trainingCache()))
        .isExactlyInstanceOf(LanewiseException.class)
        .hasMessageContaining("expected a forward pass before backward");
    assertThatThrownBy(
            () -> Network.of(SCALAR, Shape.of(3), 1, new Dense("fc", 4, 2, Initializers.zeros())))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Dense[fc]: input example (3), expected 4 values");
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
        .hasMessageContaining("fc.weight stands twice");
    assertThatThrownBy(
            () ->
                new Dense("fc", 3, 2, Initializers.zeros())
                    .forward(SCALAR.zeros(1, 3), Cache.forInference(SCALAR)))
        .isExactlyInstanceOf(LanewiseException.class)
        .hasMessageContaining("has no memory");
  }

  @Test
  void aLayerOfOnesOwnTrainsButHasNoDescription() {
    Network network = Network.of(SCALAR, Shape.of(3), 1, new Own());
    assertThatThrownBy(network::spec)
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("Own[mine]: has no description, expected a layer of package");
  }

  private record Own() implements Layer {
    @Override
    public String name() {
      return "mine";
    }

    @Override
    public Shape outputShape(Shape inputShape) {
      return inputShape;
    }

    @Override
    public Tensor forward(Tensor x, Cache cache) {
      return x;
    }

    @Override
    public @Nullable Tensor backward(Tensor dY, Cache cache) {
      return dY;
    }
  }

  private static double[] gradients(Network network, Tensor x, Tensor dY, Cache cache) {
    network.parameterSet().clearGradients();
    network.forward(x, cache);
    network.backward(dY, cache);
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
