package lanewise.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;

/**
 * Measures a float32 function of one variable against a double-precision truth, over every float
 * from -infinity to infinity in their order, or every n-th; both infinities, both zeros and NaN are
 * always among them.
 *
 * <p>An error in ULP is the distance to the truth over the distance of the floats around the truth.
 * Infinity counts as 2^128, so that an overflow is judged like any other rounding.
 */
public final class ExhaustiveScan {
  /** Floats from -infinity to infinity, -0 and +0 apart. */
  private static final long NON_NAN = 2 * (0x7F800000L + 1);

  private static final float[] BESIDE = {-0f, 0f, Float.NaN};
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
  public record Findings(
      long inputs,
      double maxUlp,
      float maxUlpAt,
      double maxError,
      float maxErrorAt,
      long nanMismatches,
      float nanMismatchAt,
      long decreases,
      float decreaseAt) {
    private static final Findings NONE =
        new Findings(0, 0, Float.NaN, 0, Float.NaN, 0, Float.NaN, 0, Float.NaN);

    private Findings with(Findings that) {
      boolean ulp = that.maxUlp > maxUlp;
      boolean error = that.maxError > maxError;
      return new Findings(
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
   * Scans every {@code stride}-th float from -infinity on, then infinity, the zeros and NaN. What
   * the function throws is thrown here, once all threads have ended.
   *
   * @param stride 1 for all; 1 or more
   * @param threads 1 to 1024
   * @throws LanewiseException if stride or threads are out of range
   */
  public static Findings scan(FloatFunction f, DoubleUnaryOperator truth, int stride, int threads)
      throws InterruptedException {
    require(stride >= 1, "stride", stride, "1 or more");
    require(threads >= 1 && threads <= 1024, "threads", threads, "1 to 1024");
    long count = Math.ceilDiv(NON_NAN - 1, stride) + 1;
    List<ScanThread> parts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      parts.add(new ScanThread(f, truth, stride, count * t / threads, count * (t + 1) / threads));
    }
    parts.forEach(Thread::start);
    Findings result = Findings.NONE;
    for (ScanThread part : parts) {
      part.join();
    }
    for (ScanThread part : parts) {
      part.rethrow();
      result = result.with(part.result());
    }
    return result;
  }

  private static void require(boolean valid, String name, int value, String expected) {
    if (!valid) {
      throw new LanewiseException(
          "ExhaustiveScan: " + name + "=" + value + ", expected " + expected);
    }
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
  private static final class ScanThread extends Thread {
    private final FloatFunction f;
    private final DoubleUnaryOperator truth;
    private final int stride;
    private final long from;
    private final long to;
    private final float[] x = new float[BATCH];
    private final float[] y = new float[BATCH];
    private long beside;
    private double maxUlp;
    private float maxUlpAt = Float.NaN;
    private double maxError;
    private float maxErrorAt = Float.NaN;
    private long nanMismatches;
    private float nanMismatchAt = Float.NaN;
    private long decreases;
    private float decreaseAt = Float.NaN;
    private @Nullable Throwable thrown;

    ScanThread(FloatFunction f, DoubleUnaryOperator truth, int stride, long from, long to) {
      super("exhaustive-scan");
      this.f = f;
      this.truth = truth;
      this.stride = stride;
      this.from = from;
      this.to = to;
    }

    @Override
    public void run() {
      try {
        scan();
      } catch (RuntimeException | Error e) {
        thrown = e;
      }
    }

    void rethrow() {
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
    }

    private void scan() {
      if (from == 0) {
        scanBeside();
      }
      // The value before the first of this part, so that no step is missed between parts.
      float before = from == 0 ? Float.NaN : value(at(place(from - 1)));
      for (long start = from; start < to; start += BATCH) {
        int count = (int) Math.min(BATCH, to - start);
        for (int i = 0; i < count; i++) {
          x[i] = at(place(start + i));
        }
        f.apply(count, x, y);
        for (int i = 0; i < count; i++) {
          judge(x[i], y[i], before);
          before = y[i];
        }
      }
    }

    /** The last step ends at infinity, however short it is. */
    private long place(long step) {
      return Math.min(step * stride, NON_NAN - 1);
    }

    /** What the steps leave out; a decrease is between steps alone. */
    private void scanBeside() {
      for (float input : BESIDE) {
        if (stride > 1 || Float.isNaN(input)) {
          judge(input, value(input), Float.NaN);
          beside++;
        }
      }
    }

    private float value(float input) {
      x[0] = input;
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

    private Findings result() {
      return new Findings(
          to - from + beside,
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
