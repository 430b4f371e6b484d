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

final class GraphTextTest {
  private static Graph everything() {
    Dense shared = new Dense("fc2", 4, 4, Activation.IDENTITY, false, Initializers.heNormal());
    return Graph.chain(
        Shape.of(1, 2, 3),
        List.of(
            new Flatten("flat"),
            new Dense("fc1", 6, 4, Activation.leakyRelu(0.1), Initializers.heNormal()),
            new BatchNorm("bn1", 4, 1e-3, 0.8, true),
            new ActivationLayer("act1", Activation.GELU),
            new Dropout("drop1", 0.1),
            shared,
            new LayerNorm("ln2", 4, 1e-6),
            new PRelu("prelu2", 4),
            shared,
            new Softmax("p"),
            new LogSoftmax("logp")));
  }

  private static Graph branches() {
    Value x = Value.input(4);
    Value y = Value.input(3);
    Value h = x.dense(4).relu();
    Dense shared = new Dense("twice", 4, 4, Initializers.heNormal());
    Value sum = h.then(shared).then(shared).add(x);
    return Graph.of(sum.multiply(h).concat(y).dense(2).named("head"), sum);
  }

  @Test
  void aChainReadsBackAsTheSameNetwork() {
    Graph everything = everything();
    assertThat(Graph.parse(everything.toText())).isEqualTo(everything);
    assertThat(everything.toText())
        .startsWith("lanewise-network 1\ninput 1 2 3\nflatten flat\n")
        .contains("\ndense fc1 in=6 out=4 activation=leaky-relu:0.1 bias=yes\n");
  }

  @Test
  void everyOtherGraphIsWrittenWithItsEdges() {
    assertThat(branches().toText())
        .isEqualTo(
            """
            lanewise-network 2
            input x1 4
            input x2 3
            dense fc1 <- x1 in=4 out=4 activation=relu bias=yes
            dense twice <- fc1 in=4 out=4 activation=identity bias=yes
            again twice#2 <- twice
            add add1 <- twice#2 x1
            multiply mul1 <- add1 fc1
            concat concat1 <- mul1 x2
            dense head <- concat1 in=7 out=2 activation=identity bias=yes
            output head add1
            """);
    Graph read = Graph.parse(branches().toText());
    assertThat(read).isEqualTo(branches());
    assertThat(read.layers()).hasSize(6);
    assertThat(read.parameterCount()).isEqualTo(20 + 20 + 16);
  }

  @Test
  void buildsTheNetworkItDescribes() {
    try (Backend reference = Backend.reference()) {
      Graph everything = everything();
      Network network = Graph.parse(everything.toText()).build(reference, 1);
      assertThat(network.graph()).isEqualTo(everything);
      assertThat(network.outputShape()).isEqualTo(everything.outputShape()).isEqualTo(Shape.of(4));
      assertThat(network.parameters().stream().mapToLong(p -> p.shape().size()).sum())
          .isEqualTo(everything.parameterCount());
      assertThat(network.graph().nodes().get(5).layer())
          .isSameAs(network.graph().nodes().get(8).layer());
    }
  }

  /** In version 0.1 a layer with a width of its own read an image as one row. */
  @Test
  void networksOfVersion01FlattenWhereTheyDid() {
    Graph read =
        Graph.parse(
            "lanewise-network 1\ninput 2 3\ndense fc1 in=6 out=4 activation=relu bias=yes\n");
    assertThat(read.layers().get(0)).isInstanceOf(Flatten.class);
    assertThat(read.outputShape()).isEqualTo(Shape.of(4));
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
        "lanewise-network 3|first line \"lanewise-network 3\", expected",
        "lanewise-network 1;input 3|expected a header, an input and at least one layer",
        "lanewise-network 1;input;flatten f|expected: input and the extents",
        "lanewise-network 1;input x;flatten f|expected: input and the extents",
        "lanewise-network 1;input -3;flatten f|extent -3",
        "lanewise-network 1;input 3;flatten|expected: kind name key=value",
        "lanewise-network 1;input 3;convolve c1 in=3|layer kind convolve, expected one of activation,",
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
        "lanewise-network 1;input 3;flatten f;dropout f rate=0.1|is of two different layers",
        "lanewise-network 1;input 3;layer-norm n features=3 epsilon=0|epsilon=0.0, expected",
        "lanewise-network 1;input 3;layer-norm n features=3 epsilon=1e-50|epsilon=1.0E-50, expected"
            + " 1.2e-38 to 3.4e38, the normal numbers of float32; 1e-5 is usual",
        "lanewise-network 1;input 3;batch-norm n features=3 epsilon=1e-50 momentum=0.1 unbiased=no"
            + "|epsilon=1.0E-50, expected 1.2e-38 to 3.4e38",
        "lanewise-network 2;input x 3;flatten f <- x|expected inputs, layers and a line of outputs",
        "lanewise-network 2;input x 3;flatten f <- y;output f|no value y before it is read",
        "lanewise-network 2;input x 3;flatten f;output f|expected: kind name <- values",
        "lanewise-network 2;input x 3;flatten f <-;output f|expected: kind name <- values",
        "lanewise-network 2;input x 3;flatten x <- x;output x|a name that no other value has",
        "lanewise-network 2;input x 3;again f#2 <- x;output f#2|of a layer before it",
        "lanewise-network 2;input x 3;flatten f <- x;output f;flatten g <- f|nothing behind",
        "lanewise-network 2;flatten f <- x;input x 3;output f|no value x before it is read",
        "lanewise-network 2;input x 3;input y 4;add a <- x y;output a|expected two or more of one",
        "lanewise-network 1;input 3;batch-norm n features=3 epsilon=1 momentum=2 unbiased=no|momentum"
      })
  void badTextsSayWhatIsExpected(String text, String message) {
    assertThatThrownBy(() -> Graph.parse(text.replace(';', '\n')))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aNetworkHasALayer() {
    assertThatThrownBy(() -> Graph.chain(Shape.of(3), List.of()))
        .hasMessage("Graph: no layers, expected at least one");
  }
}
