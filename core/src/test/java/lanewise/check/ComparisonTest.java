package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Backend scalar = Backend.scalar();
  private final Backend reference = Backend.reference();

  @Test
  void aBackendAgreesWithTheReferenceWithinItsTolerance() {
    Comparison.Table report = Comparison.of(scalar, reference).products(5, 7, 9);

    assertThat(report.passed()).isTrue();
    assertThat(report.rows())
        .hasSize(14)
        .allSatisfy(row -> assertThat(row.maxAbsoluteError()).isBetween(0.0, row.tolerance()))
        .anySatisfy(row -> assertThat(row.maxAbsoluteError()).isPositive());
    assertThat(report.toString().lines().toList())
        .hasSize(2 + 14)
        .startsWith("scalar against reference");
  }

  @Test
  void aBackendAgreesWithItself() {
    Comparison.Table report = Comparison.of(scalar, scalar).products(5, 7, 9);

    assertThat(report.rows()).allSatisfy(row -> assertThat(row.maxAbsoluteError()).isZero());
    assertThat(report.passed()).isTrue();
  }

  @Test
  void theJudgedOneComputesInFloat32() {
    assertThatThrownBy(() -> Comparison.of(reference, scalar))
        .isInstanceOf(LanewiseException.class)
        .hasMessage(
            "Comparison: backend reference computes in FLOAT64, expected one in float32; exchange"
                + " the two");
  }
}
