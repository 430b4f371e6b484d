package lanewise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanewise.data.DataException;
import lanewise.data.Normalizer;
import lanewise.kernel.Backend;
import lanewise.loss.Link;
import lanewise.loss.NoAnswerException;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Nets;
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
      Nets.of(Shape.of(2, 3), 4, value -> value.batchNorm().relu().dropout(0.5), 12)
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
    Tensor expected = network.forward(input, network.inferenceWorkspace());
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
      float[] raw = rows.examples(row, 1).toFloats();
      Tensor alone = predictor.scores(rows.examples(row, 1));
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
      assertThat(predictor.scores(rows.examples(first, count)).toFloats())
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
              float[] got = predictor.probabilities(rows.examples(first, ROWS - first)).toFloats();
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
    assertThat(predictor.classes(rows.examples(0, 0))).isEmpty();
    assertThat(new Predictor(network).scores(rows).toFloats())
        .isNotEqualTo(predictor.scores(rows).toFloats());
  }

  @Test
  void rowsOfAnotherWidthAreRefused() {
    assertThatThrownBy(() -> predictor.classOf(1, 2, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Predictor: rows (1, 3), expected 6 values per row, as in (2, 3)");
  }

  private Network dense(int inputs, int outputs, double... parameters) {
    Network dense =
        Network.of(
            backend, Shape.of(inputs), 1, new Dense("fc", inputs, outputs, Initializers.zeros()));
    dense.parameterSet().values().copyFrom(parameters);
    return dense;
  }

  /** 2 a - b + 1 of one row (a, b). */
  private Network logit() {
    return dense(2, 1, 2, -1, 1);
  }

  @Test
  void oneLogitIsTheSecondOfTwoClasses() {
    Predictor binary = new Predictor(logit(), new Normalizer.None(), Link.SIGMOID);
    Tensor x = backend.tensor(Shape.of(3, 2), 1, 0, 0, 4, 0, 1);
    assertThat(binary.classes(x)).containsExactly(1, 0, 0);
    assertThat(binary.probabilities(x).shape()).isEqualTo(Shape.of(3, 2));
    double[] expected = new double[6];
    double[] logits = {3, -3, 0};
    for (int row = 0; row < 3; row++) {
      expected[2 * row + 1] = 1 / (1 + Math.exp(-logits[row]));
      expected[2 * row] = 1 - expected[2 * row + 1];
    }
    assertThat(binary.probabilities(x).toDoubles()).containsExactly(expected, within(0x1p-23));
    assertThat(binary.probabilitiesOf(1, 0)[1]).isCloseTo(expected[1], within(0x1p-23));
    assertThat(binary.classOf(1, 0)).isOne();
  }

  @Test
  void oneProbabilityIsThatOfTheSecondClass() {
    Predictor binary = new Predictor(dense(1, 1, 1, 0), new Normalizer.None(), Link.PROBABILITIES);
    Tensor x = backend.tensor(Shape.of(3, 1), 0.75, 0.5, 0.125);
    assertThat(binary.classes(x)).containsExactly(1, 0, 0);
    assertThat(binary.probabilities(x).toDoubles())
        .containsExactly(0.25, 0.75, 0.5, 0.5, 0.875, 0.125);
  }

  @Test
  void severalLogitsHaveASigmoidEach() {
    Predictor labels = new Predictor(dense(1, 2, 1, 2, 0, 0), new Normalizer.None(), Link.SIGMOID);
    assertThat(labels.probabilitiesOf(1))
        .containsExactly(
            new double[] {1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(-2))}, within(0x1p-23));
    assertThat(labels.classOf(1)).isOne();
  }

  @Test
  void scoresHaveClassesAndNoProbabilities() {
    for (Link link : List.of(Link.SCORES, Link.VALUES)) {
      Predictor scores = new Predictor(dense(1, 2, 1, 2, 0, 0), new Normalizer.None(), link);
      assertThat(scores.classOf(1)).isOne();
      assertThat(scores.scoresOf(3)).containsExactly(3, 6);
      assertThatThrownBy(() -> scores.probabilitiesOf(1))
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("probabilities: the network's output is ")
          .hasMessageContaining("scores()");
    }
  }

  /** Once probability 1 and class 0, whatever the row. */
  @Test
  void oneOutputOfWhichNothingIsKnownIsAScore() {
    Predictor bare = new Predictor(logit());
    assertThat(bare.scoresOf(1, 0)).containsExactly(3);
    assertThatThrownBy(() -> bare.classOf(1, 0))
        .isInstanceOf(NoAnswerException.class)
        .hasMessageContaining("read scores()");
    assertThatThrownBy(() -> bare.probabilitiesOf(1, 0)).isInstanceOf(NoAnswerException.class);
    assertThatThrownBy(() -> new Predictor(logit(), new Normalizer.None(), Link.SOFTMAX))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("softmax: 1 output, expected 2 or more");
  }

  @Test
  void aRowThatIsNotFiniteIsRefusedByItsPlace() {
    double[] values = rows.toDoubles();
    values[301 * 6 + 4] = Double.NaN;
    assertThatThrownBy(() -> predictor.classes(Tensor.of(values, 0, Shape.of(ROWS, 6))))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Predictor: NaN in row 301, column 4 (counted from 0), expected");
    assertThatThrownBy(() -> predictor.classOf(0, 0, Float.POSITIVE_INFINITY, 0, 0, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Infinity in row 0, column 2");
  }

  /** A double may be finite and no float, and a float finite and no quotient. */
  @Test
  void finitenessIsCheckedAfterTheConversion() {
    Tensor wide = Tensor.of(new double[] {1, 1, 1e300, 1, 1, 1}, 0, Shape.of(1, 6));
    assertThatThrownBy(() -> predictor.classes(wide))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1.0E300 in row 0, column 2")
        .hasMessageContaining("FLOAT32");
    Predictor tiny = new Predictor(network, new Normalizer.Unit(1e-20f));
    assertThatThrownBy(() -> tiny.classOf(0, 1e30f, 0, 0, 0, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 0, column 1");
  }

  @Test
  void anOutputThatIsNotFiniteIsNoAnswer() {
    Predictor overflowing =
        new Predictor(dense(1, 2, 3, 2, 0, 0), new Normalizer.None(), Link.SOFTMAX);
    Tensor x = backend.tensor(Shape.of(2, 1), 1, 1.5e38);
    assertThatThrownBy(() -> overflowing.classes(x))
        .isInstanceOf(NoAnswerException.class)
        .hasMessageContaining("output 0 for row 1 (counted from 0) is Infinity");
    assertThat(overflowing.classOf(1)).isZero();
  }

  @Test
  void warmingUpChangesNoAnswer() {
    float[] before = predictor.probabilities(rows).toFloats();
    predictor.warmUp();
    assertThat(predictor.probabilities(rows).toFloats()).containsExactly(before);
    new Predictor(logit()).warmUp();
  }
}
