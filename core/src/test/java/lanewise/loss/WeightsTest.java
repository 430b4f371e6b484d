package lanewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.kernel.Backend;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.nn.Workspace;
import lanewise.optim.Sgd;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import lanewise.train.Evaluator;
import lanewise.train.Examples;
import lanewise.train.Trainer;
import lanewise.train.TrainingException;
import org.junit.jupiter.api.Test;

/** A weight of 2 is the example twice, one of 0 its absence: for every loss. */
class WeightsTest {
  private static final int COLS = 3;
  private static final double[] WEIGHTS = {2, 0, 1, 3, 0, 1};

  /** The rows of {@link #WEIGHTS}, each as often as it weighs. */
  private static final int[] REPEATED = {0, 0, 2, 3, 3, 3, 5};

  private static final List<Loss> OF_LABELS =
      List.of(
          new SoftmaxCrossEntropy(),
          new SoftmaxCrossEntropy(0.1, new double[] {1, 2, 0.5}),
          new SvmHinge(),
          new NegativeLogLikelihood(),
          new MeanSquaredError(),
          new Huber(),
          BinaryCrossEntropy.ofLogits());

  private static final List<Loss> OF_VALUES =
      List.of(
          new SoftmaxCrossEntropy(),
          new MeanSquaredError(),
          new Huber(0.3),
          BinaryCrossEntropy.ofLogits(),
          BinaryCrossEntropy.ofProbabilities());

  private final Backend backend = Backend.reference();

  private static Tensor drawn(int rows, long seed) {
    SeededRandom random = new SeededRandom(seed);
    double[] values = new double[rows * COLS];
    Arrays.setAll(values, i -> random.nextDouble());
    return Tensor.of(values, 0, Shape.of(rows, COLS));
  }

  private static Tensor rows(Tensor x, int[] numbers) {
    double[] values = new double[numbers.length * COLS];
    for (int i = 0; i < numbers.length; i++) {
      for (int j = 0; j < COLS; j++) {
        values[i * COLS + j] = x.get(numbers[i] * COLS + j);
      }
    }
    return Tensor.of(values, 0, Shape.of(numbers.length, COLS));
  }

  private void requireSame(Loss loss, Tensor outputs, Targets weighted, Targets repeated) {
    Workspace of = Workspace.forTraining(backend);
    Workspace by = Workspace.forTraining(backend);
    Tensor expanded = rows(outputs, REPEATED);

    assertThat(loss.divisor(outputs, weighted)).isEqualTo(loss.divisor(expanded, repeated));
    assertThat(loss.forward(outputs, weighted, of))
        .as(loss.name())
        .isCloseTo(loss.forward(expanded, repeated, by), within(1e-14));
    double[] sums = new double[outputs.size()];
    Tensor gradient = loss.backward(by);
    for (int i = 0; i < REPEATED.length; i++) {
      for (int j = 0; j < COLS; j++) {
        sums[REPEATED[i] * COLS + j] += gradient.get(i * COLS + j);
      }
    }
    assertThat(loss.backward(of).toDoubles()).as(loss.name()).containsExactly(sums, within(1e-15));
  }

  @Test
  void labelsCountAsOftenAsTheyWeigh() {
    int[] labels = {2, 1, 0, 0, 1, 2};
    int[] repeated = Arrays.stream(REPEATED).map(row -> labels[row]).toArray();
    Tensor weights = Tensor.of(WEIGHTS, 0, Shape.of(WEIGHTS.length));
    for (Loss loss : OF_LABELS) {
      requireSame(
          loss,
          drawn(labels.length, 1),
          new Targets.Labels(Tensor.ofInts(labels), weights),
          Targets.Labels.of(repeated));
    }
  }

  @Test
  void valuesCountAsOftenAsTheyWeigh() {
    Tensor values = drawn(WEIGHTS.length, 2);
    Tensor weights = Tensor.of(WEIGHTS, 0, Shape.of(WEIGHTS.length));
    for (Loss loss : OF_VALUES) {
      requireSame(
          loss,
          drawn(WEIGHTS.length, 1),
          new Targets.Values(values, weights),
          new Targets.Values(rows(values, REPEATED)));
    }
  }

