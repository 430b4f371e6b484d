package lanewise.bench.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
  /** A first step of 5000 us, 99 of 1000 us, then 900 of 100 us; one ms of compilation a step. */
  private static Timeline timeline() {
    List<Double> steps = new ArrayList<>();
    List<Long> compilation = new ArrayList<>();
    for (int step = 0; step < 1000; step++) {
      steps.add(step == 0 ? 5000.0 : step < 100 ? 1000 : 100);
      compilation.add(step + 1L);
    }
    return new Timeline("vector", 40_000, 50_000, 70_000, 75_000, steps, compilation);
  }

  @Test
  void becomesSteadyWhereMostStepsOfAWindowAreFast() {
    Timeline timeline = timeline();

    assertThat(timeline.steadyStepMicros()).isEqualTo(100);
    assertThat(timeline.stepsUntilSteady()).isEqualTo(88);
    assertThat(timeline.steadyMicros()).isEqualTo(70_000 + 5000 + 87 * 1000);
    assertThat(timeline.compilationMillisUntilSteady()).isEqualTo(88);
  }

  @Test
  void warmUpIsWhatStepsTakeOverSteadyOnes() {
    assertThat(timeline().warmUpMicros(500)).isEqualTo(4900 + 99 * 900);
    assertThat(timeline().warmUpMicros(1)).isEqualTo(4900);
  }

  @Test
  void stepsThatNeverWereSlowNeedNoWarmUp() {
    Timeline timeline =
        new Timeline(
            "scalar", 1, 2, 3, 4, Collections.nCopies(400, 7.0), Collections.nCopies(400, 3L));

    assertThat(timeline.stepsUntilSteady()).isZero();
    assertThat(timeline.steadyMicros()).isEqualTo(3);
    assertThat(timeline.compilationMillisUntilSteady()).isEqualTo(3);
  }

  @Test
  void tooFewStepsAreAnError() {
    assertThatThrownBy(() -> new Timeline("vector", 1, 2, 3, 4, List.of(1.0, 2.0), List.of(1L, 2L)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("2 steps");
  }
}
