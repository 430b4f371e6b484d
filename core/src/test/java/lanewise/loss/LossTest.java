package lanewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lanewise.kernel.Backend;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.nn.Workspace;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values by hand, at float64; the gradients are checked in {@code
 * lanewise.check.GradientCheckTest}.
 */
final class LossTest {
  private static final Backend REFERENCE = Backend.create("reference", 1);
  private static final double TOLERANCE = 1e-14;

  /** Three rows; their softmaxes are (1, 2, 1)/4, (1, 1, 6)/8 and (8, 1, 1)/10. */
  private static Tensor logits() {
    return REFERENCE.tensor(
        Shape.of(3, 3), 0, Math.log(2), 0, 0, 0, Math.log(6), Math.log(8), 0, 0);
  }

  private final Workspace workspace = Workspace.forTraining(REFERENCE);

  @AfterAll
  static void close() {
    REFERENCE.close();
  }

  @Test
  void crossEntropyIsTheMeanOverTheBatch() {
    double loss =
        new SoftmaxCrossEntropy().forward(logits(), Targets.Labels.of(1, 2, 0), workspace);
    assertThat(loss)
        .isCloseTo(-(Math.log(0.5) + Math.log(0.75) + Math.log(0.8)) / 3, within(TOLERANCE));
    SoftmaxCrossEntropy again = new SoftmaxCrossEntropy();
    again.forward(logits(), Targets.Labels.of(1, 2, 0), workspace);
    assertThat(again.perExample(workspace).toDoubles())
        .containsExactly(
            new double[] {-Math.log(0.5), -Math.log(0.75), -Math.log(0.8)}, within(TOLERANCE));
    assertThat(again.backward(workspace).examples(0, 1).toDoubles())
        .containsExactly(new double[] {0.25 / 3, -0.5 / 3, 0.25 / 3}, within(TOLERANCE));
  }

  @Test
  void oneHotValuesAreLabels() {
    Tensor oneHot = REFERENCE.tensor(Shape.of(3, 3), 0, 1, 0, 0, 0, 1, 1, 0, 0);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    double byLabels = loss.forward(logits(), Targets.Labels.of(1, 2, 0), workspace);
    double[] gradient = loss.backward(workspace).toDoubles();
    assertThat(loss.forward(logits(), new Targets.Values(oneHot), workspace))
        .isCloseTo(byLabels, within(TOLERANCE));
    assertThat(loss.backward(workspace).toDoubles()).containsExactly(gradient, within(TOLERANCE));
  }

  @Test
  void labelsMayBeARangeOfALongerArray() {
    int[] labels = {9, 9, 1, 2, 0, 9};
    assertThat(
            new SoftmaxCrossEntropy()
                .forward(logits(), new Targets.Labels(labels, 2, 3), workspace))
        .isEqualTo(
            new SoftmaxCrossEntropy().forward(logits(), Targets.Labels.of(1, 2, 0), workspace));
  }

  @Test
  void smoothingMixesInTheUniformDistribution() {
    double uniform = 0;
    for (double p : new double[] {0.25, 0.5, 0.25}) {
      uniform -= Math.log(p) / 3;
    }
    Targets label = Targets.Labels.of(1);
    assertThat(
            new SoftmaxCrossEntropy(0.3, null).forward(logits().examples(0, 1), label, workspace))
        .isCloseTo(0.7 * -Math.log(0.5) + 0.3 * uniform, within(TOLERANCE));
  }

  @Test
  void classWeightsDivideByTheWeightsOfTheLabels() {
    double loss =
        new SoftmaxCrossEntropy(0, new double[] {3, 1, 0.5})
            .forward(logits(), Targets.Labels.of(1, 2, 0), workspace);
    assertThat(loss)
        .isCloseTo(
            -(1 * Math.log(0.5) + 0.5 * Math.log(0.75) + 3 * Math.log(0.8)) / 4.5,
            within(TOLERANCE));
  }

  static Stream<Loss> lossesThatIgnore() {
    return Stream.of(
        new SoftmaxCrossEntropy(),
        new SoftmaxCrossEntropy(0.1, new double[] {1, 2, 3}),
        new SvmHinge(),
        new NegativeLogLikelihood());
  }

