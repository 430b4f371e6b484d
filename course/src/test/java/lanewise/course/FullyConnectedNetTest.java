package lanewise.course;

import static org.assertj.core.api.Assertions.assertThat;

import lanewise.course.FullyConnectedNet.Normalization;
import lanewise.kernel.Activation;
import lanewise.nn.Graph;
import lanewise.nn.Layer;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;

class FullyConnectedNetTest {
  private final FullyConnectedNet net = FullyConnectedNet.of(Shape.of(4), 3, 5);

  @Test
  void learnedSlopesAreALayerAfterTheHiddenOne() {
    assertThat(net.prelu().graph().toText())
        .isEqualTo(
            """
            lanewise-network 1
            input 4
            dense fc1 in=4 out=5 activation=identity bias=yes
            prelu act1 features=5
            dense fc2 in=5 out=3 activation=identity bias=yes
            """);
    Graph normalized = net.prelu().normalization(Normalization.LAYER).dropout(0.5).graph();
    assertThat(normalized.layers())
        .extracting(Layer::name)
        .containsExactly("fc1", "ln1", "act1", "drop1", "fc2");
    assertThat(normalized.layers().get(2).description().text()).isEqualTo("prelu act1 features=5");
    assertThat(Graph.parse(normalized.toText())).isEqualTo(normalized);
  }

  @Test
  void theLastActivationThatIsNamedCounts() {
    assertThat(net.prelu().activation(Activation.TANH)).isEqualTo(net.activation(Activation.TANH));
    assertThat(net.activation(Activation.TANH).prelu()).isEqualTo(net.prelu());
  }

  @Test
  void netsHaveTheirParts() {
    Graph graph =
        FullyConnectedNet.of(Shape.of(8), 3, 6, 5)
            .normalization(Normalization.BATCH)
            .dropout(0.5)
            .graph();
    assertThat(graph.layers())
        .extracting(Layer::name)
        .containsExactly("fc1", "bn1", "act1", "drop1", "fc2", "bn2", "act2", "drop2", "fc3");
    assertThat(FullyConnectedNet.of(Shape.of(8), 3, 6).graph().layers()).hasSize(2);
    assertThat(FullyConnectedNet.of(Shape.of(8), 3).graph().layers()).hasSize(1);
  }
}
