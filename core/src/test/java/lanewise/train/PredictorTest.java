package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanewise.data.Normalizer;
import lanewise.kernel.Backend;
import lanewise.nn.FullyConnectedNet;
import lanewise.nn.Network;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final int ROWS = 600;

  private final Backend backend = Backend.create("scalar", 1);
  private final Network network =
      FullyConnectedNet.of(Shape.of(2, 3), 4, 12)
          .normalization(FullyConnectedNet.Normalization.BATCH)
          .dropout(0.5)
          .build(backend, 3);
  private final Normalizer normalizer = new Normalizer.Unit(4);
  private final Predictor predictor = new Predictor(network, normalizer);
  private final Tensor rows = Tensor.of(values(), 0, Shape.of(ROWS, 6));

  private static float[] values() {
    SeededRandom random = new SeededRandom(8);
    float[] values = new float[ROWS * 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (4 * random.nextGaussian());
    }
    return values;
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void scoresAreTheForwardPassOfNormalisedRows() {
    Tensor input = backend.zeros(ROWS, 6).copyFrom(rows);
    normalizer.apply(input);
    Tensor expected = network.forward(input, network.inferenceCache());
    assertThat(predictor.scores(rows).toFloats()).containsExactly(expected.toFloats());
    assertThat(predictor.scores(rows).shape()).isEqualTo(Shape.of(ROWS, 4));
    assertThat(rows.toFloats()).as("the caller's rows").containsExactly(values());
  }

  @Test
  void aRowAloneGetsTheBitsItGetsInABatch() {
    float[] scores = predictor.scores(rows).toFloats();
    float[] probabilities = predictor.probabilities(rows).toFloats();
    int[] classes = predictor.classes(rows);
    for (int row = 0; row < ROWS; row += 37) {
      float[] raw = rows.rows(row, 1).toFloats();
      Tensor alone = predictor.scores(rows.rows(row, 1));
      double sum = 0;
      for (int c = 0; c < 4; c++) {
        assertThat((float) alone.get(c)).isEqualTo(scores[row * 4 + c]);
        assertThat((float) predictor.probabilitiesOf(raw)[c]).isEqualTo(probabilities[row * 4 + c]);
        assertThat(scores[row * 4 + c]).isLessThanOrEqualTo(scores[row * 4 + classes[row]]);
        sum += probabilities[row * 4 + c];
      }
      // Four quotients of at most 1, each rounded, by a sum that was rounded four times.
      assertThat(sum).isCloseTo(1, within(16 * 0x1p-24));
      assertThat(predictor.classOf(raw)).isEqualTo(classes[row]);
    }
    for (int first = 0; first < ROWS; first += 250) {
      int count = Math.min(250, ROWS - first);
      assertThat(predictor.scores(rows.rows(first, count)).toFloats())
          .containsExactly(java.util.Arrays.copyOfRange(scores, first * 4, (first + count) * 4));
    }
  }

  @Test
  void eightThreadsOnOneNetworkGetTheBitsOfOne() throws Exception {
    float[] expected = predictor.probabilities(rows).toFloats();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int task = 0; task < 64; task++) {
        int first = task * 7;
        tasks.add(
            () -> {
              float[] got = predictor.probabilities(rows.rows(first, ROWS - first)).toFloats();
              return java.util.Arrays.equals(
                  got, java.util.Arrays.copyOfRange(expected, first * 4, expected.length));
            });
      }
      for (Future<Boolean> task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isTrue();
      }
    }
  }

  @Test
  void otherElementTypesAndNoRowsAreFine() {
    Tensor wide = Tensor.of(rows.toDoubles(), 0, Shape.of(ROWS, 2, 3));
    assertThat(predictor.classes(wide)).containsExactly(predictor.classes(rows));
    assertThat(predictor.classes(rows.rows(0, 0))).isEmpty();
    assertThat(new Predictor(network).scores(rows).toFloats())
        .isNotEqualTo(predictor.scores(rows).toFloats());
  }

  @Test
  void rowsOfAnotherWidthAreRefused() {
    assertThatThrownBy(() -> predictor.classOf(1, 2, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Predictor: rows (1, 3), expected 6 values a row, as in (2, 3)");
  }
}
