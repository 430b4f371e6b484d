package lanewise.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.nn.Network;
import lanewise.tensor.LanewiseException;
import lanewise.train.Problem;
import lanewise.train.TrainingException;
import lanewise.train.TrainingOptions;
import lanewise.train.TrainingResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SolverTest {
  private final Backend backend = Backend.create("reference", 1);
  private final Network network = Problem.net(backend, 3, 1);
  private final Problem.Recorded train = new Problem.Recorded(Problem.blobs(45, 1));
  private final Problem.Recorded validation = new Problem.Recorded(Problem.blobs(30, 2));

  @AfterEach
  void close() {
    backend.close();
  }

  private Solver.Builder solver(Map<String, ? extends @Nullable Object> options) {
    return Solver.of(network, new SoftmaxCrossEntropy(), train, validation, options);
  }

  @Test
  void theExampleOfTheCourseTrains() {
    List<String> lines = new ArrayList<>();
    Solver solver =
        solver(
                Map.of(
                    "update_rule", "sgd_momentum",
                    "optim_config", Map.of("learning_rate", 0.05, "momentum", 0.8),
                    "lr_decay", 0.95,
                    "num_epochs", 8,
                    "batch_size", 10,
                    "print_every", 4,
                    "num_train_samples", 20,
                    "num_val_samples", 25,
                    "verbose", true))
            .regularization(0.01)
            .seed(3)
            .printTo(lines::add)
            .build();
    TrainingResult result = solver.train();
    // 45 rows, 10 a batch: 4 iterations per epoch, as in the course, and 8 epochs.
    assertThat(result.steps()).isEqualTo(32);
    assertThat(solver.lossHistory()).hasSize(32);
    assertThat(solver.trainAccHistory()).hasSize(1 + 8);
    assertThat(solver.valAccHistory()).hasSize(1 + 8);
    assertThat(solver.bestValAcc())
        .isEqualTo(Arrays.stream(solver.valAccHistory()).max().getAsDouble())
        .isGreaterThan(0.9);
    assertThat(solver.histories())
        .containsOnlyKeys("loss_history", "train_acc_history", "val_acc_history");
    assertThat(solver.histories().get("loss_history")).containsExactly(solver.lossHistory());
    double[] rates = result.history().learningRates();
    assertThat(rates[3]).isEqualTo(0.05);
    assertThat(rates[4]).isEqualTo(0.05 * 0.95);
    assertThat(rates[31]).isEqualTo(0.05 * StrictMath.pow(0.95, 7));
    assertThat(train.gathered().subList(0, 2))
        .extracting(rows -> rows.length)
        .containsExactly(10, 20);
    assertThat(validation.gathered()).allSatisfy(rows -> assertThat(rows).hasSize(25));
    assertThat(lines.get(0)).matches("\\(Iteration 1 / 32\\) loss: \\d+\\.\\d{6}");
    assertThat(lines.get(1))
        .matches("\\(Epoch 0 / 8\\) train acc: 0\\.\\d{6}; val_acc: 0\\.\\d{6}");
    assertThat(lines).filteredOn(line -> line.startsWith("(Iteration")).hasSize(8);
    assertThat(lines).filteredOn(line -> line.startsWith("(Epoch")).hasSize(9);
    assertThat(lines.getLast()).startsWith("(Epoch 8 / 8)");
  }

  @Test
  void theDefaultsAreThoseOfTheCourse() {
    Solver solver =
        Solver.of(
                network,
                new SoftmaxCrossEntropy(),
                Problem.blobs(250, 1),
                validation,
                Map.of("num_epochs", 3))
            .build();
    TrainingOptions options = solver.trainer().options();
    assertThat(options.batchSize()).isEqualTo(100);
    assertThat(options.reportEvery()).isEqualTo(10);
    assertThat(options.trainAccuracyRows()).isEqualTo(1000);
    assertThat(options.valRows()).isEqualTo(Integer.MAX_VALUE);
    assertThat(solver.trainer().totalSteps()).isEqualTo(3 * 2);
    solver.train();
    assertThat(solver.trainer().history().learningRates()).containsOnly(1e-2);
  }

  @Test
  void noneMeansAll() {
    Map<String, @Nullable Object> options = new HashMap<>();
    options.put("num_train_samples", null);
    options.put("num_val_samples", null);
    options.put("checkpoint_name", null);
    options.put("batch_size", 15);
    Solver solver = solver(options).build();
    assertThat(solver.trainer().options().trainAccuracyRows()).isEqualTo(Integer.MAX_VALUE);
    assertThat(solver.trainer().options().valRows()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void checkpointsAreSavedAfterEachEpochByName() {
    Map<String, Long> saved = new HashMap<>();
    Map<String, Object> options =
        Map.of("checkpoint_name", "toy", "num_epochs", 3, "batch_size", 20, "verbose", false);
    solver(options)
        .saveTo((name, state) -> saved.put(name, state.step()))
        .printTo(
            line -> {
              throw new AssertionError("printed although not verbose: " + line);
            })
        .build()
        .train();
    assertThat(saved)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("toy_epoch_1", 2L, "toy_epoch_2", 4L, "toy_epoch_3", 6L));
    assertThatThrownBy(() -> solver(options).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("checkpoint_name without a place to save to");
  }

  @Test
  void whatIsUnknownIsRefusedWithWhatIsKnown() {
    assertThatThrownBy(() -> solver(Map.of("learning_rate", 1)).build())
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Solver: unknown option learning_rate, expected one of [update_rule, optim_config,"
                + " lr_decay, batch_size, num_epochs, print_every, num_train_samples,"
                + " num_val_samples, checkpoint_name, verbose]");
    assertThatThrownBy(() -> solver(Map.of("update_rule", "adamm")).build())
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("adamm");
    assertThatThrownBy(() -> solver(Map.of("optim_config", Map.of("rate", 1))).build())
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("unknown option rate");
    assertRefused("optim_config", 3, "a map of numbers");
    assertRefused("lr_decay", 0, "a finite number greater than 0");
    assertRefused("batch_size", 2.5, "an integer, 1 or more");
    assertRefused("num_epochs", 0, "an integer, 1 or more");
    assertRefused("print_every", "often", "an integer, 1 or more");
    assertRefused("num_val_samples", -1, "an integer, 1 or more");
    assertRefused("verbose", 1, "true or false");
  }

  private void assertRefused(String name, Object value, String rule) {
    assertThatThrownBy(() -> solver(Map.of(name, value)).build())
        .isInstanceOf(TrainingException.class)
        .hasMessage("Solver: " + name + " is " + value + ", expected " + rule);
  }
}
