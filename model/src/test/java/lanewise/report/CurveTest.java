package lanewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveTest {
  @Test
  void fewStepsAreDrawnAsTheyAre() {
    Curve curve = Curve.ofSteps("loss", new double[] {3, 1, 2});

    assertThat(curve.x()).containsExactly(0, 1, 2);
    assertThat(curve.y()).containsExactly(3, 1, 2);
  }

  @Test
  void manyStepsAreDrawnAsMeans() {
    Curve curve = Curve.ofSteps("loss", IntStream.range(0, 1200).asDoubleStream().toArray());

    assertThat(curve.x()).hasSize(400).startsWith(0, 3, 6);
    assertThat(curve.y()).startsWith(1, 4, 7).endsWith(1198);
  }

  /** The axis of a chart that goes on to such values would not be finished within hours. */
  @Test
  void whatIsTooLargeToDrawIsLeftOut() {
    Curve curve = Curve.ofSteps("loss", new double[] {3, 1e15, 1e31, Double.POSITIVE_INFINITY});

    assertThat(curve.x()).containsExactly(0, 1);
    assertThat(curve.y()).containsExactly(3, 1e15);
  }

  @Test
  void whatWasNotMeasuredIsLeftOut() {
    Curve curve =
        Curve.through("validation", new double[] {1, 2, 3}, new double[] {5, Double.NaN, 7});

    assertThat(curve.x()).containsExactly(1, 3);
    assertThat(curve.y()).containsExactly(5, 7);
    assertThat(Curve.through("none", new double[] {1}, new double[] {Double.NaN}).isEmpty())
        .isTrue();
  }
}
