package lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkSpecTest {
  private static final NetworkSpec EVERYTHING =
      new NetworkSpec(
          Shape.of(1, 2, 3),
          new Flatten.Spec("flat"),
          new Dense.Spec("fc1", 6, 4, Activation.leakyRelu(0.1), true),
          new BatchNorm.Spec("bn1", 4, 1e-3, 0.8, true),
          new ActivationLayer.Spec("act1", Activation.GELU),
          new Dropout.Spec("drop1", 0.1),
          new Dense.Spec("fc2", 4, 4, Activation.IDENTITY, false),
          new LayerNorm.Spec("ln2", 4, 1e-6),
          new PRelu.Spec("prelu2", 4),
          new Dense.Spec("fc2", 4, 4, Activation.IDENTITY, false),
          new Softmax.Spec("p"),
          new LogSoftmax.Spec("logp"));

  @Test
  void everyKindOfLayerIsCovered() {
    assertThat(EVERYTHING.layers().stream().<Class<?>>map(LayerSpec::getClass).distinct())
        .containsExactlyInAnyOrder(LayerSpec.class.getPermittedSubclasses());
  }

  @Test
  void textReadsBackAsTheSameNetwork() {
    assertThat(NetworkSpec.parse(EVERYTHING.toText())).isEqualTo(EVERYTHING);
    assertThat(EVERYTHING.toText())
        .startsWith("lanewise-network 1\ninput 1 2 3\nflatten flat\n")
        .contains("\ndense fc1 in=6 out=4 activation=leaky-relu:0.1 bias=yes\n");
  }

  @Test
  void buildsTheNetworkItDescribes() {
    try (Backend reference = Backend.create("reference", 1)) {
      Network network = EVERYTHING.build(reference, 1, Initializers.heNormal());
      assertThat(network.spec()).isEqualTo(EVERYTHING);
      assertThat(network.outputShape()).isEqualTo(EVERYTHING.outputShape()).isEqualTo(Shape.of(4));
      assertThat(network.parameters().stream().mapToLong(p -> p.shape().size()).sum())
          .isEqualTo(EVERYTHING.parameterCount());
      assertThat(network.layers().get(5)).isSameAs(network.layers().get(8));
    }
  }

  static Stream<Activation> activations() {
    return Stream.of(Activation.Kind.values())
        .map(
            kind ->
                switch (kind) {
                  case LEAKY_RELU -> Activation.leakyRelu(1.0 / 3);
                  case ELU -> Activation.elu(0.7);
                  default -> new Activation(kind, 0);
                });
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyActivationHasAText(Activation activation) {
    assertThat(Activations.parse(Activations.text(activation))).isEqualTo(activation);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rely", "relu:1", "leaky-relu:x", "leaky-relu:-1", "elu:"})
  void unknownActivationsAreRejected(String text) {
    assertThatThrownBy(() -> Activations.parse(text))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|first line \"\", expected \"lanewise-network 1\"",
        "lanewise-network 2|first line \"lanewise-network 2\", expected",
        "lanewise-network 1;input 3|expected a header, an input and at least one layer",
        "lanewise-network 1;input;flatten f|expected: input and the extents",
        "lanewise-network 1;input x;flatten f|expected: input and the extents",
        "lanewise-network 1;input -3;flatten f|extent -3",
        "lanewise-network 1;input 3;flatten|expected: kind name key=value",
        "lanewise-network 1;input 3;conv c1 in=3|layer kind conv, expected one of activation,",
        "lanewise-network 1;input 3;flatten a/b|layer name \"a/b\", expected",
        "lanewise-network 1;input 3;dropout d|options [], expected exactly [rate]",
        "lanewise-network 1;input 3;dropout d rate=0.1 p=1|expected exactly [rate]",
        "lanewise-network 1;input 3;dropout d rate=0.1 rate=0.1|expected key=value, each key once",
        "lanewise-network 1;input 3;dropout d rate|expected key=value",
        "lanewise-network 1;input 3;dropout d rate=high|rate=high, expected a number",
        "lanewise-network 1;input 3;dropout d rate=NaN|rate=NaN, expected 0 to less than 1",
        "lanewise-network 1;input 3;prelu p features=3.5|features=3.5, expected a whole number",
        "lanewise-network 1;input 3;prelu p features=4|input example (3), expected 4 values",
        "lanewise-network 1;input 3;dense f in=3 out=2 activation=relu bias=1|bias=1, expected yes",
        "lanewise-network 1;input 3;dense f in=3 out=2 activation=x bias=no|activation \"x\"",
        "lanewise-network 1;input 3;dense f in=99999 out=99999 activation=relu bias=no|array can",
        "lanewise-network 1;input 3;flatten f;dropout f rate=0.1|stands for two different layers",
        "lanewise-network 1;input 3;layer-norm n features=3 epsilon=0|epsilon=0.0, expected",
        "lanewise-network 1;input 3;layer-norm n features=3 epsilon=1e-50|epsilon=1.0E-50, expected"
            + " 1.2e-38 to 3.4e38, the normal numbers of float32; 1e-5 is usual",
        "lanewise-network 1;input 3;batch-norm n features=3 epsilon=1e-50 momentum=0.1 unbiased=no"
            + "|epsilon=1.0E-50, expected 1.2e-38 to 3.4e38",
        "lanewise-network 1;input 3;batch-norm n features=3 epsilon=1 momentum=2 unbiased=no|momentum"
      })
  void badTextsSayWhatIsExpected(String text, String message) {
    assertThatThrownBy(() -> NetworkSpec.parse(text.replace(';', '\n')))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aNetworkHasALayer() {
    assertThatThrownBy(() -> new NetworkSpec(Shape.of(3), List.of()))
        .hasMessage("NetworkSpec: no layers, expected at least one");
  }
}
