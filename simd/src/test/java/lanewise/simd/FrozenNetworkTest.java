package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lanewise.kernel.Backend;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Freezing changes how products are laid out, by the number of rows too, but no bit of a result.
 */
@Tag("widths")
class FrozenNetworkTest {
  static Stream<UnaryOperator<Value>> hidden() {
    return Stream.of(
        Value::relu, value -> value.batchNorm().relu(), value -> value.layerNorm().relu());
  }

  @ParameterizedTest
  @MethodSource("hidden")
  void answersAsTheNetworkThatWasFrozen(UnaryOperator<Value> behind) {
    try (Backend backend = Backend.create("vector", 2)) {
      Network network = Nets.of(Shape.of(53), 10, behind, 37, 21).build(backend, 3);
      backend
          .elements()
          .axpy(
              0.01,
              random(backend, network.parameterSet().values().shape(), 5),
              network.parameterSet().values());
      Network frozen = network.frozen();
      for (int rows : new int[] {1, 2, 3, 7, 23, 24, 25, 40, 130}) {
        Tensor x = random(backend, Shape.of(rows, 53), rows);
        assertClose(
            frozen.forward(x, frozen.inferenceWorkspace()).toFloats(),
            network.forward(x, network.inferenceWorkspace()).toFloats(),
            rows);
      }
    }
  }

  /** Folding a normalization into the weights before it rounds elsewhere, nothing more. */
  private static void assertClose(float[] actual, float[] expected, int rows) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .as("%d rows, element %d", rows, i)
          .isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
    }
  }

  private static Tensor random(Backend backend, Shape shape, long seed) {
    Tensor tensor = backend.zeros(shape);
    SeededRandom random = new SeededRandom(seed);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, random.nextGaussian());
    }
    return tensor;
  }
}
