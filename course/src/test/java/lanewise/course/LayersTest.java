package lanewise.course;

import static lanewise.nn.GoldenFile.fact;
import static lanewise.nn.GoldenFile.integers;
import static lanewise.nn.GoldenFile.numbers;
import static lanewise.nn.GoldenFile.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import lanewise.kernel.Backend;
import lanewise.nn.GoldenFile;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The layer functions against the figures of the course and against numeric gradients. */
class LayersTest {
  private static final Backend REFERENCE = Backend.reference();

  private final Tensor x = Tensor.linspace(-0.1, 0.5, 2, 4, 5, 6);
  private final Affine fc =
      new Affine(Tensor.linspace(-0.2, 0.3, 120, 3), Tensor.linspace(-0.3, 0.1, 3));
  private final Cache cache = new Cache();

  private static Tensor tensor(JsonNode node) {
    return GoldenFile.tensor(REFERENCE, node);
  }

  @Test
  void affineGivesTheFiguresOfTheCourse() {
    JsonNode fact = fact("affine_forward");
    JsonNode in = fact.get("inputs");

    Tensor y =
        new Affine(tensor(in.get("w")), tensor(in.get("b"))).forward(tensor(in.get("x")), cache);

    assertThat(y.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(relativeError(y.toDoubles(), numbers(fact.get("computed_here_double").get("out"))))
        .isLessThan(1e-13);
    assertThat(relativeError(y.toDoubles(), numbers(fact.get("expected").get("out"))))
        .isLessThan(fact.get("tolerance").get("rel").asDouble());
    assertThat(fc.forward(x, cache).toDoubles()).containsExactly(y.toDoubles(), within(1e-12));
  }

  @Test
  void softmaxLossGivesTheFiguresOfTheCourse() {
    JsonNode fact = fact("softmax_loss");
    JsonNode in = fact.get("inputs");

    SoftmaxLoss.Result result = SoftmaxLoss.of(tensor(in.get("x")), integers(in.get("y")));

    assertThat(result.loss())
        .isCloseTo(fact.get("computed_here_double").get("loss").asDouble(), within(1e-13));
    double[] gradient = numbers(fact.get("computed_here_double").get("dx"));
    assertThat(relativeError(result.gradient().toDoubles(), gradient)).isLessThan(1e-12);
  }

  /** Of the whole, affine and softmax, in x, weight and bias. */
  @Test
  void gradientsAreTheNumericOnes() {
    Tensor dX = fc.backward(SoftmaxLoss.of(fc.forward(x, cache), 0, 2).gradient(), cache);

    assertThat(dX.shape()).isEqualTo(x.shape());
    assertNumeric(x, dX);
    assertNumeric(fc.weight(), fc.dWeight());
    assertNumeric(fc.bias(), fc.dBias());
  }

  private void assertNumeric(Tensor values, Tensor gradient) {
    double step = 1e-5;
    for (int i = 0; i < values.size(); i++) {
      double centre = values.get(i);
      values.set(i, centre + step);
      double up = SoftmaxLoss.of(fc.forward(x, new Cache()), 0, 2).loss();
      values.set(i, centre - step);
      double down = SoftmaxLoss.of(fc.forward(x, new Cache()), 0, 2).loss();
      values.set(i, centre);
      assertThat(gradient.get(i)).isCloseTo((up - down) / (2 * step), within(1e-9));
    }
  }

  /** Two layers share one cache. */
  @Test
  void aCacheServesAllLayersOfANet() {
    Affine second = new Affine(Tensor.linspace(-1, 1, 3, 2), Tensor.linspace(0, 1, 2));

    Tensor scores = second.forward(fc.forward(x, cache), cache);
    Tensor dX = fc.backward(second.backward(scores, cache), cache);

    assertThat(second.dWeight().shape()).isEqualTo(Shape.of(3, 2));
    assertThat(dX.shape()).isEqualTo(x.shape());
  }

  @Test
  void errorsSayWhatFits() {
    assertThatThrownBy(() -> new Affine(x, fc.bias()))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Affine: weight (2, 4, 5, 6) and bias (3), expected (in, out) and (out)");
    assertThatThrownBy(() -> fc.forward(Tensor.linspace(0, 1, 2, 7), cache))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "Affine.forward: x (2, 7), expected a batch (N, ...) of 120 values per example, as"
                + " weight (120, 3) has rows");
    assertThatThrownBy(() -> fc.backward(Tensor.linspace(0, 1, 2, 3), new Cache()))
        .isInstanceOf(LanewiseException.class)
        .hasMessage(
            "Affine.backward: nothing of this layer in the cache, expected a forward pass with it"
                + " before");
    assertThatThrownBy(() -> SoftmaxLoss.of(Tensor.linspace(0, 1, 2, 3), 0, 3))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("label");
  }
}
