package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.data.BatchSampler.Mode;
import lanewise.data.DataException;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.optim.Optimizers;
import lanewise.optim.Schedules;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run that goes on from a state is, to the bit, the run that was never stopped: with dropout,
 * running statistics, moments, a changing rate, random samples, and early stopping.
 */
class ResumeTest {
  private final Backend backend = Backend.create("scalar", 1);
  private final Examples train = Problem.blobs(47, 1);
  private final Examples validation = Problem.blobs(31, 2);

  @AfterEach
  void close() {
    backend.close();
  }

  private TrainingOptions.Builder options(Mode sampling) {
    return TrainingOptions.builder()
        .sampling(sampling)
        .batchSize(10)
        .steps(sampling == Mode.FULL ? 12 : 33)
        .evaluateFirstStep(true)
        .trainAccuracyRows(9)
        .valRows(13)
        .seed(77);
  }

  private Trainer trainer(String rule, TrainingOptions options, Listener listener) {
    Network network =
        Nets.of(Shape.of(2), 3, value -> value.batchNorm().relu().dropout(0.25), 8, 8)
            .build(backend, 5);
    return Trainer.of(
            network, new SoftmaxCrossEntropy(), Optimizers.create(rule).learningRate(0.02), train)
        .validation(validation)
        .schedule(Schedules.exponential(0.9).times(Schedules.onPlateau(0, 0.5, 0.01)))
        .regularization(0.01)
        .options(options)
        .listener(listener)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "SHUFFLED, adam",
    "SHUFFLED, sgd",
    "WITH_REPLACEMENT, momentum",
    "FULL, rmsprop",
    "SHUFFLED, adagrad",
    "WITH_REPLACEMENT, adamw"
  })
  void aResumedRunIsTheUninterruptedRunBitForBit(Mode sampling, String rule) {
    TrainingOptions options = options(sampling).reportEvery(1).build();
    List<TrainerState> states = new ArrayList<>();
    Trainer whole =
        trainer(
            rule,
            options,
            (event, run) -> {
              if (event instanceof TrainingEvent.StepDone
                  || event instanceof TrainingEvent.Started) {
                states.add(run.snapshot());
              }
            });
    whole.run();
    TrainerState end = whole.snapshot();
    assertThat(states).hasSize((int) whole.totalSteps() + 1);

    long seed = 20261122;
    SeededRandom random = new SeededRandom(seed);
    for (int i = 0; i < 6; i++) {
      int step = i == 0 ? 0 : i == 1 ? states.size() - 1 : random.nextInt(states.size());
      Trainer resumed = trainer(rule, options, (event, run) -> {}).restore(states.get(step));
      assertThat(resumed.step()).isEqualTo(step);
      resumed.run();
      assertSame(resumed.snapshot(), end, "seed " + seed + ", resumed at step " + step);
    }
  }

  private static void assertSame(TrainerState actual, TrainerState expected, String what) {
    assertThat(actual.metadata()).as(what).isEqualTo(expected.metadata());
    assertThat(actual.tensors().keySet()).as(what).isEqualTo(expected.tensors().keySet());
    actual
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toDoubles())
                    .as(what + ": " + name)
                    .containsExactly(expected.tensor(name).toDoubles()));
  }

  /** A file whose checksum is right may still hold what no run ever saved. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step | -1 | step -1, expected 0 to",
        "step | 9223372036854775807 | step 9223372036854775807, expected",
        "step | 3 | history.loss of 33 values, expected 3",
        "step | x | step is \"x\", expected a number",
        "optimizer_steps | -2 | optimizer_steps -2, expected 0 to",
        "optimizer_steps | 9223372036854775807 | expected 0 to 2147483647",
        "noise | 00 | SeededRandom.ofState: \"00\", expected 64 hexadecimal digits",
        "samples | x | SeededRandom.ofState: \"x\", expected 64 hexadecimal digits",
        "optimizer | a\\nb | optimizer a b, expected adam",
      })
  void aForgedStateIsRefused(String name, String value, String message) {
    TrainerState good = end();
    Map<String, String> metadata = new HashMap<>(good.metadata());
    metadata.put(name, value.replace("\\n", "\n"));
    assertRefused(new TrainerState(good.tensors(), metadata), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "evaluation_step | 9.223372036854775807e18 | ends with 9.223372036854776E18, expected 0 to 33",
        "evaluation_step | -1 | ends with -1.0, expected 0 to 33",
        "evaluation_step | NaN | ends with NaN, expected 0 to 33",
        "rate | 1 | history.rate of 1 values, expected 33",
        "val_loss | 1 | history.val_loss of 1 values, expected 8",
      })
  void aForgedHistoryIsRefused(String name, double last, String message) {
    TrainerState good = end();
    Map<String, Tensor> tensors = new HashMap<>(good.tensors());
    double[] values = {last};
    if (name.equals("evaluation_step")) {
      values = good.tensor("history." + name).toDoubles();
      values[values.length - 1] = last;
    }
    tensors.put("history." + name, Tensor.of(values, 0, Shape.of(values.length)));
    assertRefused(new TrainerState(tensors, good.metadata()), message);
  }

  private TrainerState end() {
    Trainer whole = trainer("adam", options(Mode.SHUFFLED).build(), (event, run) -> {});
    whole.run();
    return whole.snapshot();
  }

  private void assertRefused(TrainerState forged, String message) {
    Trainer other = trainer("adam", options(Mode.SHUFFLED).build(), (event, run) -> {});
    assertThatThrownBy(() -> other.restore(forged))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void checkpointsAreDueByStepsAndByEpochsAndAtAnEarlyEnd() {
    assertThat(checkpoints(options(Mode.SHUFFLED).checkpointSteps(10).build()))
        .containsExactly(10L, 20L, 30L, 33L);
    assertThat(checkpoints(options(Mode.SHUFFLED).checkpointEpochs(3).build()))
        .containsExactly(15L, 30L, 33L);
    assertThat(checkpoints(options(Mode.SHUFFLED).checkpointEpochs(3).checkpointSteps(12).build()))
        .containsExactly(12L, 15L, 24L, 30L, 33L);
    assertThat(checkpoints(options(Mode.SHUFFLED).build())).isEmpty();
  }

  private List<Long> checkpoints(TrainingOptions options) {
    List<Long> steps = new ArrayList<>();
    trainer(
            "sgd",
            options,
            (event, run) -> {
              if (event instanceof TrainingEvent.CheckpointDue due) {
                steps.add(due.state().step());
              }
            })
        .run();
    return steps;
  }

  /** The last checkpoint of a stopped run is taken before the best parameters are put back. */
  @Test
  void theCheckpointOfAStoppedRunGoesOnExactly() {
    TrainingOptions options = options(Mode.SHUFFLED).reportEvery(1).checkpointSteps(1000).build();
    Trainer whole = trainer("adam", options, (event, run) -> {});
    whole.run();
    List<TrainerState> saved = new ArrayList<>();
    Trainer stopped =
        trainer(
            "adam",
            options,
            (event, run) -> {
              if (event instanceof TrainingEvent.StepDone done && done.step() == 21) {
                run.stop();
              } else if (event instanceof TrainingEvent.CheckpointDue due) {
                saved.add(due.state());
              }
            });
    assertThat(stopped.run().reason()).isEqualTo(TrainingResult.Reason.STOPPED);
    assertThat(saved).hasSize(1);
    assertThat(saved.getFirst().step()).isEqualTo(22);
    Trainer resumed = trainer("adam", options, (event, run) -> {}).restore(saved.getFirst());
    resumed.run();
    assertSame(resumed.snapshot(), whole.snapshot(), "stopped at 21");
  }

  @Test
  void aStateIsACopy() {
    Trainer trainer = trainer("adam", options(Mode.SHUFFLED).build(), (event, run) -> {});
    TrainerState state = trainer.snapshot();
    Map<String, double[]> before = new HashMap<>();
    state.tensors().forEach((name, tensor) -> before.put(name, tensor.toDoubles()));
    trainer.run();
    state
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toDoubles()).as(name).containsExactly(before.get(name)));
  }

  @Test
  void aStateOfSomethingElseIsRefused() {
    TrainingOptions options = options(Mode.SHUFFLED).build();
    TrainerState state = trainer("adam", options, (event, run) -> {}).snapshot();
    assertThatThrownBy(() -> trainer("sgd", options, (event, run) -> {}).restore(state))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("state of optimizer adam, expected sgd");
    assertThatThrownBy(
            () ->
                trainer("adam", options(Mode.SHUFFLED).batchSize(5).build(), (event, run) -> {})
                    .restore(state))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("BatchSampler.restore");
    assertRefused(state, "network.fc1.weight", null, "no tensor network.fc1.weight");
    assertRefused(
        state,
        "network.fc1.weight",
        Tensor.of(new float[3], 0, Shape.of(3)),
        "tensor network.fc1.weight (3), expected 16 values");
    assertRefused(state, "history.loss", null, "no tensor history.loss");
    Map<String, String> metadata = new LinkedHashMap<>(state.metadata());
    metadata.put("step", "many");
    assertThatThrownBy(
            () ->
                trainer("adam", options, (event, run) -> {})
                    .restore(new TrainerState(state.tensors(), metadata)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("step is \"many\", expected a number");
    metadata.remove("step");
    assertThatThrownBy(
            () ->
                trainer("adam", options, (event, run) -> {})
                    .restore(new TrainerState(state.tensors(), metadata)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("no step among");
  }

  private void assertRefused(
      TrainerState state, String name, @Nullable Tensor replacement, String message) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
    if (replacement == null) {
      tensors.remove(name);
    } else {
      tensors.put(name, replacement);
    }
    assertThatThrownBy(
            () ->
                trainer("adam", options(Mode.SHUFFLED).build(), (event, run) -> {})
                    .restore(new TrainerState(tensors, state.metadata())))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(message);
  }
}
