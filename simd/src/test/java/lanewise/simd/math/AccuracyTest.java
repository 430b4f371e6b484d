package lanewise.simd.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import lanewise.check.ExhaustiveScan;
import lanewise.kernel.Activation;
import lanewise.kernel.DoubleFunctions;
import lanewise.kernel.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The error bounds that the functions promise, over every 1009th float. */
@Tag("widths")
class AccuracyTest {
  private static final int STRIDE = 1009;

  private static Arguments row(
      String name,
      ExhaustiveScan.FloatFunction f,
      DoubleUnaryOperator truth,
      double ulp,
      boolean monotone) {
    return Arguments.of(name, f, truth, ulp, monotone);
  }

  private static ExhaustiveScan.FloatFunction map(Function f) {
    return (count, x, y) -> Maps.apply(f, count, x, 0, y, 0);
  }

  private static ExhaustiveScan.FloatFunction activation(Activation f) {
    return (count, x, y) -> ActivationLoops.apply(f, count, x, 0, y, 0);
  }

  static Stream<Arguments> functions() {
    return Stream.of(
        row("exp", map(Function.EXP), Math::exp, 1, true),
        row("log", map(Function.LOG), Math::log, 1, true),
        row("erf", map(Function.ERF), DoubleFunctions::erf, 1, true),
        row("tanh", activation(Activation.TANH), Math::tanh, 1.1, true),
        row("sigmoid", activation(Activation.SIGMOID), DoubleFunctions::sigmoid, 2.5, true),
        row("softplus", activation(Activation.SOFTPLUS), DoubleFunctions::softplus, 2, false),
        row("elu", activation(Activation.ELU), x -> x > 0 ? x : Math.expm1(x), 1.5, true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void errorInUlps(
      String name,
      ExhaustiveScan.FloatFunction f,
      DoubleUnaryOperator truth,
      double ulp,
      boolean monotone)
      throws InterruptedException {
    ExhaustiveScan.Findings result = ExhaustiveScan.scan(f, truth, STRIDE, 1);
    assertThat(result.maxUlp()).as("%s: %s", name, result).isLessThanOrEqualTo(ulp);
    assertThat(result.nanMismatches()).as("%s: %s", name, result).isZero();
    if (monotone) {
      assertThat(result.decreases()).as("%s: %s", name, result).isZero();
    }
  }

  /** Every float around the places where a function goes from one formula to another. */
  @ParameterizedTest
  @CsvSource({
    "0.75, TANH",
    "-0.75, TANH",
    "10, TANH",
    "0.9277344, ERF",
    "-0.9277344, ERF",
    "0.70710677, LOG",
    "0.3465736, EXP",
    "-0.3465736, EXP",
    "-87.33655, EXP",
    "0, SIGMOID"
  })
  void neverDecreasesFromOneFormulaToTheNext(float split, String name) {
    int count = 100_000;
    float[] x = new float[count];
    float value = split;
    for (int i = 0; i < count / 2; i++) {
      value = Math.nextDown(value);
    }
    for (int i = 0; i < count; i++) {
      x[i] = value;
      value = Math.nextUp(value);
    }
    float[] y = new float[count];
    switch (name) {
      case "TANH" -> ActivationLoops.apply(Activation.TANH, count, x, 0, y, 0);
      case "SIGMOID" -> ActivationLoops.apply(Activation.SIGMOID, count, x, 0, y, 0);
      default -> Maps.apply(Function.valueOf(name), count, x, 0, y, 0);
    }
    for (int i = 1; i < count; i++) {
      assertThat(y[i]).as("%s at %s", name, x[i]).isGreaterThanOrEqualTo(y[i - 1]);
    }
  }

  @Test
  void geluIsAccurateInAbsoluteTerms() throws InterruptedException {
    ExhaustiveScan.Findings value =
        ExhaustiveScan.scan(activation(Activation.GELU), DoubleFunctions::gelu, STRIDE, 1);
    assertThat(value.maxError()).as("%s", value).isLessThanOrEqualTo(4e-7);
    assertThat(value.nanMismatches()).isZero();
  }

  @Test
  void derivativesAreAccurateInAbsoluteTerms() throws InterruptedException {
    float[] ones = new float[4096];
    Arrays.fill(ones, 1);
    ExhaustiveScan.Findings gelu =
        ExhaustiveScan.scan(
            (count, x, y) -> ActivationGradients.apply(Activation.GELU, count, x, 0, ones, 0, y, 0),
            DoubleFunctions::geluDerivative,
            STRIDE,
            1);
    ExhaustiveScan.Findings silu =
        ExhaustiveScan.scan(
            (count, x, y) -> ActivationGradients.apply(Activation.SILU, count, x, 0, ones, 0, y, 0),
            DoubleFunctions::siluDerivative,
            STRIDE,
            1);
    assertThat(gelu.maxError()).as("%s", gelu).isLessThanOrEqualTo(4e-7);
    assertThat(silu.maxError()).as("%s", silu).isLessThanOrEqualTo(2e-7);
    assertThat(gelu.nanMismatches() + silu.nanMismatches()).isZero();
  }

  @Test
  void geluAndItsDerivativeEndAtZero() {
    float[] x = new float[64];
    float[] ones = new float[64];
    float[] y = new float[64];
    float[] derivative = new float[64];
    Arrays.fill(ones, 1);
    for (float end : new float[] {Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, -20f}) {
      Arrays.fill(x, end);
      ActivationLoops.apply(Activation.GELU, x.length, x, 0, y, 0);
      ActivationGradients.apply(Activation.GELU, x.length, x, 0, ones, 0, derivative, 0);
      assertThat(y).as("gelu(%s)", end).containsOnly(0f);
      assertThat(derivative).as("gelu'(%s)", end).containsOnly(0f);
    }
  }

  /** Near 0 and far above it, where nothing cancels, the absolute bound would allow anything. */
  @Test
  void geluKeepsItsDigitsWhereItDoesNotCancel() {
    int count = 1 << 12;
    float[] x = new float[count];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      int pair = i / 2;
      double size = Math.pow(2, -140 + 520.0 * pair / count);
      x[i] = (float) (i % 2 == 0 ? size : -Math.min(size, 0x1p-10));
    }
    ActivationLoops.apply(Activation.GELU, count, x, 0, y, 0);
    for (int i = 0; i < count; i++) {
      double truth = DoubleFunctions.gelu(x[i]);
      assertThat((double) y[i])
          .as("gelu(%s)", x[i])
          .isCloseTo(truth, within(1.5e-6 * Math.abs(truth) + Float.MIN_VALUE));
    }
  }
}
