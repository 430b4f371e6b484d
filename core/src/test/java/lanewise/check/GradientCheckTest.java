package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.loss.BinaryCrossEntropy;
import lanewise.loss.Huber;
import lanewise.loss.Loss;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.NegativeLogLikelihood;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.SvmHinge;
import lanewise.loss.Targets;
import lanewise.nn.ActivationLayer;
import lanewise.nn.BatchNorm;
import lanewise.nn.Dense;
import lanewise.nn.Dropout;
import lanewise.nn.Flatten;
import lanewise.nn.Graph;
import lanewise.nn.Initializers;
import lanewise.nn.Layer;
import lanewise.nn.LayerNorm;
import lanewise.nn.LogSoftmax;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.nn.PRelu;
import lanewise.nn.Softmax;
import lanewise.nn.UnaryLayer;
import lanewise.nn.Value;
import lanewise.nn.Workspace;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer, loss and kind of net, at float64: the largest relative error is 1e-7 or less. */
final class GradientCheckTest {
  private static final double BOUND = 1e-7;
  private static final Backend REFERENCE = Backend.create("reference", 1);

  /** ReLU and its kin, and the hinge, have kinks: inputs keep this distance from them. */
  private static final double AWAY = 0.05;

  @AfterAll
  static void close() {
    REFERENCE.close();
  }

  static Stream<Activation> activations() {
    return Stream.of(
        Activation.IDENTITY,
        Activation.RELU,
        Activation.LEAKY_RELU,
        Activation.leakyRelu(0.3),
        Activation.SIGMOID,
        Activation.TANH,
        Activation.GELU,
        Activation.SILU,
        Activation.ELU,
        Activation.elu(0.7),
        Activation.SELU,
        Activation.SOFTPLUS);
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationLayer(Activation activation) {
    check(Shape.of(2, 3), 5, new ActivationLayer("act", activation));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void denseWithFusedActivation(Activation activation) {
    // Weights of a permutation keep every pre-activation as far from 0 as the inputs are.
    Network network = network(Shape.of(2, 4), new Dense("fc", 4, 4, activation, spread()));
    assertPasses(new GradientCheck(network).run(awayFromZero(Shape.of(3, 2, 4))));
  }

  static Stream<Layer> smoothLayers() {
    return Stream.of(
        new Dense("fc", 6, 4, Initializers.heNormal()),
        new Dense("fc", 6, 4, Activation.TANH, false, Initializers.xavierNormal()),
        new PRelu("prelu", 6),
        new Flatten("flat"),
        new Dropout("drop", 0.4),
        new Dropout("drop", 0),
        new BatchNorm("bn", 6),
        new BatchNorm("bn", 6, 1e-2, 0.5, true),
        new LayerNorm("ln", 6),
        new Softmax("softmax"),
        new LogSoftmax("logSoftmax"));
  }

  @ParameterizedTest
  @MethodSource("smoothLayers")
  void layer(Layer layer) {
    check(Shape.of(2, 6), 5, layer);
  }

  @Test
  void oneLayerTwiceAddsItsGradients() {
    Dense shared = new Dense("fc", 4, 4, Activation.TANH, Initializers.heNormal());
    PRelu prelu = new PRelu("prelu", 4);
    check(Shape.of(4), 3, shared, prelu, shared, prelu);
  }

  static Stream<Loss> lossesOnLabels() {
    return Stream.of(
        new SoftmaxCrossEntropy(),
        new SoftmaxCrossEntropy(0.1, null),
        new SoftmaxCrossEntropy(0, new double[] {0.5, 1, 2, 0.25}),
        new SoftmaxCrossEntropy(0.2, new double[] {0.5, 1, 2, 0.25}),
        new SvmHinge(),
        new SvmHinge(0.3),
        new NegativeLogLikelihood(),
        new MeanSquaredError(),
        new Huber(0.5),
        BinaryCrossEntropy.ofLogits());
  }

  @ParameterizedTest
  @MethodSource("lossesOnLabels")
  void lossOnLabels(Loss loss) {
    boolean canIgnore =
        loss instanceof SoftmaxCrossEntropy
            || loss instanceof SvmHinge
            || loss instanceof NegativeLogLikelihood;
    Targets labels = Targets.Labels.of(2, canIgnore ? -1 : 0, 1, 3, 0);
    // Scores a third apart, away from 0 and from the margins.
    Tensor x = REFERENCE.zeros(5, 4);
    SeededRandom random = new SeededRandom(11);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, (random.nextInt(9) - 4) / 3.0 + 0.021 * (i % 4) + 0.05);
    }
    assertPasses(identity(Shape.of(4)).run(x, loss, labels));
  }

  static Stream<Loss> lossesOnValues() {
    return Stream.of(
        new SoftmaxCrossEntropy(),
        new SoftmaxCrossEntropy(0.1, null),
        new MeanSquaredError(),
        new Huber(),
        new Huber(0.4),
        BinaryCrossEntropy.ofLogits(),
        BinaryCrossEntropy.ofProbabilities());
  }

