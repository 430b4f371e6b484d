package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.nn.Workspace;
import lanewise.optim.Optimizers;
import lanewise.optim.Sgd;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.TrainingOptions.Criterion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a run ends, and with which parameters. */
class StoppingTest {
  private final Backend backend = Backend.create("reference", 1);
  private final Examples train = Problem.blobs(30, 1);
  private final Examples validation = Problem.blobs(30, 2);

  @AfterEach
  void close() {
    backend.close();
  }

  private Trainer.Builder run(TrainingOptions.Builder options) {
    return run(0.2, options);
  }

  private Trainer.Builder run(double rate, TrainingOptions.Builder options) {
    return Trainer.of(Problem.net(backend, 3, 1), new SoftmaxCrossEntropy(), Sgd.of(rate), train)
        .validation(validation)
        .options(options.build());
  }

  /** The rate is 0 from epoch 4 on, so that nothing improves any more. */
  @Test
  void patienceCountsEvaluationsWithoutImprovement() {
    Trainer trainer =
        run(
                1,
                TrainingOptions.builder()
                    .fullBatch()
                    .epochs(50)
                    .criterion(Criterion.VAL_LOSS)
                    .patience(3))
            .schedule((step, epoch) -> epoch < 4 ? 0.2 : 0)
            .build();
    TrainingResult result = trainer.run();
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.NO_IMPROVEMENT);
    assertThat(result.epochs()).isEqualTo(4 + 3);
    assertThat(Problem.best(result).epoch()).isEqualTo(4);
  }

  /** A smaller improvement is still the best so far, but does not count for patience. */
  @Test
  void patienceAsksForTheMinimumImprovement() {
    Trainer trainer =
        run(
                0.01,
                TrainingOptions.builder()
                    .fullBatch()
                    .epochs(50)
                    .criterion(Criterion.VAL_LOSS)
                    .patience(4)
                    .minImprovement(10))
            .build();
    TrainingResult result = trainer.run();
    assertThat(result.epochs()).isEqualTo(1 + 4);
    double[] valLosses = result.history().valLosses();
    assertThat(valLosses[4]).isLessThan(valLosses[0]);
    assertThat(Problem.best(result).epoch()).isEqualTo(5);
  }

  @Test
  void equalAccuracyIsNoImprovement() {
    List<Long> improved = new ArrayList<>();
    Trainer trainer =
        run(0, TrainingOptions.builder().fullBatch().epochs(5))
            .listener(
                (event, run) -> {
                  if (event instanceof TrainingEvent.Improved better) {
                    improved.add(better.evaluation().epoch());
                  }
                })
            .build();
    assertThat(trainer.run().reason()).isEqualTo(TrainingResult.Reason.COMPLETED);
    assertThat(improved).containsExactly(1L);
  }

  /** From epoch 9 on the rate is negative: the network climbs the loss. */
  @Test
  void theBestParametersAreRestoredIfAskedFor() {
    Network restored = spoiled(true);
    Network last = spoiled(false);
    Evaluator judge = new Evaluator(restored, new SoftmaxCrossEntropy());
    double best = judge.evaluate(validation).meanLoss();
    assertThat(best)
        .isLessThan(new Evaluator(last, new SoftmaxCrossEntropy()).evaluate(validation).meanLoss());
    assertThat(best).isEqualTo(bestLoss);
  }

  private double bestLoss;

  private Network spoiled(boolean restore) {
    Trainer trainer =
        run(
                1,
                TrainingOptions.builder()
                    .fullBatch()
                    .epochs(12)
                    .criterion(Criterion.VAL_LOSS)
                    .restoreBest(restore))
            .schedule((step, epoch) -> epoch < 9 ? 0.3 : -0.5)
            .build();
    TrainingResult result = trainer.run();
    bestLoss = Problem.best(result).valLoss();
    assertThat(Problem.best(result).epoch()).isEqualTo(9);
    return trainer.network();
  }

  @Test
  void aListenerStopsTheRun() {
    Trainer trainer =
        run(TrainingOptions.builder().batchSize(10).epochs(50).reportEvery(1))
            .listener(
                (event, run) -> {
                  if (event instanceof TrainingEvent.StepDone done && done.step() == 6) {
                    run.stop();
                  }
                })
            .build();
    TrainingResult result = trainer.run();
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.STOPPED);
    assertThat(result.steps()).isEqualTo(7);
  }

  @Test
  void anInterruptStopsCleanlyWithTheBestParameters() throws InterruptedException {
    Trainer trainer =
        run(
                1,
                TrainingOptions.builder()
                    .fullBatch()
                    .epochs(1_000_000)
                    .reportEvery(1)
                    .criterion(Criterion.VAL_LOSS))
            .schedule((step, epoch) -> epoch < 9 ? 0.3 : -0.5)
            .listener(
                (event, run) -> {
                  if (event instanceof TrainingEvent.StepDone done && done.step() == 10) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build();
    List<TrainingResult> results = new ArrayList<>();
    List<Boolean> flags = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              results.add(trainer.run());
              flags.add(Thread.currentThread().isInterrupted());
            });
    thread.start();
    thread.join();
    assertThat(results).hasSize(1);
    TrainingResult result = results.getFirst();
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.INTERRUPTED);
    assertThat(result.steps()).isEqualTo(11);
    assertThat(flags).containsExactly(true);
    assertThat(
            new Evaluator(trainer.network(), new SoftmaxCrossEntropy())
                .evaluate(validation)
                .meanLoss())
        .isEqualTo(Problem.best(result).valLoss());
  }

  @Test
  void whatAListenerThrowsReachesTheCaller() {
    Trainer trainer =
        run(TrainingOptions.builder().batchSize(10).epochs(5).reportEvery(1))
            .listener(
                (event, run) -> {
                  throw new TrainingException("listener: full disk, expected room");
                })
            .build();
    assertThatThrownBy(trainer::run).hasMessage("listener: full disk, expected room");
  }

  @Test
  void divergenceNamesStepPlaceRateAndAdvice() {
    Network network = Problem.net(backend, 3, 1);
    Trainer trainer =
        Trainer.of(network, new SoftmaxCrossEntropy(), Sgd.of(1), train)
            .validation(validation)
            .schedule((step, epoch) -> step < 5 ? 0.1 : 1e308)
            .regularization(1)
            .options(TrainingOptions.builder().fullBatch().steps(100).evaluateEvery(5).build())
            .build();
    TrainingDivergedException diverged =
        catchThrowableOfType(TrainingDivergedException.class, trainer::run);
    assertThat(diverged.step()).isEqualTo(6);
    assertThat(diverged.learningRate()).isEqualTo(1e308);
    assertThat(diverged)
        .hasMessageMatching(
            "training step 6: loss (NaN|Infinity), first in .+ at learning rate 1.0E308, expected"
                + " a finite loss; lower the learning rate, clip the gradients or normalise the"
                + " features");
    // The best parameters before the disaster are in place.
    assertThat(backend.reductions().firstNonFinite(network.parameterSet().values())).isEqualTo(-1);
    assertThat(new Evaluator(network, new SoftmaxCrossEntropy()).evaluate(validation).accuracy())
        .isGreaterThan(0.3);
    assertThat(trainer.history().losses()).hasSize(6);
  }

  /** No loss follows the last update, so what it left is looked at. */
  @ParameterizedTest
  @CsvSource({
    "sgd, 1e308, 1e3, the parameter fc1.weight",
    "adam, 1e-3, 1e200, the state second of optimizer adam"
  })
  void aLastUpdateThatIsNotFiniteIsNoResult(
      String rule, double rate, double regularization, String origin) {
    List<String> heard = new ArrayList<>();
    Trainer trainer =
        Trainer.of(
                Problem.net(backend, 3, 1),
                new SoftmaxCrossEntropy(),
                Optimizers.create(rule).learningRate(rate),
                train)
            .validation(validation)
            .regularization(regularization)
            .options(TrainingOptions.builder().fullBatch().steps(1).checkpointSteps(1).build())
            .listener((event, run) -> heard.add(event.getClass().getSimpleName()))
            .build();
    TrainingDivergedException diverged =
        catchThrowableOfType(TrainingDivergedException.class, trainer::run);
    assertThat(diverged)
        .hasMessage(
            "training step 0: NaN or infinity after the update, in "
                + origin
                + " at learning rate "
                + rate
                + ", expected finite values; lower the learning rate, clip the gradients or"
                + " normalise the features");
    assertThat(diverged.step()).isZero();
    assertThat(diverged.origin()).isEqualTo(origin);
    assertThat(heard).containsExactly("Started");
  }

  @Test
  void aRunThatIsStoppedAfterABrokenUpdateEndsWithTheBestParameters() {
    Network network = Problem.net(backend, 3, 1);
    Trainer trainer =
        Trainer.of(network, new SoftmaxCrossEntropy(), Sgd.of(1), train)
            .validation(validation)
            .schedule((step, epoch) -> step < 6 ? 0.1 : 1e308)
            .regularization(1e3)
            .options(TrainingOptions.builder().batchSize(5).epochs(9).reportEvery(1).build())
            .listener(
                (event, run) -> {
                  if (event instanceof TrainingEvent.StepDone done && done.step() == 6) {
                    run.stop();
                  }
                })
            .build();
    assertThatThrownBy(trainer::run).isInstanceOf(TrainingDivergedException.class);
    assertThat(Objects.requireNonNull(trainer.best()).step()).isEqualTo(6);
    assertThat(new Evaluator(network, new SoftmaxCrossEntropy()).evaluate(validation).meanLoss())
        .isEqualTo(Objects.requireNonNull(trainer.best()).valLoss());
  }

  /** The forward pass that looks for the place must not train the statistics a second time. */
  @Test
  void divergenceMovesTheRunningStatisticsOnce() {
    Network network = normalized();
    Trainer trainer =
        Trainer.of(network, new SoftmaxCrossEntropy(), Sgd.of(1e-3), train)
            .options(TrainingOptions.builder().fullBatch().steps(1).restoreBest(false).build())
            .build();
    assertThatThrownBy(trainer::run)
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("the output of layer fc2");

    Network once = normalized();
    Tensor x = backend.zeros(30, 2);
    train.gather(IntStream.range(0, 30).toArray(), 30, x, new int[30]);
    once.forward(x, once.trainingWorkspace());
    assertThat(network.parameterSet().state().toDoubles())
        .containsExactly(once.parameterSet().state().toDoubles());
  }

  private Network normalized() {
    Network network =
        Nets.of(Shape.of(2), 3, value -> value.batchNorm().relu(), 8).build(backend, 1);
    backend.elements().fill(1e308, network.parameterSet().get("fc2.weight").value());
    return network;
  }

  /** Values have no accuracy, so the loss decides where nothing else is said. */
  @Test
  void valuesAreJudgedByTheirLoss() {
    Tensor x = backend.tensor(Shape.of(4, 2), 1, 2, 3, -1, 0, 1, 2, 2);
    Tensor y = backend.tensor(Shape.of(4, 1), 1, 2, 3, 4);
    Examples line = Examples.of(x, new Targets.Values(y));
    Trainer.Builder run =
        Trainer.of(
                Nets.relu(Shape.of(2), 1).build(backend, 1),
                new MeanSquaredError(),
                Sgd.of(0.05),
                line)
            .validation(line);
    Trainer trainer =
        run.options(TrainingOptions.builder().fullBatch().epochs(5).patience(2).build()).build();
    assertThat(trainer.criterion()).isEqualTo(Criterion.VAL_LOSS);
    TrainingResult result = trainer.run();
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.COMPLETED);
    assertThat(Problem.best(result).epoch()).isEqualTo(5);

    Trainer.Builder byAccuracy =
        run.options(
            TrainingOptions.builder().fullBatch().criterion(Criterion.VAL_ACCURACY).build());
    assertThatThrownBy(byAccuracy::build)
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Trainer: criterion VAL_ACCURACY without an accuracy to measure, expected labels and"
                + " two outputs or more; use VAL_LOSS");
    assertThat(run(TrainingOptions.builder().fullBatch()).build().criterion())
        .isEqualTo(Criterion.VAL_ACCURACY);
  }

  @Test
  void divergenceNamesTheLayerTheParameterOrTheInput() {
    Network large = Problem.net(backend, 3, 1);
    backend.elements().fill(10, large.parameterSet().get("fc1.weight").value());
    backend.elements().fill(1e308, large.parameterSet().get("fc2.weight").value());
    assertThat(originOf(large, train)).isEqualTo("the output of layer fc2");

    Network broken = Problem.net(backend, 3, 1);
    broken.parameterSet().get("fc1.bias").value().set(3, Double.NaN);
    assertThat(originOf(broken, train)).isEqualTo("the parameter fc1.bias of layer fc1");

    Tensor features = backend.zeros(2, 2);
    features.set(3, Double.NaN);
    assertThat(originOf(Problem.net(backend, 3, 1), Examples.of(features, Targets.Labels.of(0, 1))))
        .isEqualTo("the input of row 1, column 1");
  }

  /** A mistake in the data is no reason to train more slowly. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRowThatIsNotFiniteIsNamedByItsNumber(boolean ofTargets) {
    Examples broken = ofTargets ? line(40, 31, 1, Double.NaN) : line(40, 31, Double.NaN, 1);
    for (boolean whole : new boolean[] {false, true}) {
      TrainingOptions.Builder options = TrainingOptions.builder().epochs(1);
      Trainer trainer =
          Trainer.of(regression(), new Unchecked(), Sgd.of(1e-3), broken)
              .options((whole ? options.fullBatch() : options.batchSize(7)).build())
              .build();
      assertThatThrownBy(trainer::run)
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageMatching(
              "training step \\d+: loss NaN, first in "
                  + (ofTargets ? "the target" : "the input")
                  + " of row 31, column 0 at learning rate 0.001, expected a finite loss; correct"
                  + " the row or leave it out");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, NaN, the target of row", "NaN, 1, the input of row"})
  void aValidationRowThatIsNotFiniteEndsTheRun(double x, double y, String origin) {
    List<String> heard = new ArrayList<>();
    Network network = regression();
    Trainer trainer =
        Trainer.of(network, new Unchecked(), Sgd.of(1e-3), line(40, 0, 1, 1))
            .validation(line(600, 555, x, y))
            .options(TrainingOptions.builder().batchSize(10).epochs(9).patience(2).build())
            .listener((event, run) -> heard.add(event.getClass().getSimpleName()))
            .build();
    TrainingDivergedException diverged =
        catchThrowableOfType(TrainingDivergedException.class, trainer::run);
    assertThat(diverged)
        .hasMessage(
            "training step 3: loss NaN of validation row 555, first in "
                + origin
                + " 555, column 0 at learning rate 0.001, expected a finite loss; correct the row"
                + " or leave it out");
    assertThat(diverged.step()).isEqualTo(3);
    assertThat(heard).containsExactly("Started");
  }

  /** Finite rows, whose outputs are too large: here the training is to blame. */
  @Test
  void aValidationLossThatOverflowsIsDivergence() {
    try (Backend single = Backend.create("scalar", 1)) {
      Trainer trainer =
          Trainer.of(
                  Nets.relu(Shape.of(1), 1).build(single, 1),
                  new MeanSquaredError(),
                  Sgd.of(1e-3),
                  line(40, 0, 1, 1))
              .validation(line(40, 17, 1e30, 1))
              .options(TrainingOptions.builder().batchSize(10).epochs(9).build())
              .build();
      assertThatThrownBy(trainer::run)
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessage(
              "training step 3: loss Infinity of validation row 17, first in the loss of finite"
                  + " outputs at learning rate 0.001, expected a finite loss; lower the learning"
                  + " rate, clip the gradients or normalise the features");
    }
  }

  @Test
  void validationWithNothingThatCountsIsRefused() {
    Tensor x = backend.tensor(Shape.of(2, 2), 1, 2, 3, 4);
    Trainer trainer =
        run(TrainingOptions.builder().fullBatch().epochs(9).patience(2))
            .validation(Examples.of(x, Targets.Labels.of(-1, -1)))
            .build();
    assertThatThrownBy(trainer::run)
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Trainer: 2 validation rows of which none counts for the loss, expected one or more"
                + " with a label");
  }

  private Network regression() {
    return Nets.relu(Shape.of(1), 1).build(backend, 1);
  }

  /** The points (1, 1), but for one. */
  private Examples line(int count, int odd, double x, double y) {
    Tensor features = backend.zeros(count, 1);
    Tensor values = backend.zeros(count, 1);
    backend.elements().fill(1, features);
    backend.elements().fill(1, values);
    features.set(odd, x);
    values.set(odd, y);
    return Examples.of(features, new Targets.Values(values));
  }

  /** The squared error as a loss of one's own, which names no domain. */
  private record Unchecked(Loss loss) implements Loss {
    Unchecked() {
      this(new MeanSquaredError());
    }

    @Override
    public String name() {
      return "unchecked";
    }

    @Override
    public double forward(Tensor logits, Targets targets, Workspace workspace) {
      return loss.forward(logits, targets, workspace);
    }

    @Override
    public double divisor(Tensor logits, Targets targets) {
      return loss.divisor(logits, targets);
    }

    @Override
    public Tensor perExample(Workspace workspace) {
      return loss.perExample(workspace);
    }

    @Override
    public Tensor backward(Workspace workspace) {
      return loss.backward(workspace);
    }
  }

  private static String originOf(Network network, Examples examples) {
    Trainer trainer =
        Trainer.of(network, new SoftmaxCrossEntropy(), Sgd.of(1e-3), examples)
            .options(TrainingOptions.builder().fullBatch().steps(1).build())
            .build();
    TrainingDivergedException diverged =
        catchThrowableOfType(TrainingDivergedException.class, trainer::run);
    assertThat(diverged.step()).isZero();
    assertThat(diverged).hasMessageContaining("first in " + diverged.origin());
    return diverged.origin();
  }

  @Test
  void aLossThatOverflowsOnFiniteOutputsIsNamed() {
    Network network = Problem.net(backend, 3, 1);
    backend.elements().fill(1e200, network.parameterSet().weights());
    Trainer trainer =
        Trainer.of(network, new SoftmaxCrossEntropy(), Sgd.of(1e-3), train)
            .regularization(1)
            .options(TrainingOptions.builder().fullBatch().steps(1).build())
            .build();
    assertThatThrownBy(trainer::run)
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("first in the loss of finite outputs");
  }
}
