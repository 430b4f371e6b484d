package lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import lanewise.check.GradientCheck;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of images and signals at float64: gradients, shapes, texts, folding, errors. */
class ConvNetTest {
  private static final Backend REFERENCE = Backend.reference();

  @AfterAll
  static void close() {
    REFERENCE.close();
  }

  record Net(String name, Graph graph) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Value block(Value x, int channels, int stride) {
    Value y =
        x.conv(channels, 3).stride(stride).noBias().batchNorm().tanh().conv(channels, 3).noBias();
    Value shortcut = stride == 1 ? x : x.conv(channels, 1).stride(stride).noBias();
    return y.batchNorm().add(shortcut).tanh();
  }

  static Stream<Net> nets() {
    Value image = Value.input(6, 5, 2);
    Value signal = Value.input(11, 3);
    Stencil odd = new Stencil(2, 3, 2, 1, 1, 2, Padding.of(1, 2, 0, 1));
    return Stream.of(
        new Net("conv", Graph.of(image.conv(3, 3).flatten().dense(2))),
        new Net("conv of an odd window", Graph.of(image.conv(3, odd).sigmoid().flatten().dense(2))),
        new Net("conv with gelu", Graph.of(image.conv(3, 3).gelu().flatten().dense(2))),
        new Net(
            "strided and dilated",
            Graph.of(image.conv(4, 3).stride(2).tanh().conv(2, 2).dilation(2).flatten().dense(2))),
        new Net("depthwise", Graph.of(image.depthwiseConv(3).tanh().flatten().dense(2))),
        new Net("separable", Graph.of(image.separableConv(5, 3).stride(2).flatten().dense(2))),
        new Net(
            "groups",
            Graph.of(image.conv(4, 3).tanh().conv(6, 3).groups(2).noBias().flatten().dense(2))),
        new Net("average pool", Graph.of(image.conv(3, 3).averagePool(2).flatten().dense(2))),
        new Net(
            "average pool, overlapping and padded",
            Graph.of(
                image
                    .averagePool(Stencil.of(3, 3).stride(2, 1).padding(Padding.of(1)))
                    .flatten()
                    .dense(2))),
        new Net("global average", Graph.of(image.conv(3, 3).tanh().globalAveragePool().dense(2))),
        new Net("max pool", Graph.of(image.conv(3, 3).maxPool(2).flatten().dense(2))),
        new Net(
            "max pool, overlapping",
            Graph.of(image.maxPool(Stencil.of(3, 3).stride(2, 2)).flatten().dense(2))),
        new Net("signal", Graph.of(signal.conv(4, 3).stride(2).tanh().maxPool(2).flatten())),
        new Net("residual", Graph.of(block(block(image, 2, 1), 4, 2).globalAveragePool().dense(2))),
        new Net("dense on pixels", Graph.of(image.dense(3).tanh().conv(2, 3).layerNorm())));
  }

  @ParameterizedTest
  @MethodSource("nets")
  void gradientsAgreeWithDifferences(Net net) {
    Network network = net.graph().build(REFERENCE, 5);
    GradientCheck.Report report = new GradientCheck(network, 1e-5, 1).run(batch(net.graph(), 3));
    assertThat(report.maxRelativeError()).as(report.toString()).isLessThan(1e-7);
  }

  @ParameterizedTest
  @MethodSource("nets")
  void aTextIsReadBackAsTheSameGraph(Net net) {
    String text = net.graph().toText();
    Graph again = Graph.parse(text);
    assertThat(again.toText()).isEqualTo(text);
    Tensor x = batch(net.graph(), 2);
    Network first = net.graph().build(REFERENCE, 5);
    Network second = again.build(REFERENCE, 5);
    assertThat(answers(second, x).toDoubles()).isEqualTo(answers(first, x).toDoubles());
  }

  @ParameterizedTest
  @MethodSource("nets")
  void aFrozenNetworkGivesTheSameAnswers(Net net) {
    Network network = net.graph().build(REFERENCE, 7);
    Tensor x = batch(net.graph(), 4);
    Workspace workspace = network.trainingWorkspace();
    network.forward(x, workspace);
    double[] expected = answers(network, x).toDoubles();
    assertThat(answers(network.frozen(), x).toDoubles()).containsExactly(expected, within(1e-12));
  }

  private static Tensor answers(Network network, Tensor x) {
    return network.forward(x, network.inferenceWorkspace());
  }

