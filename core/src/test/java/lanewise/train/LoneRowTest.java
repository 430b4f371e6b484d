package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.BatchNorm;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.optim.Momentum;
import lanewise.optim.Sgd;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch normalisation where a batch has one row, which has no variance. */
class LoneRowTest {
  private static final int ROWS = 33;
  private static final int BATCH = 32;

  private final Backend backend = Backend.create("reference", 1);

  @AfterEach
  void close() {
    backend.close();
  }

  /**
   * The running variance is a mean of what it starts at, 1, and the variances of the whole batches,
   * of which each leaves out one of the 33 rows: so it lies between the smallest and the largest.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLoneRowAtTheEndOfAnEpochLeavesTheRunningStatistics(boolean unbiased) {
    Tensor x = wide();
    int epochs = 20;
    Network network =
        Network.of(
            backend,
            Shape.of(1),
            1,
            new BatchNorm("bn", 1, 1e-5, 0.9, unbiased),
            new Dense("fc", 1, 2, Initializers.heNormal()));
    trainer(network, x, BATCH, epochs).run();

    double old = Math.pow(0.9, epochs);
    double[] means = new double[ROWS];
    double[] variances = new double[ROWS];
    for (int left = 0; left < ROWS; left++) {
      int out = left;
      double[] others =
          IntStream.range(0, ROWS).filter(i -> i != out).mapToDouble(x::get).toArray();
      means[left] = meanOf(others);
      double mean = means[left];
      double squares =
          IntStream.range(0, BATCH).mapToDouble(i -> Math.pow(others[i] - mean, 2)).sum();
      variances[left] = squares / (unbiased ? BATCH - 1 : BATCH);
    }
    assertThat(network.parameterSet().get("bn.running_var").value().get(0))
        .isBetween(
            old + (1 - old) * min(variances) - 1e-9, old + (1 - old) * max(variances) + 1e-9);
    assertThat(network.parameterSet().get("bn.running_mean").value().get(0))
        .isBetween((1 - old) * min(means) - 1e-9, (1 - old) * max(means) + 1e-9);
  }

  /** The row is normalised to 0, so its output is the bias, and nothing reaches its input. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLayerAloneNormalisesALoneRowToItsBias(boolean unbiased) {
    BatchNorm layer = new BatchNorm("bn", 2, 1e-5, 0.9, unbiased);
    Network network = Network.of(backend, Shape.of(2), 1, layer);
    network.parameterSet().get("bn.bias").value().set(0, 0.5);
    var workspace = network.trainingWorkspace();
    workspace.wantInputGradient(true);
    Tensor y = network.forward(backend.tensor(Shape.of(1, 2), 7, -300), workspace);
    assertThat(y.toDoubles()).containsExactly(0.5, 0);
    network.backward(backend.tensor(Shape.of(1, 2), 1, 2), workspace);
    assertThat(network.inputGradient(0, workspace).toDoubles()).containsExactly(0, 0);
    assertThat(network.parameterSet().get("bn.running_mean").value().toDoubles())
        .containsExactly(0, 0);
    assertThat(network.parameterSet().get("bn.running_var").value().toDoubles())
        .containsExactly(1, 1);
    network.forward(backend.tensor(Shape.of(2, 2), 0, 0, 2, 4), workspace);
    double correction = unbiased ? 2 : 1;
    assertThat(network.parameterSet().get("bn.running_mean").value().toDoubles())
        .containsExactly(new double[] {0.1, 0.2}, within(1e-15));
    assertThat(network.parameterSet().get("bn.running_var").value().toDoubles())
        .containsExactly(
            new double[] {0.9 + 0.1 * correction, 0.9 + 0.4 * correction}, within(1e-15));
  }

  /** A resumed run leaves out the same rows. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResumedRunEndsWithTheSameStatistics(boolean unbiased) {
    Tensor x = wide();
    Network whole = normalized(unbiased);
    List<TrainerState> states = new ArrayList<>();
    Trainer.of(whole, new SoftmaxCrossEntropy(), momentum(), examples(x))
        .options(
            TrainingOptions.builder().batchSize(BATCH).epochs(4).checkpointSteps(3).seed(5).build())
        .listener(
            (event, run) -> {
              if (event instanceof TrainingEvent.CheckpointDue due) {
                states.add(due.state());
              }
            })
        .build()
        .run();
    Network resumed = normalized(unbiased);
    Trainer.of(resumed, new SoftmaxCrossEntropy(), momentum(), examples(x))
        .options(TrainingOptions.builder().batchSize(BATCH).epochs(4).seed(5).build())
        .build()
        .restore(states.getFirst())
        .run();
    assertThat(resumed.parameterSet().state().toDoubles())
        .containsExactly(whole.parameterSet().state().toDoubles());
    assertThat(resumed.parameterSet().values().toDoubles())
        .containsExactly(whole.parameterSet().values().toDoubles());
  }

  /** Where every batch is one row the statistics would stay what they were at first. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchesOfOneRowThroughoutAreRefused(boolean unbiased) {
    Network network = normalized(unbiased);
    assertThatThrownBy(() -> trainer(network, wide(), 1, 1))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Trainer: batches of 1 row with the batch normalisation bn1, expected 2 rows or more,"
                + " since one row has no variance; use a larger batch or layer normalisation");
    // One row a batch is enough for every other net.
    Network other = Nets.of(Shape.of(1), 2, value -> value.layerNorm().tanh(), 4).build(backend, 3);
    trainer(other, wide(), 1, 1).run();
  }

  private Network normalized(boolean unbiased) {
    var norm =
        new BatchNorm("bn1", 4, BatchNorm.DEFAULT_EPSILON, BatchNorm.DEFAULT_MOMENTUM, unbiased);
    return Nets.of(Shape.of(1), 2, value -> value.then(norm).tanh(), 4).build(backend, 3);
  }

  private static Momentum momentum() {
    return Momentum.of(1e-3);
  }

  private static Trainer trainer(Network network, Tensor x, int batch, int epochs) {
    return Trainer.of(network, new SoftmaxCrossEntropy(), Sgd.of(0), examples(x))
        .options(TrainingOptions.builder().batchSize(batch).epochs(epochs).seed(5).build())
        .build();
  }

  private static Examples examples(Tensor x) {
    return Examples.of(x, Targets.Labels.of(IntStream.range(0, ROWS).map(i -> i % 2).toArray()));
  }

  private Tensor wide() {
    SeededRandom random = new SeededRandom(11);
    return backend.tensor(
        Shape.of(ROWS, 1),
        IntStream.range(0, ROWS).mapToDouble(i -> 5 * random.nextGaussian()).toArray());
  }

  private static double meanOf(double[] values) {
    return java.util.Arrays.stream(values).sum() / values.length;
  }

  private static double min(double[] values) {
    return java.util.Arrays.stream(values).min().orElseThrow();
  }

  private static double max(double[] values) {
    return java.util.Arrays.stream(values).max().orElseThrow();
  }
}
