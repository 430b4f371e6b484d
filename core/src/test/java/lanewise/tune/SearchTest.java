package lanewise.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import lanewise.data.DataException;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.nn.Nets;
import lanewise.optim.Optimizers;
import lanewise.tensor.Shape;
import lanewise.train.Evaluator;
import lanewise.train.Examples;
import lanewise.train.Problem;
import lanewise.train.Trainer;
import lanewise.train.TrainingOptions;
import lanewise.train.TrainingOptions.Criterion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SearchTest {
  private static final SearchListener QUIET = (trial, best, done, total) -> {};

  private final Backend backend = Backend.create("scalar", 1);
  private final Examples train = Problem.spirals(90, 1);
  private final Examples validation = Problem.spirals(60, 2);
  private final TrainingOptions options =
      TrainingOptions.builder()
          .epochs(6)
          .batchSize(10)
          .criterion(Criterion.VAL_LOSS)
          .seed(42)
          .build();

  @AfterEach
  void close() {
    backend.close();
  }

  private Trainer prepare(Configuration configuration, TrainingOptions trial) {
    double rate = configuration.number("learning_rate");
    return Trainer.of(
            Nets.relu(Shape.of(2), 2, configuration.integer("hidden")).build(backend, trial.seed()),
            new SoftmaxCrossEntropy(),
            Optimizers.create(configuration.text("optimizer")).learningRate(rate),
            train)
        .validation(validation)
        .options(trial)
        .build();
  }

  private RandomSearch random(int trials) {
    Map<String, Space> spaces = new LinkedHashMap<>();
    spaces.put("learning_rate", new Space.Log(1e-3, 1e-1));
    spaces.put("hidden", new Space.Int(4, 20));
    spaces.put("optimizer", new Space.Item(List.of("sgd", "adam")));
    return new RandomSearch(spaces, trials, options);
  }

  private static int bestNumber(@Nullable Trial best) {
    return best == null ? -1 : best.number();
  }

  @Test
  void theBestTrialAndItsNetworkAreReturned() {
    List<String> heard = new ArrayList<>();
    SearchResult result =
        random(6)
            .run(
                this::prepare,
                (trial, best, done, total) ->
                    heard.add(trial.number() + " " + bestNumber(best) + " " + done + "/" + total));
    assertThat(result.trials()).extracting(Trial::number).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(result.trials()).extracting(Trial::configuration).doesNotHaveDuplicates();
    assertThat(result.trials()).extracting(Trial::seed).doesNotHaveDuplicates();
    Trial best = Objects.requireNonNull(result.best());
    assertThat(result.trials())
        .allSatisfy(t -> assertThat(t.score()).isLessThanOrEqualTo(best.score()));
    assertThat(best.score()).isEqualTo(-best.valLoss());
    assertThat(
            new Evaluator(Objects.requireNonNull(result.network()), new SoftmaxCrossEntropy())
                .evaluate(validation)
                .meanLoss())
        .isEqualTo(best.valLoss());
    assertThat(heard).hasSize(6);
    assertThat(heard.getFirst()).isEqualTo("0 0 1/6");
    assertThat(heard.getLast()).isEqualTo("5 " + best.number() + " 6/6");
  }

  @Test
  void aTrialCanBeRunAgainFromItsSeed() {
    Trial trial = random(3).run(this::prepare, QUIET).trials().get(2);
    Trainer again = prepare(trial.configuration(), options.toBuilder().seed(trial.seed()).build());
    assertThat(again.run().history().valLosses()).contains(trial.valLoss());
  }

  /** More trials do not change the first ones; threads change nothing. */
  @Test
  void theResultDependsOnTheSeedAlone() {
    SearchResult one = random(5).run(this::prepare, QUIET);
    assertThat(random(7).run(this::prepare, QUIET).trials().subList(0, 5)).isEqualTo(one.trials());
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      SearchResult parallel = random(5).run(this::prepare, QUIET, threads);
      assertThat(parallel.trials()).isEqualTo(one.trials());
      assertThat(parallel.best()).isEqualTo(one.best());
      assertThat(Objects.requireNonNull(parallel.network()).parameterSet().values().toFloats())
          .containsExactly(
              Objects.requireNonNull(one.network()).parameterSet().values().toFloats());
    }
    RandomSearch other =
        new RandomSearch(random(5).spaces(), 5, options.toBuilder().seed(43).build());
    assertThat(other.configurations()).isNotEqualTo(random(5).configurations());
  }

  @Test
  void aGridHoldsEveryCombination() {
    Map<String, List<?>> axes = new LinkedHashMap<>();
    axes.put("learning_rate", List.of(1e-1, 1e-3));
    axes.put("hidden", List.of(4, 8, 16));
    axes.put("optimizer", List.of("adam"));
    GridSearch grid = new GridSearch(axes, options);
    assertThat(grid.configurations())
        .extracting(Configuration::toString)
        .containsExactly(
            "learning_rate=0.1 hidden=4 optimizer=adam",
            "learning_rate=0.1 hidden=8 optimizer=adam",
            "learning_rate=0.1 hidden=16 optimizer=adam",
            "learning_rate=0.001 hidden=4 optimizer=adam",
            "learning_rate=0.001 hidden=8 optimizer=adam",
            "learning_rate=0.001 hidden=16 optimizer=adam");
    SearchResult result = grid.run(this::prepare, QUIET);
    assertThat(result.trials()).hasSize(6);
    assertThat(Objects.requireNonNull(result.best()).configuration().number("learning_rate"))
        .isEqualTo(0.1);
  }

  @Test
  void aTrialThatDivergesIsRecordedAndTheSearchGoesOn() {
    GridSearch grid =
        new GridSearch(
            Map.of(
                "learning_rate",
                List.of(1e30, 1e-2),
                "hidden",
                List.of(8),
                "optimizer",
                List.of("sgd")),
            options);
    SearchResult result = grid.run(this::prepare, QUIET);
    assertThat(result.trials()).hasSize(2);
    Trial diverged =
        result.trials().stream()
            .filter(trial -> trial.configuration().number("learning_rate") > 1)
            .findFirst()
            .orElseThrow();
    assertThat(diverged.score()).isNaN();
    assertThat(diverged.failure()).contains("expected a finite loss");
    Trial best = Objects.requireNonNull(result.best());
    assertThat(best.failure()).isNull();
    assertThat(best.configuration().number("learning_rate")).isEqualTo(1e-2);
  }

  @Test
  void allTrialsMayFail() {
    GridSearch grid =
        new GridSearch(
            Map.of(
                "learning_rate", List.of(1e30), "hidden", List.of(8), "optimizer", List.of("sgd")),
            options);
    SearchResult result = grid.run(this::prepare, QUIET);
    assertThat(result.best()).isNull();
    assertThat(result.network()).isNull();
    assertThat(result.trials()).hasSize(1);
  }

  @Test
  void patienceEndsATrialEarly() {
    RandomSearch search =
        new RandomSearch(
            Map.of("learning_rate", new Space.Log(1e-3, 1e-1)),
            1,
            options.toBuilder().epochs(500).patience(2).minImprovement(1).build());
    SearchResult result =
        search.run(
            (configuration, trial) ->
                prepare(
                    new Configuration(
                        Map.of(
                            "learning_rate",
                            configuration.number("learning_rate"),
                            "hidden",
                            4,
                            "optimizer",
                            "sgd")),
                    trial),
            QUIET);
    assertThat(result.trials().getFirst().epochs()).isEqualTo(3);
  }

  @Test
  void anInterruptReturnsWhatIsDone() throws InterruptedException {
    List<SearchResult> results = new ArrayList<>();
    Thread thread =
        new Thread(
            () ->
                results.add(
                    random(50)
                        .run(
                            this::prepare,
                            (trial, best, done, total) -> {
                              if (done == 2) {
                                Thread.currentThread().interrupt();
                              }
                            })));
    thread.start();
    thread.join();
    assertThat(results).hasSize(1);
    assertThat(results.getFirst().trials()).hasSize(2);
    assertThat(results.getFirst().best()).isNotNull();
  }

  /** Two trials that run at once until they are interrupted, and then end at their leisure. */
  private final class Stubborn {
    final CountDownLatch started = new CountDownLatch(2);
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();

    Trainer prepare(Configuration configuration, TrainingOptions trial) {
      begun.incrementAndGet();
      awaitBoth();
      while (!Thread.interrupted()) {
        Thread.onSpinWait();
      }
      Trainer trainer = SearchTest.this.prepare(configuration, trial);
      ended.incrementAndGet();
      return trainer;
    }

    void awaitBoth() {
      started.countDown();
      while (started.getCount() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void anInterruptWaitsForTheTrialsThatRun() throws InterruptedException {
    Stubborn trials = new Stubborn();
    AtomicBoolean returned = new AtomicBoolean();
    List<Boolean> heardAfterwards = Collections.synchronizedList(new ArrayList<>());
    List<SearchResult> results = new ArrayList<>();
    List<Boolean> flags = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Thread searching =
          new Thread(
              () -> {
                results.add(
                    random(4)
                        .run(
                            trials::prepare,
                            (trial, best, done, total) -> heardAfterwards.add(returned.get()),
                            threads));
                returned.set(true);
                flags.add(Thread.currentThread().isInterrupted());
              });
      searching.start();
      trials.started.await();
      searching.interrupt();
      searching.join();
    }
    assertThat(trials.ended).hasValue(2);
    assertThat(flags).containsExactly(true);
    assertThat(results.getFirst().trials()).extracting(Trial::number).containsExactly(0, 1);
    assertThat(heardAfterwards).containsExactly(false, false);
  }

  @Test
  void aTrialThatFailsEndsTheOthersFirst() {
    Stubborn trials = new Stubborn();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      assertThatThrownBy(
              () ->
                  random(5)
                      .run(
                          (configuration, trial) -> {
                            if (trial.seed() == TrialRunner.seedOf(options.seed(), 0)) {
                              trials.awaitBoth();
                              throw new DataException("trial: no rows, expected some");
                            }
                            return trials.prepare(configuration, trial);
                          },
                          QUIET,
                          threads))
          .isInstanceOf(DataException.class)
          .hasMessage("trial: no rows, expected some");
      assertThat(trials.begun).hasPositiveValue();
      assertThat(trials.ended).hasValue(trials.begun.get());
    }
  }

  /** As a pool that is shut down, or a watchdog, interrupts: no trial may be missing. */
  @Test
  void aTrialThatSomeoneElseInterruptsIsRecordedAsFailed() {
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      SearchResult result =
          random(3)
              .run(
                  (configuration, trial) -> {
                    if (trial.seed() == TrialRunner.seedOf(options.seed(), 1)) {
                      Thread.currentThread().interrupt();
                    }
                    return prepare(configuration, trial);
                  },
                  QUIET,
                  threads);
      assertThat(result.trials()).extracting(Trial::number).containsExactly(0, 1, 2);
      assertThat(result.trials().get(1).failure()).contains("trial 1: its thread was interrupted");
      assertThat(result.trials().get(2).failure()).isNull();
    }
  }

  /** Shut down when it has all trials, of which the first is at its end. */
  @Test
  void anExecutorThatIsShutDownMeanwhileIsAnError() {
    CountDownLatch taken = new CountDownLatch(3);
    try (ExecutorService threads =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
          @Override
          public void execute(Runnable task) {
            super.execute(task);
            taken.countDown();
          }
        }) {
      assertThatThrownBy(
              () ->
                  random(3)
                      .run(
                          this::prepare,
                          (trial, best, done, total) -> {
                            awaitAll(taken);
                            threads.shutdownNow();
                          },
                          threads))
          .isInstanceOf(SearchException.class)
          .hasMessageContaining("the executor was shut down before all trials had run");
    }
  }

  private static void awaitAll(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aHugeSearchIsRefusedBeforeItIsUnrolled() {
    List<Integer> values = Collections.nCopies(3000, 1);
    assertThatThrownBy(() -> new GridSearch(Map.of("a", values, "b", values, "c", values), options))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("27000000000 combinations, expected at most 100000");
    assertThatThrownBy(() -> random(Search.MOST_TRIALS + 1))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("100001 trials, expected at most 100000");
    assertThat(random(Search.MOST_TRIALS).trials()).isEqualTo(Search.MOST_TRIALS);
  }

  @Test
  void anExecutorThatRefusesIsAnError() {
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      threads.shutdown();
      assertThatThrownBy(() -> random(3).run(this::prepare, QUIET, threads))
          .isInstanceOf(SearchException.class)
          .hasMessageContaining("the executor took 0 of 3 trials, expected all");
    }
  }

  @Test
  void whatIsWrongWithEveryTrialEndsTheSearch() {
    RandomSearch tooLarge =
        new RandomSearch(random(3).spaces(), 3, options.toBuilder().batchSize(91).build());
    assertThatThrownBy(() -> tooLarge.run(this::prepare, QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("batch size 91");
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      assertThatThrownBy(() -> tooLarge.run(this::prepare, QUIET, threads))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("batch size 91");
    }
    assertThatThrownBy(
            () ->
                random(1)
                    .run(
                        (configuration, trial) ->
                            Trainer.of(
                                    Nets.relu(Shape.of(2), 2).build(backend, 1),
                                    new SoftmaxCrossEntropy(),
                                    Optimizers.create("sgd"),
                                    train)
                                .options(trial)
                                .build(),
                        QUIET))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("trial 0 has no validation result");
    assertThatThrownBy(() -> new RandomSearch(Map.of(), 1, options))
        .isInstanceOf(SearchException.class);
    assertThatThrownBy(() -> random(0))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("3 hyperparameters and 0 trials");
    assertThatThrownBy(() -> new GridSearch(Map.of("a", List.of()), options))
        .isInstanceOf(SearchException.class)
        .hasMessage("GridSearch: no values of a, expected 1 or more");
  }
}
