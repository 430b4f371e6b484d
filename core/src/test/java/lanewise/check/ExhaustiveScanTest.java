package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lanewise.tensor.LanewiseException;
import org.junit.jupiter.api.Test;

class ExhaustiveScanTest {
  private static final long LAST = 2 * (0x7F800000L + 1) - 1;

  @Test
  void placesRunFromMinusInfinityToInfinity() {
    assertThat(ExhaustiveScan.at(0)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(ExhaustiveScan.at(1)).isEqualTo(-Float.MAX_VALUE);
    assertThat(Float.floatToRawIntBits(ExhaustiveScan.at(LAST / 2))).isEqualTo(0x80000000);
    assertThat(Float.floatToRawIntBits(ExhaustiveScan.at(LAST / 2 + 1))).isZero();
    assertThat(ExhaustiveScan.at(LAST / 2 + 2)).isEqualTo(Float.MIN_VALUE);
    assertThat(ExhaustiveScan.at(LAST)).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @Test
  void errorsAreInUnitsOfTheLastPlaceOfTheTruth() {
    assertThat(ExhaustiveScan.ulps(1f, 1)).isZero();
    assertThat(ExhaustiveScan.ulps(Math.nextUp(1.5f), 1.5)).isEqualTo(1);
    assertThat(ExhaustiveScan.ulps(1f, Math.nextDown(1f))).isEqualTo(1);
    assertThat(ExhaustiveScan.ulps(Float.MIN_VALUE, 0)).isEqualTo(1);
    assertThat(ExhaustiveScan.ulps(Float.POSITIVE_INFINITY, 1e300)).isZero();
    assertThat(ExhaustiveScan.ulps(Float.POSITIVE_INFINITY, Float.MAX_VALUE)).isEqualTo(1);
    assertThat(ExhaustiveScan.ulps(Float.MAX_VALUE, Double.POSITIVE_INFINITY)).isEqualTo(1);
  }

  @Test
  void aRoundedTruthIsWithinHalfAnUlpAndNeverDecreases() throws InterruptedException {
    ExhaustiveScan.Findings result =
        ExhaustiveScan.scan(each(x -> (float) Math.atan(x)), Math::atan, 100_003, 3);
    assertThat(result.inputs()).isEqualTo(Math.ceilDiv(LAST, 100_003) + 1 + 3);
    assertThat(result.maxUlp()).isBetween(0.4, 0.5);
    assertThat(result.nanMismatches()).isZero();
    assertThat(result.decreases()).isZero();
  }

  @Test
  void findsErrorsMissingNansAndDecreases() throws InterruptedException {
    ExhaustiveScan.Findings result =
        ExhaustiveScan.scan(
            each(x -> x < 0 ? 7 : x > 1e10f ? -1 : (float) Math.sqrt(x)), Math::sqrt, 100_003, 2);
    assertThat(result.nanMismatches()).isEqualTo(LAST / 2 / 100_003 + 1);
    assertThat(result.nanMismatchAt()).isNegative();
    assertThat(result.maxErrorAt()).isGreaterThan(1e10f);
    assertThat(result.maxUlp()).isGreaterThan(1e6);
    assertThat(result.decreases()).isEqualTo(2);
    assertThat(result.decreaseAt()).isBetween(1e10f, 1.1e10f);
  }

  @Test
  void alwaysTriesInfinitiesZerosAndNaN() throws InterruptedException {
    for (float bad :
        new float[] {Float.NEGATIVE_INFINITY, -0f, 0f, Float.POSITIVE_INFINITY, Float.NaN}) {
      int bits = Float.floatToIntBits(bad);
      ExhaustiveScan.Findings result =
          ExhaustiveScan.scan(
              each(x -> Float.floatToIntBits(x) == bits ? Float.isNaN(x) ? 1 : Float.NaN : x),
              x -> x,
              1_000_003,
              2);
      assertThat(result.nanMismatches()).as("%s", bad).isEqualTo(1);
      assertThat(result.nanMismatchAt()).isEqualTo((Float) bad);
    }
  }

  @Test
  void throwsWhatTheFunctionThrowsOnAnyThread() {
    for (float bad : new float[] {-1e38f, 1e38f}) {
      assertThatThrownBy(
              () ->
                  ExhaustiveScan.scan(
                      each(
                          x -> {
                            if (bad < 0 ? x < bad : x > bad) {
                              throw new IllegalStateException("at " + x);
                            }
                            return x;
                          }),
                      x -> x,
                      1_000_003,
                      2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("at ");
    }
  }

  @Test
  void refusesToScanNothing() {
    assertThatThrownBy(() -> ExhaustiveScan.scan(each(x -> x), x -> x, 0, 1))
        .isInstanceOf(LanewiseException.class)
        .hasMessage("ExhaustiveScan: stride=0, expected 1 or more");
    assertThatThrownBy(() -> ExhaustiveScan.scan(each(x -> x), x -> x, 1, 0))
        .isInstanceOf(LanewiseException.class)
        .hasMessage("ExhaustiveScan: threads=0, expected 1 to 1024");
    assertThatThrownBy(() -> BackendComparison.compare("scalar", 0, row -> {}))
        .isInstanceOf(LanewiseException.class)
        .hasMessage("compare: threads=0, expected 1 to 1024");
  }

  private interface Scalar {
    float apply(float x);
  }

  private static ExhaustiveScan.FloatFunction each(Scalar f) {
    return (count, x, y) -> {
      for (int i = 0; i < count; i++) {
        y[i] = f.apply(x[i]);
      }
    };
  }
}
