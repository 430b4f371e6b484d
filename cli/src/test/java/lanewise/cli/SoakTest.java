package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lanewise.course.FullyConnectedNet;
import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import lanewise.io.dataset.Datasets;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.model.Predictor;
import lanewise.nn.Network;
import lanewise.optim.Adam;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.Examples;
import lanewise.train.Trainer;
import lanewise.train.TrainingOptions;
import org.junit.jupiter.api.Test;

/**
 * What lives long: memory stays flat, and answers stay the same. For longer runs {@code
 * -Dlanewise.soak.rounds=100000} networks, and predictions for {@code -Dlanewise.soak.seconds=60}.
 */
class SoakTest {
  private static final int ROUNDS = Integer.getInteger("lanewise.soak.rounds", 300);
  private static final int SECONDS = Integer.getInteger("lanewise.soak.seconds", 0);

  /** What each thread predicts at least. */
  private static final int PREDICTIONS = 200;

  private static final int THREADS = 8;

  /** Of a thread that ends sooner or later, however busy the machine is. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** 80 networks of a round that were not let go. */
  private static final long FLAT_BYTES = 2L << 20;

  @Test
  void creatingTrainingAndClosingLeavesNothingBehind() throws InterruptedException {
    Dataset iris = Datasets.load("iris", null).data();
    iris.normalize(Normalizer.fit("standardize", iris));
    int warm = Math.max(100, ROUNDS / 10);
    rounds(iris, warm);
    long before = liveBytes();
    Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

    rounds(iris, ROUNDS);

    long after = liveBytes();
    System.out.printf(
        "SoakTest: %d rounds, %,d bytes live before, %,d after%n", ROUNDS, before, after);
    assertThat(after - before).as("growth of live bytes").isLessThan(FLAT_BYTES);
    assertThat(workersThatStay(threadsBefore)).as("threads").isEmpty();
  }

  /** One network of 4-300-3 a round: kept, each would hold 25 KB. */
  private static void rounds(Dataset data, int count) {
    for (int round = 0; round < count; round++) {
      try (Backend backend = Backend.create("auto", 1 + round % 2)) {
        Network network = FullyConnectedNet.of(data.example(), 3, 300).build(backend, round);
        Trainer.of(network, new SoftmaxCrossEntropy(), Adam.of(1e-3), Examples.of(data))
            .options(TrainingOptions.builder().steps(5).batchSize(16).seed(round).build())
            .build()
            .run();
      }
    }
  }

  /** A pool that was closed lets its workers end when they next run: those that never do stay. */
  private static List<Thread> workersThatStay(Set<Thread> known) throws InterruptedException {
    List<Thread> staying = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("lanewise-") && !known.contains(thread)) {
        if (!thread.join(PATIENCE)) {
          staying.add(thread);
        }
      }
    }
    return staying;
  }

  private static long liveBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void manyThreadsGetTheBitsOfOne() throws Exception {
    Dataset digits = Datasets.load("digits", null).data();
    int count = 64;
    Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(count, digits.features()));
    int[] rows = new int[count];
    Arrays.setAll(rows, row -> row);
    digits.gather(rows, count, x, new int[count]);
    try (Backend backend = Backend.create("auto", 2);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      Network network = FullyConnectedNet.of(digits.example(), 10, 200, 100).build(backend, 7);
      Predictor predictor = new Predictor(network);
      Tensor expected = predictor.probabilities(x);

      List<Future<Long>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        running.add(threads.submit(() -> predictions(predictor, x, expected, first)));
      }
      long predictions = 0;
      for (Future<Long> thread : running) {
        predictions += thread.get();
      }
      System.out.printf("SoakTest: %d threads, %,d predictions%n", THREADS, predictions);
    }
  }

  /** Predicts slices of all places and sizes, each compared in bits; returns how many. */
  private static long predictions(Predictor predictor, Tensor x, Tensor expected, int thread) {
    int rows = x.shape().examples();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    long made = 0;
    while (made < PREDICTIONS || System.nanoTime() < end) {
      int first = (int) ((7 * made + thread) % rows);
      int count = 1 + (int) (made % (rows - first));
      assertThat(predictor.probabilities(x.examples(first, count)).toFloats())
          .as("rows %d to %d", first, first + count)
          .isEqualTo(expected.examples(first, count).toFloats());
      made++;
    }
    return made;
  }
}
