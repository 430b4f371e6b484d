package lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InitializersTest {
  private static final int OUT = 150;
  private static final int IN = 250;

  /** Variances for a weight (150, 250): Xavier 2/400, He 2/250; a uniform one is bounded. */
  @ParameterizedTest
  @CsvSource({
    "normal:0.5,      0.25,  Infinity",
    "xavier-uniform,  0.005, 0.12247448713915890",
    "xavier-normal,   0.005, Infinity",
    "he-uniform,      0.008, 0.15491933384829668",
    "he-normal,       0.008, Infinity",
  })
  void hasTheVarianceOfItsSource(String text, double variance, double bound) {
    double[] values = fill(Initializers.parse(text), 1);
    double mean = 0;
    double square = 0;
    for (double value : values) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo(bound);
      mean += value / values.length;
      square += value * value / values.length;
    }
    // Five standard deviations of the mean, and of the mean square (kurtosis at most 3).
    assertThat(mean).isCloseTo(0, within(5 * Math.sqrt(variance / values.length)));
    assertThat(square).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / values.length)));
    assertThat(fill(Initializers.parse(text), 1)).isEqualTo(values);
    assertThat(fill(Initializers.parse(text), 2)).isNotEqualTo(values);
  }

  @Test
  void constants() {
    assertThat(fill(Initializers.parse("zeros"), 1)).containsOnly(0);
    assertThat(fill(Initializers.parse("constant:0.25"), 1)).containsOnly(0.25);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "zero", "normal", "normal:", "normal:x", "normal:Infinity", "he-normal:1"})
  void unknownTextsListTheKnown(String text) {
    assertThatThrownBy(() -> Initializers.parse(text))
        .isInstanceOf(LanewiseException.class)
        .hasMessage(
            "initializer \""
                + text
                + "\", expected one of zeros, constant:VALUE, normal:STD, xavier-uniform,"
                + " xavier-normal, he-uniform, he-normal");
  }

  @Test
  void aStandardDeviationIsNotNegative() {
    assertThatThrownBy(() -> Initializers.parse("normal:-1"))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("standard deviation -1.0, expected a finite number, 0 or more");
  }

  private static double[] fill(Initializer initializer, long seed) {
    Tensor weight = Tensor.zeros(DType.FLOAT64, Shape.of(OUT, IN));
    initializer.initialize(weight, new SeededRandom(seed));
    return weight.toDoubles();
  }
}
