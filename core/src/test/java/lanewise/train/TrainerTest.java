package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import lanewise.data.BatchSampler;
import lanewise.data.BatchSampler.Mode;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.kernel.Backend;
import lanewise.loss.L2Penalty;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Graph;
import lanewise.nn.Initializer;
import lanewise.nn.Initializers;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.nn.Workspace;
import lanewise.optim.Adam;
import lanewise.optim.GradientClipping;
import lanewise.optim.Momentum;
import lanewise.optim.OptimizerState;
import lanewise.optim.Schedule;
import lanewise.optim.Schedules;
import lanewise.optim.Sgd;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
  private final Backend backend = Backend.create("reference", 1);
  private final Examples blobs = Problem.blobs(50, 1);

  @AfterEach
  void close() {
    backend.close();
  }

  /** Replays the recorded batches with layers, loss and optimizer alone. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void aRunIsTheLoopOneWouldWriteByHand(Mode sampling) {
    GradientClipping clipping = GradientClipping.byNorm(0.2);
    Problem.Recorded recorded = new Problem.Recorded(blobs);
    Network trained = Problem.net(backend, 3, 7);
    TrainingOptions options =
        TrainingOptions.builder()
            .sampling(sampling)
            .batchSize(16)
            .epochs(3)
            .trainAccuracyRows(0)
            .seed(5)
            .build();
    Trainer trainer =
        Trainer.of(trained, new SoftmaxCrossEntropy(), Momentum.of(1), recorded)
            .options(options)
            .schedule((step, epoch) -> 0.1 / (1 + step) + 0.01 * epoch)
            .clipping(clipping)
            .regularization(0.3)
            .build();
    trainer.run();

    Network byHand = Problem.net(backend, 3, 7);
    Workspace workspace = byHand.trainingWorkspace();
    Workspace lossWorkspace = Workspace.forTraining(backend);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    L2Penalty penalty = new L2Penalty(0.3);
    OptimizerState updates = Momentum.of(1).begin(byHand.parameterSet(), penalty.strength());
    int steps = (int) trainer.totalSteps();
    int perEpoch = steps / 3;
    double[] losses = new double[steps];
    for (int step = 0; step < steps; step++) {
      int[] rows = recorded.gathered().get(sampling == Mode.FULL ? 0 : step);
      Tensor x = backend.zeros(rows.length, 2);
      int[] labels = new int[rows.length];
      blobs.gather(rows, rows.length, x, labels);
      byHand.parameterSet().clearGradients();
      Tensor logits = byHand.forward(x, workspace);
      losses[step] =
          loss.forward(logits, Targets.Labels.of(labels), lossWorkspace)
              + penalty.value(byHand.parameterSet());
      byHand.backward(loss.backward(lossWorkspace), workspace);
      clipping.apply(byHand.parameterSet());
      int epoch = step / perEpoch;
      updates.step(0.1 / (1 + step) + 0.01 * epoch);
    }
    assertThat(trainer.history().losses()).containsExactly(losses);
    assertThat(trained.parameterSet().values().toDoubles())
        .containsExactly(byHand.parameterSet().values().toDoubles());
  }

  @Test
  void shuffledEpochsHoldEachRowOnceInChangingOrder() {
    Problem.Recorded recorded = new Problem.Recorded(blobs);
    Trainer trainer =
        trainer(recorded, TrainingOptions.builder().batchSize(16).epochs(3).trainAccuracyRows(0));
    assertThat(trainer.totalSteps()).isEqualTo(3 * 4);
    trainer.run();
    List<List<Integer>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> rows = new ArrayList<>();
      recorded.gathered().subList(4 * epoch, 4 * epoch + 4).stream()
          .flatMapToInt(Arrays::stream)
          .forEach(rows::add);
      assertThat(rows).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50).boxed().toList());
      epochs.add(rows);
    }
    assertThat(epochs).doesNotHaveDuplicates();
    assertThat(recorded.gathered().get(3)).hasSize(2);
  }

  @Test
  void aFullBatchIsGatheredOnce() {
    Problem.Recorded recorded = new Problem.Recorded(blobs);
    trainer(recorded, TrainingOptions.builder().fullBatch().steps(20).trainAccuracyRows(0)).run();
    assertThat(recorded.gathered()).hasSize(1);
    assertThat(recorded.gathered().getFirst()).isEqualTo(IntStream.range(0, 50).toArray());
  }

  @Test
  void theSeedAloneDecides() {
    double[] first = losses(3);
    assertThat(losses(3)).containsExactly(first);
    assertThat(losses(4)).isNotEqualTo(first);
  }

  private double[] losses(long seed) {
    Trainer trainer = trainer(blobs, TrainingOptions.builder().batchSize(8).epochs(2).seed(seed));
    trainer.run();
    return trainer.history().losses();
  }

  @Test
  void twoSpiralsAreLearned() {
    Network network = Nets.relu(Shape.of(2), 2, 32, 32).build(backend, 1);
    Trainer trainer =
        Trainer.of(network, new SoftmaxCrossEntropy(), Adam.of(1e-2), Problem.spirals(300, 1))
            .validation(Problem.spirals(200, 2))
            .options(TrainingOptions.builder().batchSize(30).epochs(60).build())
            .build();
    TrainingResult result = trainer.run();
    assertThat(Problem.best(result).valAccuracy()).isGreaterThan(0.95);
    Metrics judged =
        new Evaluator(network, new SoftmaxCrossEntropy()).evaluate(Problem.spirals(200, 2));
    assertThat(judged.accuracy()).isEqualTo(Problem.best(result).valAccuracy());
  }

  @Test
  void theLossOfAStepIsThatBeforeItsUpdate() {
    Network network = Nets.relu(Shape.of(2), 3).build(backend, 1, Initializers.zeros());
    Trainer trainer =
        Trainer.of(network, new SoftmaxCrossEntropy(), Sgd.of(0.1), blobs)
            .options(TrainingOptions.builder().fullBatch().steps(2).build())
            .build();
    trainer.run();
    assertThat(trainer.history().losses()[0]).isCloseTo(Math.log(3), within(1e-15));
    assertThat(trainer.history().losses()[1]).isLessThan(Math.log(3) - 0.05);
  }

  @Test
  void eventsComeAtTheStepsAskedForInOrder() {
    List<String> heard = new ArrayList<>();
    Trainer trainer =
        Trainer.of(Problem.net(backend, 3, 1), new SoftmaxCrossEntropy(), Sgd.of(1), blobs)
            .validation(Problem.blobs(20, 2))
            .schedule((step, epoch) -> 0.01 * (1 + epoch))
            .options(
                TrainingOptions.builder()
                    .batchSize(25)
                    .epochs(2)
                    .reportEvery(2)
                    .checkpointSteps(3)
                    .build())
            .listener((event, run) -> heard.add(describe(event)))
            .build();
    TrainingResult result = trainer.run();
    assertThat(heard)
        .filteredOn(line -> !line.equals("improved"))
        .containsExactly(
            "started 0 4 2",
            "step 0 epoch 0 rate 0.01",
            "evaluated after 2, epoch 1",
            "step 2 epoch 1 rate 0.02",
            "checkpoint 3",
            "evaluated after 4, epoch 2",
            "checkpoint 4",
            "finished COMPLETED");
    assertThat(heard.indexOf("improved"))
        .isEqualTo(heard.indexOf("evaluated after 2, epoch 1") + 1);
    assertThat(result.steps()).isEqualTo(4);
    assertThat(result.epochs()).isEqualTo(2);
    assertThat(result.history().learningRates()).containsExactly(0.01, 0.01, 0.02, 0.02);
    assertThat(result.history().evaluationSteps()).containsExactly(2, 4);
    assertThat(result.history().evaluationEpochs()).containsExactly(1, 2);
    double[] losses = result.history().losses();
    assertThat(result.history().trainLosses())
        .containsExactly((losses[0] + losses[1]) / 2, (losses[2] + losses[3]) / 2);
  }

  private static String describe(TrainingEvent event) {
    return switch (event) {
      case TrainingEvent.Started e ->
          "started " + e.firstStep() + " " + e.totalSteps() + " " + e.stepsPerEpoch();
      case TrainingEvent.StepDone e ->
          "step " + e.step() + " epoch " + e.epoch() + " rate " + e.learningRate();
      case TrainingEvent.Evaluated e ->
          "evaluated after " + e.evaluation().step() + ", epoch " + e.evaluation().epoch();
      case TrainingEvent.Improved e -> "improved";
      case TrainingEvent.CheckpointDue e -> "checkpoint " + e.state().step();
      case TrainingEvent.Finished e -> "finished " + e.result().reason();
    };
  }

  @Test
  void stepsMayEndWithinAnEpoch() {
    Trainer trainer = trainer(blobs, TrainingOptions.builder().batchSize(10).steps(7));
    TrainingResult result = trainer.run();
    assertThat(result.steps()).isEqualTo(7);
    assertThat(result.epochs()).isEqualTo(1);
    assertThat(result.history().evaluationSteps()).containsExactly(5, 7);
    assertThatThrownBy(trainer::run)
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("a second call");
  }

  @Test
  void evaluationsCanBeRareOrEarly() {
    Trainer rare =
        trainer(
            blobs,
            TrainingOptions.builder()
                .batchSize(25)
                .epochs(5)
                .evaluateEvery(2)
                .evaluateFirstStep(true));
    assertThat(rare.run().history().evaluationSteps()).containsExactly(1, 4, 8, 10);
    Trainer last =
        trainer(blobs, TrainingOptions.builder().batchSize(25).epochs(5).evaluateEvery(0));
    assertThat(last.run().history().evaluationSteps()).containsExactly(10);
  }

  @Test
  void accuraciesAreMeasuredOnAsManyRowsAsAskedFor() {
    Problem.Recorded train = new Problem.Recorded(blobs);
    Problem.Recorded validation = new Problem.Recorded(Problem.blobs(30, 2));
    Trainer trainer =
        Trainer.of(Problem.net(backend, 3, 1), new SoftmaxCrossEntropy(), Sgd.of(1e-3), train)
            .validation(validation)
            .options(
                TrainingOptions.builder()
                    .fullBatch()
                    .epochs(2)
                    .trainAccuracyRows(11)
                    .valRows(30)
                    .build())
            .build();
    trainer.run();
    assertThat(train.gathered()).extracting(rows -> rows.length).containsExactly(50, 11, 11);
    assertThat(train.gathered().get(1)).isNotEqualTo(train.gathered().get(2));
    assertThat(validation.gathered()).allSatisfy(rows -> assertThat(rows).hasSize(30));
    assertThat(Arrays.stream(trainer.history().trainAccuracies()).boxed())
        .allSatisfy(accuracy -> assertThat(accuracy).isBetween(0., 1.));

    Trainer without =
        trainer(blobs, TrainingOptions.builder().epochs(1).batchSize(50).trainAccuracyRows(0));
    assertThat(without.run().history().trainAccuracies()).containsExactly(Double.NaN);
    assertThat(without.history().valAccuracies()).containsExactly(Double.NaN);
    assertThat(without.history().valLosses()).containsExactly(Double.NaN);
  }

  @Test
  void valuesAreTargetsToo() {
    SeededRandom random = new SeededRandom(3);
    Tensor x = backend.zeros(40, 2);
    Tensor y = backend.zeros(40, 1);
    for (int i = 0; i < 40; i++) {
      x.set(2 * i, random.nextGaussian());
      x.set(2 * i + 1, random.nextGaussian());
      y.set(i, 3 * x.get(2 * i) - 2 * x.get(2 * i + 1) + 0.5);
    }
    Examples line = Examples.of(x, new Targets.Values(y));
    Network network = Nets.relu(Shape.of(2), 1).build(backend, 1);
    Trainer trainer =
        Trainer.of(network, new MeanSquaredError(), Sgd.of(0.1), line)
            .validation(line)
            .options(
                TrainingOptions.builder()
                    .batchSize(8)
                    .epochs(60)
                    .criterion(TrainingOptions.Criterion.VAL_LOSS)
                    .build())
            .build();
    TrainingResult result = trainer.run();
    assertThat(Problem.best(result).valLoss()).isLessThan(1e-10);
    assertThat(Problem.best(result).valAccuracy()).isNaN();
    assertThat(network.parameterSet().weights().toDoubles()[0]).isCloseTo(3, within(1e-4));
  }

  /**
   * Parameters and run draw from streams of one seed that have nothing to do with each other: no
   * number that one begins with is the state or the seed of another.
   */
  @Test
  void theStreamsOfANetworkAndARunOfOneSeedAreDistinct() {
    long seed = 17;
    List<SeededRandom> streams = new ArrayList<>();
    Initializer spy = (parameter, random) -> streams.add(copyOf(random));
    Graph.of(Value.input(2).dense(2).noBias().dense(2).noBias().dense(2).noBias())
        .build(backend, seed, spy);
    Trainer trainer =
        Trainer.of(
                Problem.net(backend, 3, seed),
                new SoftmaxCrossEntropy(),
                Sgd.of(1e-3),
                Problem.blobs(30, 1))
            .options(TrainingOptions.builder().batchSize(10).epochs(1).seed(seed).build())
            .build();
    TrainerState start = trainer.snapshot();
    streams.add(SeededRandom.ofState(start.metadata().getOrDefault("noise", "")));
    streams.add(SeededRandom.ofState(start.metadata().getOrDefault("samples", "")));
    Set<String> states = new HashSet<>();
    for (SeededRandom stream : streams) {
      assertThat(states.add(stream.state())).isTrue();
      long first = copyOf(stream).nextLong();
      assertThat(start.metadata().get("sampler"))
          .isNotEqualTo(new BatchSampler(Mode.SHUFFLED, 30, 10, first).state());
    }
  }

  private static SeededRandom copyOf(SeededRandom random) {
    return SeededRandom.ofState(random.state());
  }

  /** What a run has heard of its epochs must not reach another that is given the same schedule. */
  @Test
  void aScheduleServesManyRuns() {
    Schedule shared =
        Schedules.warmUp(1).times(Schedules.onPlateau(0, 0.1, 0)).times(Schedules.constant());
    double[] first = plateauRates(shared);
    assertThat(first).startsWith(0.01, 0.01, 0.01 * 0.1);
    assertThat(plateauRates(shared)).containsExactly(first);
    assertThat(shared.factor(0, 0)).isEqualTo(1);
  }

  /** The rates of a run that never improves: the weights stay, so that the loss does. */
  private double[] plateauRates(Schedule schedule) {
    List<Double> rates = new ArrayList<>();
    Trainer.of(
            Problem.net(backend, 3, 1),
            new SoftmaxCrossEntropy(),
            Sgd.of(0.01),
            Problem.blobs(30, 1))
        .clipping(GradientClipping.byValue(1e-300))
        .schedule(schedule)
        .options(TrainingOptions.builder().fullBatch().epochs(5).reportEvery(1).build())
        .listener(
            (event, run) -> {
              if (event instanceof TrainingEvent.StepDone done) {
                rates.add(done.learningRate());
              }
            })
        .build()
        .run();
    return rates.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Without validation the schedule hears the mean training loss, which a rate of 0 keeps. */
  @Test
  void aPlateauLowersTheRate() {
    Trainer.Builder run =
        Trainer.of(Problem.net(backend, 3, 1), new SoftmaxCrossEntropy(), Sgd.of(0), blobs)
            .options(TrainingOptions.builder().fullBatch().epochs(6).build());
    List<Double> factors = new ArrayList<>();
    Schedule watched = Schedules.onPlateau(1, 0.5, 0);
    run.schedule(
            new Schedule() {
              @Override
              public double factor(long step, long epoch) {
                factors.add(watched.factor(step, epoch));
                return watched.factor(step, epoch);
              }

              @Override
              public void epochEnded(double loss) {
                watched.epochEnded(loss);
              }
            })
        .build()
        .run();
    assertThat(factors).containsExactly(1.0, 1.0, 1.0, 0.5, 0.5, 0.25);
  }

  @Test
  void aDataSetTrainsLikeTheSameTensors() {
    float[] features = {1, 2, 3, 4, 5, 6, 7, 8};
    int[] labels = {0, 1, 1, 0};
    Dataset dataset =
        Dataset.of("toy", Shape.of(2), features, labels, List.of("a", "b"))
            .subset(new int[] {3, 1, 0});
    Examples tensors =
        Examples.of(
            Tensor.of(new float[] {7, 8, 3, 4, 1, 2}, 0, Shape.of(3, 2)),
            new Targets.Labels(new int[] {9, 0, 1, 0}, 1, 3));
    assertThat(smallRun(Examples.of(dataset))).containsExactly(smallRun(tensors));
  }

  private double[] smallRun(Examples examples) {
    Trainer trainer =
        Trainer.of(Problem.net(backend, 2, 1), new SoftmaxCrossEntropy(), Adam.of(1e-3), examples)
            .options(TrainingOptions.builder().batchSize(2).epochs(4).build())
            .build();
    trainer.run();
    return trainer.history().losses();
  }

  @Test
  void aStepAllocatesNothing() {
    try (Backend scalar = Backend.create("scalar", 1)) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      List<Long> allocated = new ArrayList<>();
      Trainer.of(Problem.net(scalar, 3, 1), new SoftmaxCrossEntropy(), Adam.of(1e-3), blobs)
          .regularization(0.1)
          .options(
              TrainingOptions.builder()
                  .batchSize(16)
                  .steps(801)
                  .evaluateEvery(0)
                  .reportEvery(100)
                  .build())
          .listener(
              (event, run) -> {
                if (event instanceof TrainingEvent.StepDone) {
                  allocated.add(threads.getCurrentThreadAllocatedBytes());
                }
              })
          .build()
          .run();
      assertThat(allocated).hasSize(9);
      // One object per step would be 16 bytes or more; the events, boxed numbers and the little
      // that
      // the JIT allocates where it gives up compiled code are within the allowance.
      assertThat(allocated.getLast() - allocated.get(1)).isLessThan(700 * 16);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TrainingOptions.Builder options = TrainingOptions.builder();
    assertThatThrownBy(() -> trainer(blobs, options.batchSize(51)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("batch size 51, expected 1 to 50");
    Examples wide = Examples.of(backend.zeros(4, 3), Targets.Labels.of(0, 1, 2, 0));
    assertThatThrownBy(() -> trainer(wide, options.batchSize(1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("examples of shape (3), expected (2)");
    assertThatThrownBy(() -> trainer(blobs, options.patience(3)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("patience 3 without validation examples");
    assertThatThrownBy(() -> Examples.of(backend.zeros(4, 3), Targets.Labels.of(0, 1)))
        .isInstanceOf(TrainingException.class)
        .hasMessage("Examples: 2 targets, expected 4, one per row of features");
    assertThatThrownBy(() -> Examples.of(backend.zeros(0, 3), Targets.Labels.of()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("expected 1 row or more");
    Examples strange = Examples.of(backend.zeros(2, 2), Targets.Labels.of(0, 3));
    assertThatThrownBy(() -> trainer(strange, TrainingOptions.builder().fullBatch().steps(1)).run())
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("label 3 at position 1, expected 0 to 2");
  }

  /** Two halves of what a step does, by hooks, are what it does by itself. */
  @Test
  void hooksSeeTheGradientsInOrderAndTheUpdateUsesWhatTheyLeave() {
    Examples blobs = Problem.blobs(40, 1);
    TrainingOptions options =
        TrainingOptions.builder().batchSize(10).epochs(2).trainAccuracyRows(0).build();
    Network plain = Problem.net(backend, 3, 1);
    Trainer.of(plain, new SoftmaxCrossEntropy(), Sgd.of(0.125), blobs)
        .options(options)
        .build()
        .run();

    Network hooked = Problem.net(backend, 3, 1);
    List<Double> sums = new ArrayList<>();
    Trainer.of(hooked, new SoftmaxCrossEntropy(), Sgd.of(0.25), blobs)
        .options(options)
        .gradientsReady(
            parameters -> sums.add(backend.reductions().sumOfSquares(parameters.gradients())))
        .gradientsReady(parameters -> backend.elements().scale(0.5, parameters.gradients()))
        .gradientsReady(
            parameters -> sums.add(backend.reductions().sumOfSquares(parameters.gradients())))
        .build()
        .run();

    assertThat(hooked.parameterSet().values().toDoubles())
        .isEqualTo(plain.parameterSet().values().toDoubles());
    assertThat(sums).hasSize(2 * 8);
    for (int i = 0; i < sums.size(); i += 2) {
      assertThat(sums.get(i)).isPositive();
      assertThat(sums.get(i + 1)).isEqualTo(sums.get(i) / 4);
    }
  }

  @Test
  void aHookThatFailsEndsTheRunBeforeTheUpdate() {
    Network network = Problem.net(backend, 3, 1);
    double[] before = network.parameterSet().values().toDoubles();
    Trainer trainer =
        Trainer.of(network, new SoftmaxCrossEntropy(), Sgd.of(0.25), Problem.blobs(40, 1))
            .options(TrainingOptions.builder().batchSize(10).build())
            .gradientsReady(
                parameters -> {
                  throw new IllegalStateException("a peer is gone");
                })
            .build();

    assertThatThrownBy(trainer::run).hasMessage("a peer is gone");
    assertThat(network.parameterSet().values().toDoubles()).isEqualTo(before);
  }

  private Trainer trainer(Examples examples, TrainingOptions.Builder options) {
    return Trainer.of(Problem.net(backend, 3, 1), new SoftmaxCrossEntropy(), Sgd.of(0.05), examples)
        .options(options.build())
        .build();
  }
}
