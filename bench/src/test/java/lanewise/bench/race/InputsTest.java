package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InputsTest {
  /** What the contender in Python starts from: printed by its own code. */
  @Test
  void areTheSameInPython() {
    assertThat(Inputs.floats(1, 5, 1))
        .containsExactly(-0.39636576f, 0.55259f, -0.1402291f, 0.19095147f, 0.8941847f);
    assertThat(Inputs.floats(12, 3, 1)).containsExactly(0.50322497f, -0.042802334f, 0.5197753f);
    assertThat(Inputs.at(1, 99999)).isEqualTo(0.20688295f);
    assertThat(Inputs.labels(6, 10)).containsExactly(1, 6, 3, 1, 9, 4);
  }

  @Test
  void fillTheirRangeEvenly() {
    double sum = 0;
    double squares = 0;
    int count = 1 << 20;
    for (float value : Inputs.floats(3, count, 1)) {
      assertThat(value).isBetween(-1f, Math.nextDown(1f));
      sum += value;
      squares += (double) value * value;
    }
    double deviations = Math.abs(sum) / Math.sqrt(count / 3.0);
    assertThat(deviations).as("mean, in standard deviations").isLessThan(4);
    assertThat(squares / count).isBetween(0.33, 0.337);
  }
}
