package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import lanewise.io.dataset.Datasets;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.nn.FullyConnectedNet;
import lanewise.nn.Network;
import lanewise.optim.Adam;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.Examples;
import lanewise.train.Predictor;
import lanewise.train.Trainer;
import lanewise.train.TrainingOptions;
import org.junit.jupiter.api.Test;

/**
 * What lives long: memory stays flat, and answers stay the same. {@code
 * -Dlanewise.soak.rounds=100000 -Dlanewise.soak.predictions=...} for longer runs.
 */
class SoakTest {
  private static final int ROUNDS = Integer.getInteger("lanewise.soak.rounds", 300);
  private static final int PREDICTIONS = Integer.getInteger("lanewise.soak.predictions", 30);
  private static final int THREADS = 8;

  /** 80 networks of a round that were not let go. */
  private static final long FLAT_BYTES = 2L << 20;

  @Test
  void creatingTrainingAndClosingLeavesNothingBehind() {
    Dataset iris = Datasets.load("iris", null).data();
    iris.normalize(Normalizer.fit("standardize", iris));
    int warm = Math.max(100, ROUNDS / 10);
    rounds(iris, warm);
    long before = liveBytes();
    int threadsBefore = Thread.activeCount();

    rounds(iris, ROUNDS);

    long after = liveBytes();
    System.out.printf(
        "SoakTest: %d rounds, %,d bytes live before, %,d after%n", ROUNDS, before, after);
    assertThat(after - before).as("growth of live bytes").isLessThan(FLAT_BYTES);
    assertThat(Thread.activeCount()).as("threads").isLessThanOrEqualTo(threadsBefore);
  }

  /** One network of 4-300-3 a round: kept, each would hold 25 KB. */
  private static void rounds(Dataset data, int count) {
    for (int round = 0; round < count; round++) {
      try (Backend backend = Backend.create("auto", 1 + round % 2)) {
        Network network = FullyConnectedNet.of(data.example(), 3, 300).build(backend, round);
        Trainer.of(network, new SoftmaxCrossEntropy(), new Adam(), Examples.of(data))
            .options(TrainingOptions.builder().steps(5).batchSize(16).seed(round).build())
            .build()
            .run();
      }
    }
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
    Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(64, 64));
    int[] rows = new int[64];
    Arrays.setAll(rows, row -> row);
    digits.gather(rows, rows.length, x, new int[rows.length]);
    try (Backend backend = Backend.create("auto", 2);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      Network network = FullyConnectedNet.of(digits.example(), 10, 200, 100).build(backend, 7);
      Predictor predictor = new Predictor(network);
      float[] expected = predictor.probabilities(x).toFloats();

      List<Future<Integer>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        running.add(threads.submit(() -> different(predictor, x, expected)));
      }
      for (Future<Integer> different : running) {
        assertThat(different.get()).isZero();
      }
      System.out.printf("SoakTest: %d threads, %d predictions each%n", THREADS, PREDICTIONS);
    }
  }

  private static int different(Predictor predictor, Tensor x, float[] expected) {
    int different = 0;
    for (int i = 0; i < PREDICTIONS; i++) {
      different += Arrays.equals(predictor.probabilities(x).toFloats(), expected) ? 0 : 1;
    }
    return different;
  }
}
