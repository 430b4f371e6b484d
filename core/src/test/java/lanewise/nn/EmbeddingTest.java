package lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Categories looked up, and their gradients added. */
class EmbeddingTest {
  private final Backend backend = Backend.reference();

  private static Graph graph() {
    Value x = Value.input(3);
    return Graph.of(x.columns(0, 2).concat(x.columns(2, 1).embedding(4, 2)).dense(1));
  }

  private Tensor rows(double... places) {
    Tensor x = backend.zeros(places.length, 3);
    for (int row = 0; row < places.length; row++) {
      x.set(3 * row, row + 1);
      x.set(3 * row + 1, -row);
      x.set(3 * row + 2, places[row]);
    }
    return x;
  }

  private static Parameter parameter(Network network, String name) {
    return network.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachCategoryHasItsVectorAndTheGradientsOfItsRows() {
    Network network = graph().build(backend, 1);
    Tensor table = parameter(network, "emb1.weight").value();
    Tensor weight = parameter(network, "fc1.weight").value();
    Workspace workspace = network.trainingWorkspace().wantInputGradient(true);
    double[] places = {3, 1, 3, 0};
    Tensor y = network.forward(rows(places), workspace);
    for (int row = 0; row < places.length; row++) {
      double want =
          (row + 1) * weight.get(0)
              - row * weight.get(1)
              + table.get((int) places[row], 0) * weight.get(2)
              + table.get((int) places[row], 1) * weight.get(3);
      assertThat(y.get(row)).isCloseTo(want, within(1e-15));
    }

    network.parameterSet().clearGradients();
    network.backward(backend.tensor(Shape.of(4, 1), 1, 10, 100, 1000), workspace);
    Tensor gradient = parameter(network, "emb1.weight").gradient();
    double[] sums = {1000, 10, 0, 101};
    for (int entry = 0; entry < sums.length; entry++) {
      for (int j = 0; j < 2; j++) {
        assertThat(gradient.get(entry, j))
            .isCloseTo(sums[entry] * weight.get(2 + j), within(1e-12));
      }
    }
    Tensor dX = network.inputGradient(0, workspace);
    assertThat(dX.get(2)).as("a number of a category has no gradient").isZero();
    assertThat(dX.get(0)).isEqualTo(weight.get(0));
  }

  @Test
  void itIsReadBackAndFrozen() {
    Network network = graph().build(backend, 1);
    Tensor x = rows(2, 0);
    double[] want = network.forward(x, network.inferenceWorkspace()).toDoubles().clone();
    Network copy = Graph.parse(network.graph().toText()).build(backend, 5);
    copy.parameterSet().copyFrom(network.parameterSet());

    assertThat(copy.forward(x, copy.inferenceWorkspace()).toDoubles()).containsExactly(want);
    Network frozen = network.frozen();
    assertThat(frozen.forward(x, frozen.inferenceWorkspace()).toDoubles()).containsExactly(want);
  }

  @Test
  void whatIsNoCategoryIsRefused() {
    for (Backend each : new Backend[] {backend, Backend.scalar()}) {
      Network network = graph().build(each, 1);
      for (double wrong : new double[] {-1, 4, 0.5, Double.NaN}) {
        Tensor x = each.zeros(2, 3);
        x.set(5, wrong);
        assertThatThrownBy(() -> network.forward(x, network.inferenceWorkspace()))
            .isInstanceOf(ShapeException.class)
            .hasMessageContaining(
                "place " + wrong + " in row 1, expected a whole number from 0 to 3");
      }
    }
    assertThatThrownBy(() -> Value.input(3).embedding(4, 2))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("columns(i, 1)");
    assertThatThrownBy(() -> Value.input(3).columns(2, 2)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> new ColumnRange("c", -1, 1)).isInstanceOf(LanewiseException.class);
    assertThatThrownBy(() -> new Embedding("e", 1 << 25, 1)).isInstanceOf(LanewiseException.class);
  }
}
