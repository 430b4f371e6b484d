package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.loss.BinaryCrossEntropy;
import lanewise.loss.Link;
import lanewise.loss.Loss;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.SvmHinge;
import lanewise.loss.Targets;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.nn.Workspace;
import lanewise.optim.Sgd;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Backend backend = Backend.create("reference", 1);

  @AfterEach
  void close() {
    backend.close();
  }

  /** A network that answers with its input. */
  private Network identity(int size) {
    Network network =
        Network.of(
            backend,
            Shape.of(size),
            1,
            new Dense("same", size, size, Activation.IDENTITY, false, Initializers.zeros()));
    for (int i = 0; i < size; i++) {
      network.parameterSet().values().set(i * size + i, 1);
    }
    return network;
  }

  private Metrics judge(double[][] scores, int... labels) {
    Tensor x = backend.zeros(scores.length, scores[0].length);
    for (int row = 0; row < scores.length; row++) {
      x.examples(row, 1).copyFrom(scores[row]);
    }
    return new Evaluator(identity(scores[0].length), new SoftmaxCrossEntropy())
        .evaluate(Examples.of(x, Targets.Labels.of(labels)));
  }

  /** Counted by hand: classes a, b, c; c is never answered. */
  @Test
  void confusionPrecisionRecallAndF1AreCounted() {
    Metrics metrics =
        judge(
            new double[][] {{3, 0, 0}, {2, 1, 0}, {0, 1, 0}, {1, 5, 0}, {0, 4, 3}, {9, 0, 1}},
            0,
            0,
            0,
            1,
            2,
            2);
    assertThat(metrics.count()).isEqualTo(6);
    assertThat(metrics.correct()).isEqualTo(3);
    assertThat(metrics.accuracy()).isEqualTo(0.5);
    assertThat(metrics.classes()).isEqualTo(3);
    assertThat(metrics.answersFor(0)).containsExactly(2, 1, 0);
    assertThat(metrics.answersFor(1)).containsExactly(0, 1, 0);
    assertThat(metrics.answersFor(2)).containsExactly(1, 1, 0);
    assertThat(metrics.confusion(2, 1)).isEqualTo(1);
    assertThat(metrics.precision(0)).isEqualTo(2.0 / 3);
    assertThat(metrics.precision(1)).isEqualTo(1.0 / 3);
    assertThat(metrics.precision(2)).isNaN();
    assertThat(metrics.recall(0)).isEqualTo(2.0 / 3);
    assertThat(metrics.recall(1)).isEqualTo(1);
    assertThat(metrics.recall(2)).isZero();
    assertThat(metrics.f1(0)).isEqualTo(2.0 / 3);
    assertThat(metrics.f1(1)).isEqualTo(0.5);
    assertThat(metrics.f1(2)).isZero();
    assertThat(metrics.macroF1()).isCloseTo((2.0 / 3 + 0.5) / 3, within(1e-15));
    assertThat(metrics.topK(1)).isEqualTo(0.5);
    assertThat(metrics.topK(2)).isEqualTo(1);
    assertThat(metrics.topK(3)).isEqualTo(1);
    assertThat(metrics.topK(100)).isEqualTo(1);
  }

  @Test
  void logLossIsTheMeanOfMinusLogSoftmax() {
    double[][] scores = {{1, 2, 3}, {0, -1, 4}};
    double expected = 0;
    int[] labels = {1, 2};
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (double score : scores[row]) {
        sum += Math.exp(score);
      }
      expected -= Math.log(Math.exp(scores[row][labels[row]]) / sum) / 2;
    }
    Metrics metrics = judge(scores, labels);
    assertThat(metrics.logLoss()).isCloseTo(expected, within(1e-14));
    assertThat(metrics.meanLoss()).isCloseTo(expected, within(1e-14));
  }

  @Test
  void equalScoresAnswerTheFirst() {
    Metrics metrics = judge(new double[][] {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, 0, 1, 2);
    assertThat(metrics.correct()).isEqualTo(1);
    assertThat(metrics.confusion(1, 0)).isEqualTo(1);
    assertThat(metrics.topK(2)).isEqualTo(2.0 / 3);
  }

  @Test
  void rowsWithoutALabelDoNotCount() {
    Metrics metrics = judge(new double[][] {{1, 0}, {1, 0}, {0, 1}}, -1, 0, -1);
    assertThat(metrics.count()).isEqualTo(1);
    assertThat(metrics.accuracy()).isEqualTo(1);
    assertThat(metrics.meanLoss()).isCloseTo(Math.log(1 + Math.exp(-1)), within(1e-15));
    Metrics nothing = judge(new double[][] {{1, 0}}, -1);
    assertThat(nothing.accuracy()).isNaN();
    assertThat(nothing.meanLoss()).isNaN();
    assertThat(nothing.macroF1()).isNaN();
  }

  @Test
  void scoresThatAreNotNumbersAreNotHidden() {
    Metrics metrics = judge(new double[][] {{0, Double.NaN, 3}, {1, 2, 3}}, 2, 2);
    assertThat(metrics.logLoss()).isNaN();
    assertThat(metrics.meanLoss()).isNaN();
    assertThat(metrics.accuracy()).isEqualTo(0.5);
    assertThat(metrics.unanswered()).isOne();
    assertThat(metrics.topK(3)).isEqualTo(0.5);
    assertThat(metrics.recall(2)).isEqualTo(0.5);
  }

  /** The largest of all numbers is not NaN: a label whose score is NaN was not answered. */
  @Test
  void aRowWithoutAnAnswerIsNeverRight() {
    Metrics metrics = judge(new double[][] {{0, Double.NaN}}, 1);
    assertThat(metrics.count()).isOne();
    assertThat(metrics.correct()).isZero();
    assertThat(metrics.unanswered()).isOne();
    assertThat(metrics.answersFor(1)).containsExactly(0, 0);
  }

  /** A predictor refuses such a row, so it is not judged as if it had been answered. */
  @Test
  void infiniteScoresAreNoAnswer() {
    Network network = identity(2);
    network.parameterSet().values().set(0, 1e300);
    Tensor x = backend.tensor(Shape.of(3, 2), 1e300, 0, -1e300, 0, 1, 0);
    Metrics metrics =
        new Evaluator(network, new SoftmaxCrossEntropy())
            .evaluate(Examples.of(x, Targets.Labels.of(0, 1, 0)));
    assertThat(metrics.unanswered()).isEqualTo(2);
    assertThat(metrics.correct()).isOne();
    assertThat(metrics.topK(2)).isEqualTo(1.0 / 3);
  }

  /** One output speaks for the second of two classes. */
  @Test
  void oneLogitIsJudgedByItsSign() {
    double[] logits = {2, -1, 0.5, 0, -3};
    int[] labels = {1, 0, 0, 1, 1};
    double logLoss = 0;
    for (int row = 0; row < logits.length; row++) {
      double second = 1 / (1 + Math.exp(-logits[row]));
      logLoss -= Math.log(labels[row] == 1 ? second : 1 - second) / logits.length;
    }
    Tensor x = backend.zeros(5, 1).copyFrom(logits);
    for (Targets targets :
        List.of(
            Targets.Labels.of(labels),
            new Targets.Values(backend.zeros(5, 1).copyFrom(new double[] {1, 0, 0, 1, 1})))) {
      Metrics metrics =
          new Evaluator(identity(1), BinaryCrossEntropy.ofLogits(), 2)
              .evaluate(Examples.of(x, targets));
      assertThat(metrics.classes()).isEqualTo(2);
      assertThat(metrics.accuracy()).isEqualTo(2 / 5.0);
      assertThat(metrics.answersFor(0)).containsExactly(1, 1);
      assertThat(metrics.answersFor(1)).containsExactly(2, 1);
      assertThat(metrics.topK(2)).isEqualTo(1);
      assertThat(metrics.logLoss()).isCloseTo(logLoss, within(1e-14));
      assertThat(metrics.meanLoss()).isCloseTo(logLoss, within(1e-14));
    }
  }

  @Test
  void oneProbabilityIsJudgedByOneHalf() {
    Tensor x = backend.zeros(4, 1).copyFrom(new double[] {0.75, 0.5, 0.25, 1});
    Metrics metrics =
        new Evaluator(identity(1), BinaryCrossEntropy.ofProbabilities())
            .evaluate(Examples.of(x, Targets.Labels.of(1, 1, 1, 1)));
    assertThat(metrics.answersFor(1)).containsExactly(2, 2);
    assertThat(metrics.logLoss())
        .isCloseTo(-Math.log(0.75 * 0.5 * 0.25) / 4, within(1e-15))
        .isCloseTo(metrics.meanLoss(), within(1e-15));
  }

  @Test
  void onlyProbabilitiesOfOneChoiceHaveALogLoss() {
    Tensor x = backend.tensor(Shape.of(2, 2), 1, 2, 3, 4);
    for (Loss loss :
        List.of(new SvmHinge(), new MeanSquaredError(), BinaryCrossEntropy.ofLogits())) {
      Metrics metrics =
          new Evaluator(identity(2), loss).evaluate(Examples.of(x, Targets.Labels.of(1, 0)));
      assertThat(metrics.accuracy()).isEqualTo(0.5);
      assertThat(metrics.logLoss()).as(loss.name()).isNaN();
    }
    Metrics withoutLoss =
        new Evaluator(identity(2), Link.SCORES).evaluate(Examples.of(x, Targets.Labels.of(1, 0)));
    assertThat(withoutLoss.accuracy()).isEqualTo(0.5);
    assertThat(withoutLoss.meanLoss()).isNaN();
  }

  /** Squares, absolute errors and R2 by their definitions, in two passes. */
  @Test
  void valuesHaveErrors() {
    SeededRandom random = new SeededRandom(12);
    int rows = 300;
    Tensor x = backend.zeros(rows, 2);
    Tensor y = backend.zeros(rows, 2);
    for (int i = 0; i < x.size(); i++) {
      // Far from 0, so that sums of squares would cancel.
      y.set(i, 1e6 * (1 + i % 2) + random.nextGaussian());
      x.set(i, y.get(i) + 0.5 * random.nextGaussian());
    }
    double squared = 0;
    double absolute = 0;
    double r2 = 0;
    for (int col = 0; col < 2; col++) {
      double mean = 0;
      for (int row = 0; row < rows; row++) {
        mean += y.get(2 * row + col) / rows;
      }
      double errors = 0;
      double spread = 0;
      for (int row = 0; row < rows; row++) {
        double error = x.get(2 * row + col) - y.get(2 * row + col);
        errors += error * error;
        absolute += Math.abs(error) / (2 * rows);
        spread += Math.pow(y.get(2 * row + col) - mean, 2);
      }
      squared += errors / (2 * rows);
      r2 += (1 - errors / spread) / 2;
    }
    for (int batch : new int[] {1, 7, 300}) {
      Metrics metrics =
          new Evaluator(identity(2), new MeanSquaredError(), batch)
              .evaluate(Examples.of(x, new Targets.Values(y)));
      assertThat(metrics.meanSquaredError()).isCloseTo(squared, within(1e-12));
      assertThat(metrics.meanAbsoluteError()).isCloseTo(absolute, within(1e-12));
      // The mean of 300 numbers near 2e6 is known to 300 * 2e6 * 2^-53, its square counts.
      assertThat(metrics.r2()).isCloseTo(r2, within(1e-9)).isBetween(0.6, 0.9);
    }
    assertThat(judge(new double[][] {{1, 0}}, 0).r2()).isNaN();
  }

  /** Targets of another width are not those of the outputs, whatever the loss makes of them. */
  @Test
  void targetsOfAnotherWidthAreNoValuesOfTheOutputs() {
    Tensor x = backend.zeros(4, 2);
    for (int width : new int[] {1, 3}) {
      Examples examples = Examples.of(x, new Targets.Values(backend.zeros(4, width)));
      Metrics metrics = new Evaluator(identity(2), Link.VALUES).evaluate(examples);
      assertThat(metrics.meanSquaredError()).isNaN();
    }
    Examples examples = Examples.of(backend.zeros(4, 1), new Targets.Values(backend.zeros(4, 3)));
    assertThat(new Evaluator(identity(1), Link.SIGMOID).evaluate(examples).count()).isZero();
  }

  @Test
  void labelsAreTheValuesOfOneOutput() {
    Tensor x = backend.tensor(Shape.of(4, 1), 0.5, 1, 0, 0);
    Metrics metrics =
        new Evaluator(identity(1), new MeanSquaredError())
            .evaluate(Examples.of(x, Targets.Labels.of(0, 1, 1, 0)));
    assertThat(metrics.classes()).isZero();
    assertThat(metrics.meanSquaredError()).isEqualTo((0.25 + 1) / 4);
    assertThat(metrics.meanAbsoluteError()).isEqualTo(1.5 / 4);
    assertThat(metrics.r2()).isEqualTo(1 - 1.25);
  }

  @Test
  void aSoftmaxOfOneOutputIsRefused() {
    assertThatThrownBy(() -> new Evaluator(identity(1), new SoftmaxCrossEntropy()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("softmax: 1 output, expected 2 or more");
    assertThatThrownBy(
            () ->
                Trainer.of(
                        identity(1),
                        new SoftmaxCrossEntropy(),
                        Sgd.of(1e-3),
                        Examples.of(backend.zeros(64, 1), Targets.Labels.of(new int[64])))
                    .build())
        .isInstanceOf(ShapeException.class);
  }

  /** Another loss is a mean too, whatever the batches; the counts do not depend on them at all. */
  @Test
  void theBatchSizeDoesNotMatter() {
    SeededRandom random = new SeededRandom(4);
    Tensor x = backend.zeros(101, 5);
    int[] labels = new int[101];
    for (int i = 0; i < x.size(); i++) {
      x.set(i, random.nextGaussian());
      labels[i / 5] = random.nextInt(6) - 1;
    }
    Examples examples = Examples.of(x, Targets.Labels.of(labels));
    Network network = identity(5);
    Metrics whole = new Evaluator(network, new SvmHinge(), 101).evaluate(examples);
    for (int size : new int[] {1, 2, 7, 50, 100, 1000}) {
      Metrics split = new Evaluator(network, new SvmHinge(), size).evaluate(examples);
      assertThat(split.count()).isEqualTo(whole.count());
      for (int c = 0; c < 5; c++) {
        assertThat(split.answersFor(c)).containsExactly(whole.answersFor(c));
        assertThat(split.topK(c + 1)).isEqualTo(whole.topK(c + 1));
      }
      // 101 roundings of sums below 101 * 10, divided by the count again.
      assertThat(split.meanLoss()).isCloseTo(whole.meanLoss(), within(101 * 10 * 0x1p-53));
    }
    Metrics some =
        new Evaluator(network, new SvmHinge(), 2).evaluate(examples, new int[] {5, 5, 9});
    assertThat(some.count()).isLessThanOrEqualTo(3);
  }

  /** The mean of a weighted loss is the one over all examples at once, whatever the batches. */
  @Test
  void weightsAndIgnoredLabelsCountTheSameInEveryBatchSize() {
    SeededRandom random = new SeededRandom(6);
    Tensor x = backend.zeros(101, 5);
    int[] labels = new int[101];
    for (int i = 0; i < x.size(); i++) {
      x.set(i, random.nextGaussian());
      labels[i / 5] = random.nextInt(6) - 1;
    }
    Examples examples = Examples.of(x, Targets.Labels.of(labels));
    for (Loss loss :
        List.of(
            new SoftmaxCrossEntropy(0, new double[] {1, 0, 3, 0.25, 2}),
            new SoftmaxCrossEntropy(0.1, new double[] {1, 0.5, 3, 0.25, 2}))) {
      double whole = loss.forward(x, Targets.Labels.of(labels), Workspace.forInference(backend));
      for (int size : new int[] {1, 2, 7, 50, 101, 1000}) {
        // Three roundings for each of 101 examples, of sums below 101 * 30 and means below 10.
        assertThat(new Evaluator(identity(5), loss, size).evaluate(examples).meanLoss())
            .as("batch size %d", size)
            .isCloseTo(whole, within(3 * 101 * 30 * 0x1p-53));
      }
    }
  }

  @Test
  void valuesHaveALossAndNoAccuracy() {
    Tensor x = backend.tensor(Shape.of(2, 2), 1, 2, 3, 4);
    Tensor y = backend.tensor(Shape.of(2, 2), 1, 1, 1, 1);
    Metrics metrics =
        new Evaluator(identity(2), new MeanSquaredError())
            .evaluate(Examples.of(x, new Targets.Values(y)));
    assertThat(metrics.meanLoss()).isEqualTo((0 + 1 + 4 + 9) / 4.0);
    assertThat(metrics.count()).isZero();
    assertThat(metrics.accuracy()).isNaN();
  }

  /** A square of counts for so many outputs would take 20 GB. */
  @Test
  void wideOutputsWithoutLabelsNeedNoCounts() {
    int outputs = 50_000;
    Network network =
        Network.of(
            backend,
            Shape.of(1),
            1,
            new Dense("wide", 1, outputs, Activation.IDENTITY, false, Initializers.zeros()));
    Metrics metrics =
        new Evaluator(network, new MeanSquaredError())
            .evaluate(
                Examples.of(backend.zeros(2, 1), new Targets.Values(backend.zeros(2, outputs))));
    assertThat(metrics.meanLoss()).isZero();
    assertThat(metrics.classes()).isEqualTo(outputs);
    assertThat(metrics.count()).isZero();
    assertThat(metrics.correct()).isZero();
    assertThat(metrics.accuracy()).isNaN();
    assertThat(metrics.topK(3)).isNaN();
    assertThat(metrics.precision(7)).isNaN();
    assertThat(metrics.recall(7)).isNaN();
    assertThat(metrics.f1(7)).isNaN();
    assertThat(metrics.confusion(outputs - 1, 0)).isZero();
    assertThat(metrics.answersFor(3)).hasSize(outputs).containsOnly(0);
    assertThatThrownBy(() -> metrics.confusion(0, outputs)).isInstanceOf(TrainingException.class);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Evaluator evaluator = new Evaluator(identity(2), new SvmHinge());
    assertThatThrownBy(
            () -> evaluator.evaluate(Examples.of(backend.zeros(2, 3), Targets.Labels.of(0, 1))))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("examples of shape (3), expected (2)");
    assertThatThrownBy(
            () -> evaluator.evaluate(Examples.of(backend.zeros(2, 2), Targets.Labels.of(0, 2))))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("label 2");
    assertThatThrownBy(() -> new Evaluator(identity(2), new SvmHinge(), 0))
        .isInstanceOf(TrainingException.class)
        .hasMessage("Evaluator: batchSize 0, expected 1 or more");
    Metrics metrics = judge(new double[][] {{1, 0}}, 0);
    assertThatThrownBy(() -> metrics.precision(2))
        .isInstanceOf(TrainingException.class)
        .hasMessage("Metrics: class 2, expected 0 to 1");
    assertThatThrownBy(() -> metrics.topK(0))
        .isInstanceOf(TrainingException.class)
        .hasMessage("Metrics.topK: k 0, expected 1 or more");
  }
}