  @Test
  void nothingIsLearnedWhereNothingWeighs() {
    Tensor none = Tensor.of(new double[2], 0, Shape.of(2));
    for (Loss loss : OF_LABELS) {
      Workspace workspace = Workspace.forTraining(backend);
      Targets targets = new Targets.Labels(Tensor.ofInts(0, 1), none);

      assertThat(loss.forward(drawn(2, 1), targets, workspace)).isZero();
      assertThat(loss.backward(workspace).toDoubles()).containsOnly(0, -0.0);
    }
  }

  @Test
  void aTrainerAndAnEvaluatorHeedThem() {
    Tensor x = drawn(WEIGHTS.length, 3);
    int[] labels = {2, 1, 0, 0, 1, 2};
    Examples weighted =
        Examples.of(
            x,
            new Targets.Labels(
                Tensor.ofInts(labels), Tensor.of(WEIGHTS, 0, Shape.of(WEIGHTS.length))));
    Examples repeated =
        Examples.of(
            rows(x, REPEATED),
            Targets.Labels.of(Arrays.stream(REPEATED).map(row -> labels[row]).toArray()));
    double[] losses = new double[2];
    for (int i = 0; i < 2; i++) {
      Network network = Network.of(Value.input(COLS).dense(COLS)).build(backend, 1);
      Examples examples = i == 0 ? weighted : repeated;
      Trainer.of(network, new SoftmaxCrossEntropy(), Sgd.of(0.5), examples)
          .options(lanewise.train.TrainingOptions.builder().fullBatch().steps(20).build())
          .build()
          .run();
      losses[i] =
          new Evaluator(network, new SoftmaxCrossEntropy(), 2).evaluate(examples).meanLoss();
    }
    assertThat(losses[0]).isCloseTo(losses[1], within(1e-12));
  }

  @Test
  void whatIsNoWeightIsRefused() {
    Network network = Network.of(Value.input(COLS).dense(COLS)).build(backend, 1);
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] weights = {1, wrong, 1};
      Examples examples =
          Examples.of(
              drawn(3, 1),
              new Targets.Labels(Tensor.ofInts(0, 1, 2), Tensor.of(weights, 0, Shape.of(3))));
      assertThatThrownBy(() -> Trainer.of(network, new SvmHinge(), Sgd.of(0.1), examples).build())
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("weight " + wrong + " of row 1");
    }
    Tensor two = Tensor.of(new double[2], 0, Shape.of(2));
    assertThatThrownBy(
            () -> Examples.of(drawn(3, 1), new Targets.Labels(Tensor.ofInts(0, 1, 2), two)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("2 weights, expected 3");
    assertThatThrownBy(
            () ->
                new MeanSquaredError()
                    .forward(
                        drawn(3, 1),
                        new Targets.Values(drawn(3, 2), two),
                        Workspace.forInference(backend)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("2 weights for 3 targets");
  }

  @Test
  void aLossThatHeedsNoWeightsIsNotGivenAny() {
    Network network = Network.of(Value.input(COLS).dense(COLS)).build(backend, 1);
    Loss plain =
        new Loss() {
          private final Loss inner = new MeanSquaredError();

          @Override
          public String name() {
            return "own";
          }

          @Override
          public double forward(Tensor logits, Targets targets, Workspace workspace) {
            return inner.forward(logits, targets, workspace);
          }

          @Override
          public double divisor(Tensor logits, Targets targets) {
            return inner.divisor(logits, targets);
          }

          @Override
          public Tensor perExample(Workspace workspace) {
            return inner.perExample(workspace);
          }

          @Override
          public Tensor backward(Workspace workspace) {
            return inner.backward(workspace);
          }
        };
    double[] ones = IntStream.range(0, 3).mapToDouble(i -> 1).toArray();
    Examples weighted =
        Examples.of(drawn(3, 1), new Targets.Values(drawn(3, 2), Tensor.of(ones, 0, Shape.of(3))));

    assertThatThrownBy(() -> Trainer.of(network, plain, Sgd.of(0.1), weighted).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the loss own, which heeds none");
  }
}
