package lanewise.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Measures a float32 function of one variable against a double-precision truth, over every float
 * from -infinity to infinity in their order, or every n-th.
 *
 * <p>An error in ULP is the distance to the truth over the distance of the floats around the truth.
 * Infinity counts as 2^128, so that an overflow is judged like any other rounding.
 */
public final class ExhaustiveScan {
  /** Floats from -infinity to infinity, -0 and +0 apart. */
  private static final long NON_NAN = 2 * (0x7F800000L + 1);

  private static final int BATCH = 4096;
  private static final double BEYOND_MAX = 0x1p128;

  private ExhaustiveScan() {}

  /** A float32 function, applied to an array. */
  @FunctionalInterface
  public interface FloatFunction {
    /** y[i] = f(x[i]) for i below count. */
    void apply(int count, float[] x, float[] y);
  }

  /**
   * What a scan found.
   *
   * @param inputs how many inputs were tried
   * @param maxUlp the largest error in ULP, and {@code maxUlpAt} where
   * @param maxError the largest absolute error, and {@code maxErrorAt} where
   * @param nanMismatches inputs where one of value and truth is NaN, but not both; {@code
   *     nanMismatchAt} is one of them, or NaN
   * @param decreases inputs whose value is less than that of the input before; {@code decreaseAt}
   *     is one of them, or NaN
   */
  public record Result(
      long inputs,
      double maxUlp,
      float maxUlpAt,
      double maxError,
      float maxErrorAt,
      long nanMismatches,
      float nanMismatchAt,
      long decreases,
      float decreaseAt) {
    private static final Result NONE =
        new Result(0, 0, Float.NaN, 0, Float.NaN, 0, Float.NaN, 0, Float.NaN);

    private Result with(Result that) {
      boolean ulp = that.maxUlp > maxUlp;
      boolean error = that.maxError > maxError;
      return new Result(
          inputs + that.inputs,
          ulp ? that.maxUlp : maxUlp,
          ulp ? that.maxUlpAt : maxUlpAt,
          error ? that.maxError : maxError,
          error ? that.maxErrorAt : maxErrorAt,
          nanMismatches + that.nanMismatches,
          nanMismatches > 0 ? nanMismatchAt : that.nanMismatchAt,
          decreases + that.decreases,
          decreases > 0 ? decreaseAt : that.decreaseAt);
    }
  }

  /**
   * Scans every {@code stride}-th float, infinities included.
   *
   * @param stride 1 for all; 1 or more
   * @param threads 1 or more
   */
  public static Result scan(FloatFunction f, DoubleUnaryOperator truth, int stride, int threads)
      throws InterruptedException {
    long count = (NON_NAN + stride - 1) / stride;
    List<Part> parts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      parts.add(new Part(f, truth, stride, count * t / threads, count * (t + 1) / threads));
    }
    parts.forEach(Thread::start);
    Result result = Result.NONE;
    for (Part part : parts) {
      part.join();
      result = result.with(part.result());
    }
    return result;
  }

  /** The float at a place in the order of all floats, 0 for -infinity. */
  static float at(long place) {
    long signed = place - NON_NAN / 2;
    return Float.intBitsToFloat(signed >= 0 ? (int) signed : (int) (0x80000000L | (-1 - signed)));
  }

  /** The error of {@code value} in units of the last place of {@code truth}. */
  static double ulps(float value, double truth) {
    double bounded = Math.clamp(truth, -BEYOND_MAX, BEYOND_MAX);
    double got = Float.isInfinite(value) ? Math.copySign(BEYOND_MAX, value) : value;
    float near = (float) Math.min(Math.abs(bounded), Float.MAX_VALUE);
    // The distance of floats below the truth, where the truth is just below a power of two.
    float below = near > Math.abs(bounded) ? Math.nextDown(near) : near;
    return Math.abs(got - bounded) / Math.ulp(below);
  }

  /** One thread's share of the places. */
  private static final class Part extends Thread {
    private final FloatFunction f;
    private final DoubleUnaryOperator truth;
    private final int stride;
    private final long from;
    private final long to;
    private final float[] x = new float[BATCH];
    private final float[] y = new float[BATCH];
    private double maxUlp;
    private float maxUlpAt = Float.NaN;
    private double maxError;
    private float maxErrorAt = Float.NaN;
    private long nanMismatches;
    private float nanMismatchAt = Float.NaN;
    private long decreases;
    private float decreaseAt = Float.NaN;

    Part(FloatFunction f, DoubleUnaryOperator truth, int stride, long from, long to) {
      super("exhaustive-scan");
      this.f = f;
      this.truth = truth;
      this.stride = stride;
      this.from = from;
      this.to = to;
    }

    @Override
    public void run() {
      // The value before the first of this part, so that no step is missed between parts.
      float before = from == 0 ? Float.NaN : valueAt((from - 1) * stride);
      for (long start = from; start < to; start += BATCH) {
        int count = (int) Math.min(BATCH, to - start);
        for (int i = 0; i < count; i++) {
          x[i] = at((start + i) * stride);
        }
        f.apply(count, x, y);
        for (int i = 0; i < count; i++) {
          judge(x[i], y[i], before);
          before = y[i];
        }
      }
    }

    private float valueAt(long place) {
      x[0] = at(place);
      f.apply(1, x, y);
      return y[0];
    }

    private void judge(float input, float value, float before) {
      double exact = truth.applyAsDouble(input);
      if (Double.isNaN(exact) != Float.isNaN(value)) {
        nanMismatches++;
        nanMismatchAt = input;
      }
      double ulps = ulps(value, exact);
      if (ulps > maxUlp) {
        maxUlp = ulps;
        maxUlpAt = input;
      }
      double error = value == exact ? 0 : Math.abs(value - exact);
      if (error > maxError) {
        maxError = error;
        maxErrorAt = input;
      }
      if (value < before) {
        decreases++;
        decreaseAt = input;
      }
    }

    private Result result() {
      return new Result(
          to - from,
          maxUlp,
          maxUlpAt,
          maxError,
          maxErrorAt,
          nanMismatches,
          nanMismatchAt,
          decreases,
          decreaseAt);
    }
  }
}