  private static Tensor batch(Graph graph, int examples) {
    Shape shape = graph.inputShape().batch(examples);
    SeededRandom random = new SeededRandom(11);
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return Tensor.of(values, 0, shape);
  }

  @Test
  void batchNormAndActivationBecomePartOfAFrozenConvolution() {
    Value x = Value.input(6, 5, 2);
    Network network =
        Graph.of(x.conv(3, 3).noBias().batchNorm().relu().dropout(0.5).conv(2, 1).relu())
            .build(REFERENCE, 1);
    assertThat(network.frozen().graph().nodes()).hasSize(2);
  }

  @Test
  void shapesAreThoseOfKerasAndPyTorch() {
    Value image = Value.input(28, 28, 1);
    assertThat(image.conv(32, 3).shape()).isEqualTo(Shape.of(28, 28, 32));
    assertThat(image.conv(32, 3).padding(Padding.VALID).shape()).isEqualTo(Shape.of(26, 26, 32));
    assertThat(image.conv(8, 3).stride(2).shape()).isEqualTo(Shape.of(14, 14, 8));
    assertThat(image.conv(8, 7).stride(2).padding(Padding.of(3)).shape())
        .isEqualTo(Shape.of(14, 14, 8));
    assertThat(image.maxPool(2).shape()).isEqualTo(Shape.of(14, 14, 1));
    assertThat(Value.input(100, 4).conv(6, 5).shape()).isEqualTo(Shape.of(100, 6));
    assertThat(Graph.of(image.conv(32, 3).flatten().dense(10)).parameterCount())
        .isEqualTo(320 + 28 * 28 * 32 * 10 + 10);
  }

  @Test
  void xavierCountsTheTapsOfAConvolution() {
    Network network =
        Graph.of(Value.input(4, 4, 8).conv(16, 3))
            .build(REFERENCE, 3, Initializers.xavierUniform());
    double bound = Math.sqrt(6.0 / (9 * 8 + 9 * 16));
    double[] weights = network.parameters().get(0).value().toDoubles();
    double largest = Arrays.stream(weights).map(Math::abs).max().orElse(0);
    assertThat(largest).isBetween(0.98 * bound, bound);
  }

  @Test
  void errorsNameTheLayer() {
    Value image = Value.input(4, 5, 3);
    assertThatThrownBy(() -> image.conv(8, 7).padding(Padding.VALID))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "Conv[layer]: input (batch, 4, 5, 3): kernel 7 on 4 elements, padding included, expected"
                + " no more than 4 taps; pad more or take a smaller kernel");
    assertThatThrownBy(() -> image.conv(8, 3).groups(2))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "Conv[layer]: groups=2 of 3 input and 8 output channels, expected a divisor of both");
    assertThatThrownBy(() -> Value.input(12).conv(8, 3))
        .hasMessage(
            "Conv[layer]: input (batch, 12), expected (batch, height, width, channels) or (batch,"
                + " time, channels)");
    assertThatThrownBy(
            () ->
                Value.input(3, 32, 32)
                    .then(
                        new Conv(
                            "c1",
                            3,
                            8,
                            Stencil.of(3, 3),
                            1,
                            true,
                            Activation.RELU,
                            Initializers.heNormal())))
        .hasMessage(
            "Conv[c1]: input (batch, 3, 32, 32) of 32 channels, expected 3; put the channels last");
    assertThatThrownBy(() -> image.dense(3).stride(2))
        .isInstanceOf(LanewiseException.class)
        .hasMessage(
            "Value.stride(n): of no convolution, expected conv(channels, kernel).stride(n)");
    assertThatThrownBy(() -> image.maxPool(6))
        .hasMessageContaining("MaxPool[layer]: input (batch, 4, 5, 3): kernel 6 on 4 elements");
    assertThatThrownBy(() -> Value.input(7).globalAveragePool())
        .hasMessageContaining("GlobalAveragePool[layer]: input (batch, 7), expected");
    assertThatThrownBy(() -> Graph.parse(image.conv(8, 3).toString()))
        .isInstanceOf(LanewiseException.class);
    String text = Graph.of(image.conv(8, 3)).toText().replace("stride=1x1", "stride=0x1");
    assertThatThrownBy(() -> Graph.parse(text)).hasMessageContaining("stride down=0, expected 1");
  }
}