  @ParameterizedTest
  @MethodSource("lossesThatIgnore")
  void ignoredLabelsDoNotCount(Loss loss) {
    double of =
        loss.forward(
            REFERENCE.tensor(Shape.of(2, 3), 0, Math.log(2), 0, Math.log(8), 0, 0),
            Targets.Labels.of(1, 0),
            workspace);
    double[] gradient = loss.backward(workspace).toDoubles();
    double with = loss.forward(logits(), Targets.Labels.of(1, -1, 0), workspace);
    assertThat(with).isCloseTo(of, within(TOLERANCE));
    double[] all = loss.backward(workspace).toDoubles();
    for (int i = 0; i < 3; i++) {
      assertThat(all[i]).isCloseTo(gradient[i], within(TOLERANCE));
      assertThat(all[3 + i]).isZero();
      assertThat(all[6 + i]).isCloseTo(gradient[3 + i], within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @MethodSource("lossesThatIgnore")
  void allIgnoredIsNothingToLearn(Loss loss) {
    assertThat(loss.forward(logits(), Targets.Labels.of(-1, -1, -100), workspace)).isZero();
    assertThat(loss.backward(workspace).toDoubles()).containsOnly(0);
    assertThat(loss.perExample(workspace).toDoubles()).containsOnly(0);
  }

  @Test
  void hingeCountsTheMarginsThatAreMissed() {
    Tensor scores = REFERENCE.tensor(Shape.of(1, 4), 1, 3, 2.5, -1);
    SvmHinge loss = new SvmHinge();
    assertThat(loss.forward(scores, Targets.Labels.of(1), workspace))
        .isCloseTo(0.5, within(TOLERANCE));
    assertThat(loss.backward(workspace).toDoubles()).containsExactly(0, -1, 1, 0);
    assertThat(new SvmHinge(3).forward(scores, Targets.Labels.of(1), workspace))
        .isCloseTo(1 + 2.5, within(TOLERANCE));
  }

  @Test
  void elementwiseLossesAreMeansOverAllElements() {
    Tensor x = REFERENCE.tensor(Shape.of(2, 2), 1, 2, 3, 0.5);
    Targets zeros = new Targets.Values(REFERENCE.zeros(2, 2));
    MeanSquaredError squared = new MeanSquaredError();
    assertThat(squared.forward(x, zeros, workspace))
        .isCloseTo((1 + 4 + 9 + 0.25) / 4, within(TOLERANCE));
    assertThat(squared.perExample(workspace).toDoubles()).containsExactly(2.5, 4.625);
    assertThat(squared.backward(workspace).toDoubles()).containsExactly(0.5, 1, 1.5, 0.25);
    assertThat(new Huber().forward(x, zeros, workspace))
        .isCloseTo((0.5 + 1.5 + 2.5 + 0.125) / 4, within(TOLERANCE));
    assertThat(new Huber(2).forward(x, zeros, workspace))
        .isCloseTo((0.5 + 2 + 4 + 0.125) / 4, within(TOLERANCE));
  }

  @Test
  void elementwiseLossesTakeLabels() {
    Tensor two = REFERENCE.tensor(Shape.of(2, 2), 0.25, 0.5, 0, 1);
    assertThat(new MeanSquaredError().forward(two, Targets.Labels.of(0, 1), workspace))
        .isCloseTo((0.5625 + 0.25) / 4, within(TOLERANCE));
    Tensor one = REFERENCE.tensor(Shape.of(2, 1), 0.25, 0.5);
    assertThat(
            BinaryCrossEntropy.ofProbabilities().forward(one, Targets.Labels.of(0, 1), workspace))
        .isCloseTo(-(Math.log(0.75) + Math.log(0.5)) / 2, within(TOLERANCE));
    assertThatThrownBy(
            () -> new MeanSquaredError().forward(one, Targets.Labels.of(0, 2), workspace))
        .isInstanceOf(ShapeException.class)
        .hasMessage("mse: label 2 at position 1, expected 0 to 1");
    assertThatThrownBy(
            () -> new MeanSquaredError().forward(two, Targets.Labels.of(-1, 1), workspace))
        .isInstanceOf(ShapeException.class)
        .hasMessage("mse: label -1 at position 0, expected 0 to 1");
  }

  @Test
  void binaryCrossEntropyIsFiniteAtItsEnds() {
    Tensor logits = REFERENCE.tensor(Shape.of(4, 1), 1e30, -1e30, 1e30, 0);
    BinaryCrossEntropy ofLogits = BinaryCrossEntropy.ofLogits();
    assertThat(ofLogits.forward(logits, Targets.Labels.of(1, 0, 0, 1), workspace))
        .isEqualTo((1e30 + Math.log(2)) / 4);
    assertThat(ofLogits.backward(workspace).toDoubles()).containsExactly(0, 0, 0.25, -0.125);
    Tensor certain = REFERENCE.tensor(Shape.of(2, 1), 0, 1);
    BinaryCrossEntropy ofProbabilities = BinaryCrossEntropy.ofProbabilities();
    assertThat(ofProbabilities.forward(certain, Targets.Labels.of(1, 0), workspace)).isEqualTo(100);
    assertThat(ofProbabilities.forward(certain, Targets.Labels.of(0, 1), workspace)).isZero();
    assertThat(ofProbabilities.backward(workspace).toDoubles()).doesNotContain(Double.NaN);
  }

  @Test
  void logitsOfAnySizeStayFinite() {
    for (String backendName : new String[] {"reference", "scalar"}) {
      try (Backend backend = Backend.create(backendName, 1)) {
        Tensor huge = backend.tensor(Shape.of(1, 3), 1e30, -1e30, 0);
        Workspace own = Workspace.forTraining(backend);
        SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
        assertThat(loss.forward(huge, Targets.Labels.of(0), own)).isZero();
        assertThat(loss.backward(own).toDoubles()).containsExactly(0, 0, 0);
        assertThat(loss.forward(huge, Targets.Labels.of(1), own)).isBetween(1.9e30, 2.1e30);
      }
    }
  }

  @Test
  void nanShows() {
    Tensor x = REFERENCE.tensor(Shape.of(2, 2), 0, 1, Double.NaN, 0);
    assertThat(new SoftmaxCrossEntropy().forward(x, Targets.Labels.of(0, 1), workspace)).isNaN();
    assertThat(new MeanSquaredError().forward(x, Targets.Labels.of(0, 1), workspace)).isNaN();
  }

  @Test
  void inferenceComputesTheValueOnly() {
    Workspace inference = Workspace.forInference(REFERENCE);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    assertThat(loss.forward(logits(), Targets.Labels.of(1, 2, 0), inference)).isPositive();
    assertThatThrownBy(() -> loss.backward(inference))
        .isInstanceOf(LanewiseException.class)
        .hasMessage(
            "cross-entropy: backward with an inference workspace, expected Workspace.forTraining");
  }

  @Test
  void errorsSayWhatIsExpected() {
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    assertThatThrownBy(() -> loss.forward(logits(), Targets.Labels.of(1, 2), workspace))
        .isInstanceOf(ShapeException.class)
        .hasMessage("cross-entropy: output (3, 3) for 2 targets, expected as many rows as targets");
    assertThatThrownBy(() -> loss.forward(logits(), Targets.Labels.of(1, 3, 0), workspace))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("label 3 at position 1, expected 0 to 2");
    assertThatThrownBy(() -> new Targets.Labels(new int[2], 0, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("(3) at element 0 does not fit, expected at most 2 elements");
    assertThatThrownBy(
            () -> loss.forward(logits(), new Targets.Values(REFERENCE.zeros(3, 2)), workspace))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("target values (3, 2), expected the shape of the output (3, 3)");
    assertThatThrownBy(
            () ->
                new SoftmaxCrossEntropy(0, new double[2])
                    .forward(logits(), Targets.Labels.of(1, 2, 0), workspace))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("with 2 class weights, expected one weight a class");
    assertThatThrownBy(
            () ->
                new SoftmaxCrossEntropy(0, new double[3])
                    .forward(logits(), new Targets.Values(REFERENCE.zeros(3, 3)), workspace))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("class weights with target values, expected labels");
    assertThatThrownBy(
            () ->
                new SvmHinge()
                    .forward(logits(), new Targets.Values(REFERENCE.zeros(3, 3)), workspace))
        .isInstanceOf(LanewiseException.class)
        .hasMessage("svm: target values, expected labels");
    assertThatThrownBy(() -> new SoftmaxCrossEntropy(1.5, null))
        .hasMessage("cross-entropy: label smoothing 1.5, expected 0 to 1");
    assertThatThrownBy(() -> new SoftmaxCrossEntropy(0, new double[] {-1}))
        .hasMessageContaining("class weight -1.0, expected");
    assertThatThrownBy(() -> new SvmHinge(0)).hasMessageContaining("svm: margin 0.0, expected");
    assertThatThrownBy(() -> new Huber(0)).isInstanceOf(LanewiseException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cross-entropy",
        "svm",
        "mse",
        "huber",
        "nll",
        "binary-cross-entropy",
        "binary-cross-entropy-probabilities"
      })
  void lossesByName(String name) {
    assertThat(LossNames.parse(name).name()).isEqualTo(name);
  }

  /** What a saved model keeps of a loss is its name. */
  @Test
  void aLossIsMadeAgainFromItsName() {
    for (Loss loss : List.of(new Huber(2.5), new SvmHinge(0.25))) {
      Loss again = LossNames.parse(loss.name());
      assertThat(again.name()).isEqualTo(loss.name());
      Targets targets = Targets.Labels.of(1, 0, 2);
      Workspace workspace = Workspace.forInference(REFERENCE);
      assertThat(again.forward(logits(), targets, workspace))
          .isEqualTo(loss.forward(logits(), targets, Workspace.forInference(REFERENCE)));
    }
    assertThatThrownBy(() -> LossNames.parse("svm:wide"))
        .isInstanceOf(LanewiseException.class)
        .hasMessage("loss \"svm:wide\", expected svm:MARGIN with a number above 0");
  }

  @Test
  void everyLossSaysWhatItsOutputsMean() {
    Map<String, Link> expected =
        Map.of(
            "cross-entropy", Link.SOFTMAX,
            "nll", Link.SOFTMAX,
            "svm", Link.SCORES,
            "mse", Link.VALUES,
            "huber", Link.VALUES,
            "binary-cross-entropy", Link.SIGMOID,
            "binary-cross-entropy-probabilities", Link.PROBABILITIES);
    expected.forEach((name, link) -> assertThat(LossNames.parse(name).link()).isEqualTo(link));
  }

  @Test
  void unknownNamesListTheKnown() {
    assertThatThrownBy(() -> LossNames.parse("huber:half"))
        .isInstanceOf(LanewiseException.class)
        .hasMessage("loss \"huber:half\", expected huber:DELTA with a number above 0");
    assertThatThrownBy(() -> LossNames.parse("huber:0")).isInstanceOf(LanewiseException.class);
    assertThatThrownBy(() -> LossNames.parse("hinge"))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("loss \"hinge\", expected one of cross-entropy, svm, ");
  }

  @Test
  void l2PenaltyIsOnWeightsAlone() {
    Network network =
        Network.of(REFERENCE, Shape.of(2), 1, new Dense("fc", 2, 1, Initializers.zeros()));
    network.parameterSet().get("fc.weight").value().copyFrom(new double[] {3, -4});
    network.parameterSet().get("fc.bias").value().copyFrom(new double[] {100});
    L2Penalty penalty = new L2Penalty(0.1);
    assertThat(penalty.value(network.parameterSet())).isCloseTo(1.25, within(TOLERANCE));
    network.parameterSet().clearGradients();
    penalty.addGradient(network.parameterSet());
    assertThat(network.parameterSet().gradients().toDoubles())
        .containsExactly(new double[] {0.3, -0.4, 0}, within(TOLERANCE));
    assertThat(L2Penalty.NONE.value(network.parameterSet())).isZero();
    assertThatThrownBy(() -> new L2Penalty(-1))
        .hasMessage("L2 penalty: strength -1.0, expected a finite number, 0 or more");
  }
}