  @ParameterizedTest
  @MethodSource("lossesOnValues")
  void lossOnValues(Loss loss) {
    SeededRandom random = new SeededRandom(5);
    Tensor x = REFERENCE.zeros(4, 3);
    Tensor targets = REFERENCE.zeros(4, 3);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, 0.1 + 0.8 * random.nextDouble());
      // A Huber loss bends at delta: 0.4 and 1 here.
      do {
        targets.set(i, random.nextDouble());
      } while (Math.abs(Math.abs(x.get(i) - targets.get(i)) - 0.4) < 0.02);
    }
    assertPasses(identity(Shape.of(3)).run(x, loss, new Targets.Values(targets)));
  }

  static Stream<Graph> nets() {
    return Stream.<UnaryOperator<Value>>of(
            Value::tanh,
            Value::relu,
            value -> value.batchNorm().activation(Activation.SILU),
            value -> value.layerNorm().gelu(),
            value -> value.batchNorm().relu().dropout(0.25),
            value -> value.layerNorm().relu().dropout(0.5),
            value -> value.activation(Activation.ELU).dropout(0.3))
        .map(behind -> Nets.of(Shape.of(2, 3), 4, behind, 8, 7));
  }

  /** A smaller step keeps ReLUs on their side; the seed is one where none is near its kink. */
  @ParameterizedTest
  @MethodSource("nets")
  void wholeNetWithBatchNormAndDropout(Graph net) {
    Network network = net.build(REFERENCE, 7, Initializers.normal(0.5));
    shift(network.parameterSet().biases(), 0.6);
    GradientCheck.Report report =
        new GradientCheck(network, 2e-4, 99)
            .run(
                awayFromZero(Shape.of(6, 2, 3)),
                new SoftmaxCrossEntropy(),
                Targets.Labels.of(0, 3, 1, 2, 2, 0));
    assertPasses(report);
    assertThat(report.tensors()).hasSizeGreaterThan(6);
  }

  @Test
  void leavesInputsParametersAndRunningStatisticsAsTheyWere() {
    Network network = network(Shape.of(3), new BatchNorm("bn", 3));
    Tensor x = awayFromZero(Shape.of(4, 3));
    double[] input = x.toDoubles();
    double[] values = network.parameterSet().values().toDoubles();
    double[] state = network.parameterSet().state().toDoubles();
    new GradientCheck(network).run(x);
    assertThat(x.toDoubles()).isEqualTo(input);
    assertThat(network.parameterSet().values().toDoubles()).isEqualTo(values);
    assertThat(network.parameterSet().state().toDoubles()).isEqualTo(state);
  }

  @Test
  void findsAWrongGradientWithItsPlace() {
    GradientCheck.Report report =
        new GradientCheck(network(Shape.of(3), new WronglyScaled(1 + 1e-5)))
            .run(awayFromZero(Shape.of(2, 3)));
    assertThat(report.maxRelativeError()).isBetween(4e-6, 6e-6);
    GradientCheck.Worst worst = report.tensors().get(0);
    assertThat(worst.tensor()).isEqualTo("input");
    assertThat(worst.index()).isBetween(0, 5);
    assertThat(worst.analytic()).isNotEqualTo(worst.numeric());
  }

  @Test
  void aNonFiniteGradientIsAnError() {
    GradientCheck.Report report =
        new GradientCheck(network(Shape.of(3), new WronglyScaled(Double.NaN)))
            .run(awayFromZero(Shape.of(2, 3)));
    assertThat(report.maxRelativeError()).isNaN();
  }

  @Test
  void refusesFloat32AndBadSteps() {
    try (Backend scalar = Backend.create("scalar", 1)) {
      Network network = Network.of(scalar, Shape.of(3), 1, new Flatten("flat"));
      assertThatThrownBy(() -> new GradientCheck(network))
          .isInstanceOf(LanewiseException.class)
          .hasMessageContaining("backend scalar (FLOAT32), expected float64");
      assertThatThrownBy(() -> new GradientCheck(network.copyTo(REFERENCE), 0, 1))
          .hasMessage("GradientCheck: step 0.0, expected above 0 to 1");
    }
  }

  /** The identity whose gradient is off by a factor. */
  private static final class WronglyScaled extends UnaryLayer {
    private final double factor;

    WronglyScaled(double factor) {
      super("wrong");
      this.factor = factor;
    }

    @Override
    protected void forward(Tensor x, Tensor y, Workspace workspace) {
      workspace.backend().elements().copy(x, y);
    }

    @Override
    protected void backward(
        Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
      if (dX != null) {
        workspace.backend().elements().copy(dY, dX);
        workspace.backend().elements().scale(factor, dX);
      }
    }
  }

  private static void check(Shape input, int batch, Layer... layers) {
    assertPasses(new GradientCheck(network(input, layers)).run(awayFromZero(input.batch(batch))));
  }

  private static void assertPasses(GradientCheck.Report report) {
    assertThat(report.maxRelativeError()).as("%s", report).isLessThanOrEqualTo(BOUND);
  }

  private static GradientCheck identity(Shape input) {
    return new GradientCheck(network(input, new Flatten("flat")));
  }

  private static Network network(Shape input, Layer... layers) {
    Network network = Network.of(REFERENCE, input, 3, layers);
    shift(network.parameterSet().biases(), AWAY / 4);
    return network;
  }

  /** Values of their own for what starts at 0 or 1, or a wrong gain could hide. */
  private static void shift(Tensor biases, double width) {
    SeededRandom random = new SeededRandom(17);
    for (int i = 0; i < biases.size(); i++) {
      biases.set(i, biases.get(i) + width * random.nextDouble());
    }
  }

  /** Numbers of both signs, at least {@link #AWAY} from 0. */
  private static Tensor awayFromZero(Shape shape) {
    SeededRandom random = new SeededRandom(shape.size());
    Tensor x = REFERENCE.zeros(shape);
    for (int i = 0; i < x.size(); i++) {
      double sign = random.nextInt(2) == 0 ? -1 : 1;
      x.set(i, sign * (AWAY + 1.5 * random.nextDouble()));
    }
    return x;
  }

  /** A permutation times numbers near 1, as initial weights. */
  private static lanewise.nn.Initializer spread() {
    return (weight, random) -> {
      int n = weight.shape().examples();
      for (int i = 0; i < n; i++) {
        weight.set(i * n + (i + 1) % n, 1 + 0.5 * random.nextDouble());
      }
    };
  }
}
