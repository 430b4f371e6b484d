package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import lanewise.kernel.Backend;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.nn.ParameterSet;
import lanewise.optim.GradientClipping;
import lanewise.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients whose squares no float32 holds are clipped by every backend alike. */
final class ClippingTest {
  @ParameterizedTest
  @ValueSource(strings = {"vector", "scalar", "reference"})
  void largeFiniteGradientsAreClipped(String name) {
    try (Backend backend = Backend.create(name, 1)) {
      Network network =
          Network.of(backend, Shape.of(70), 1, new Dense("fc", 70, 70, Initializers.zeros()));
      ParameterSet parameters = network.parameterSet();
      for (double large : new double[] {2e19, 1e30, 3e37}) {
        parameters.gradients().set(0, 3 * large);
        parameters.gradients().set(4_500, -4 * large);
        GradientClipping.byNorm(1).apply(parameters);
        // The rounding of the gradient, of the factor and of their product.
        assertThat(parameters.gradients().get(0)).isCloseTo(0.6, within(0.6 * 3 * 0x1p-24));
        assertThat(parameters.gradients().get(4_500)).isCloseTo(-0.8, within(0.8 * 3 * 0x1p-24));
      }
    }
  }
}
