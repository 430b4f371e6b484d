package lanewise.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import lanewise.check.ExhaustiveScan;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.DoubleFunctions;
import lanewise.kernel.Function;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** The error of one elementary function over all float32 inputs. */
final class ExhaustiveReport {
  private static final String KNOWN = "exp, log, tanh, sigmoid, erf, gelu";

  private final Console console;
  private final boolean json;

  ExhaustiveReport(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  /**
   * A function and what is promised of it.
   *
   * @param truth in float64
   * @param ulp the largest error allowed, in units of the last place; infinite where the promise is
   *     absolute
   * @param error the largest absolute error allowed; infinite where the promise is relative
   * @param monotone whether larger inputs must not give smaller values
   */
  private record Promise(
      Computation f, DoubleUnaryOperator truth, double ulp, double error, boolean monotone) {}

  @FunctionalInterface
  private interface Computation {
    void apply(Backend backend, Tensor x, Tensor y);
  }

  private static Promise promise(String name) {
    double none = Double.POSITIVE_INFINITY;
    return switch (name) {
      case "exp" ->
          new Promise((b, x, y) -> b.elements().map(Function.EXP, x, y), Math::exp, 1, none, true);
      case "log" ->
          new Promise((b, x, y) -> b.elements().map(Function.LOG, x, y), Math::log, 1, none, true);
      case "erf" ->
          new Promise(
              (b, x, y) -> b.elements().map(Function.ERF, x, y),
              DoubleFunctions::erf,
              1,
              none,
              true);
      case "tanh" ->
          new Promise(
              (b, x, y) -> b.elements().activate(Activation.TANH, x, y),
              Math::tanh,
              1.5,
              none,
              true);
      case "sigmoid" ->
          new Promise(
              (b, x, y) -> b.elements().activate(Activation.SIGMOID, x, y),
              DoubleFunctions::sigmoid,
              2.5,
              none,
              true);
      case "gelu" ->
          new Promise(
              (b, x, y) -> b.elements().activate(Activation.GELU, x, y),
              DoubleFunctions::gelu,
              none,
              4e-7,
              false);
      default -> throw new UsageException("--exhaustive " + name + ", expected one of " + KNOWN);
    };
  }

  /** Scans, prints, and says whether the promise was kept. */
  boolean run(String name, String backendName, int stride, int threads)
      throws InterruptedException {
    Promise promise = promise(name);
    try (Backend backend = Backend.create(backendName, 1)) {
      ExhaustiveScan.Findings result =
          ExhaustiveScan.scan(
              (count, x, y) ->
                  promise.f.apply(
                      backend, Tensor.of(x, 0, Shape.of(count)), Tensor.of(y, 0, Shape.of(count))),
              promise.truth,
              stride,
              threads);
      boolean kept =
          result.maxUlp() <= promise.ulp
              && result.maxError() <= promise.error
              && result.nanMismatches() == 0
              && (!promise.monotone || result.decreases() == 0);
      print(name, backend, promise, result, kept);
      return kept;
    }
  }

  private void print(
      String name, Backend backend, Promise promise, ExhaustiveScan.Findings result, boolean kept) {
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("event", "exhaustive");
      line.put("operation", name);
      line.put("backend", backend.name());
      line.put("inputs", result.inputs());
      line.put("max_ulp", result.maxUlp());
      line.put("max_ulp_at", result.maxUlpAt());
      line.put("max_error", result.maxError());
      line.put("max_error_at", result.maxErrorAt());
      line.put("nan_mismatches", result.nanMismatches());
      line.put("decreases", result.decreases());
      line.put("passed", kept);
      console.json(line);
      return;
    }
    boolean relative = promise.ulp < Double.POSITIVE_INFINITY;
    console.line(
        String.format(
            Locale.ROOT,
            "%s on %s: %,d inputs; max error %.4f ULP at %s, %.3g absolute at %s; allowed %s; NaN mismatches %d; decreases %d%s: %s",
            name,
            backend.name(),
            result.inputs(),
            result.maxUlp(),
            result.maxUlpAt(),
            result.maxError(),
            result.maxErrorAt(),
            relative ? promise.ulp + " ULP" : promise.error + " absolute",
            result.nanMismatches(),
            result.decreases(),
            promise.monotone ? "" : " (not a monotone function)",
            kept ? "ok" : "FAILED"));
  }
}
