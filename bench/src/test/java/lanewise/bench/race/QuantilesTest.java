package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuantilesTest {
  @Test
  void interpolatesBetweenNeighboursWhateverTheOrder() {
    Quantiles quantiles = new Quantiles(new double[] {4, 1, 3, 2});

    assertThat(quantiles.median()).isEqualTo(2.5);
    assertThat(quantiles.at(0)).isEqualTo(1);
    assertThat(quantiles.at(1)).isEqualTo(4);
    assertThat(quantiles.at(0.1)).isCloseTo(1.3, within(1e-12));
    assertThat(quantiles.at(0.9)).isCloseTo(3.7, within(1e-12));
  }

  @Test
  void oneValueIsEveryQuantile() {
    assertThat(new Quantiles(new double[] {7}).at(0.9)).isEqualTo(7);
  }

  @Test
  void rejectsNothing() {
    assertThatThrownBy(() -> new Quantiles(new double[0])).hasMessageContaining("no values");
  }
}
