package lanewise.kernel;

/**
 * Functions in double precision that {@link Math} lacks: the truth behind the float64 backend and
 * behind every error bound.
 *
 * <p>All keep NaN, take every finite and infinite argument, and never overflow on the way to a
 * finite result. Errors are relative, unless said otherwise; clarity is preferred to speed.
 */
public final class DoubleFunctions {
  private static final double TWO_OVER_SQRT_PI = 1.1283791670955126;
  private static final double ONE_OVER_SQRT_PI = 0.5641895835477563;
  private static final double ONE_OVER_SQRT_TWO = 0.7071067811865476;
  private static final double ONE_OVER_SQRT_TWO_PI = 0.3989422804014327;

  /** Below, the series converges fast; above, the continued fraction does. */
  private static final double ERF_SPLIT = 1.5;

  /** erfc is below half of the smallest double from here on. */
  private static final double ERFC_ZERO = 27.3;

  /** Cuts a double into halves of 26 bits. */
  private static final double SPLITTER = 0x1p27 + 1;

  private DoubleFunctions() {}

  /**
   * The error function, odd, within [-1, 1]. Error about 1e-15.
   *
   * <p>Source: Abramowitz, Stegun 1964, 7.1.6 (a series of positive terms) and 7.1.14 (continued
   * fraction).
   */
  public static double erf(double x) {
    double t = Math.abs(x);
    if (t < ERF_SPLIT) {
      return series(x);
    }
    return Math.copySign(1 - upperTail(t), x);
  }

  /** 1 - erf(x) without cancellation for large x. Error about 1e-15. */
  public static double erfc(double x) {
    if (Math.abs(x) < ERF_SPLIT) {
      return 1 - series(x);
    }
    return x > 0 ? upperTail(x) : 2 - upperTail(-x);
  }

  /** log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)). */
  public static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** 1 / (1 + exp(-x)), also for large negative x, where it is exp(x). */
  public static double sigmoid(double x) {
    double e = Math.exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  /** x times the normal distribution function: x/2 * erfc(-x / sqrt 2). 0 at -infinity. */
  public static double gelu(double x) {
    return x == Double.NEGATIVE_INFINITY ? -0.0 : 0.5 * x * erfc(-x * ONE_OVER_SQRT_TWO);
  }

  /** The derivative of {@link #gelu}: distribution function plus x times density. */
  public static double geluDerivative(double x) {
    double density = ONE_OVER_SQRT_TWO_PI * Math.exp(-0.5 * x * x);
    return 0.5 * erfc(-x * ONE_OVER_SQRT_TWO) + (density == 0 ? 0 : x * density);
  }

  /** x * sigmoid(x). 0 at -infinity. */
  public static double silu(double x) {
    return x == Double.NEGATIVE_INFINITY ? -0.0 : x * sigmoid(x);
  }

  /**
   * The derivative of {@link #silu}: s * (1 + x * (1 - s)), s = sigmoid(x), 1 - s = sigmoid(-x).
   */
  public static double siluDerivative(double x) {
    double s = sigmoid(x);
    double t = sigmoid(-x);
    return s == 0 ? s * 0 : s + (t == 0 ? 0 : x * s * t);
  }

  /** erf(x) = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)). */
  private static double series(double x) {
    double twoSquares = 2 * x * x;
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= twoSquares / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_SQRT_PI * expOfMinusSquare(x) * sum;
  }

  /**
   * erfc(x), x &gt;= 1.5: exp(-x^2)/sqrt(pi) * 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))),
   * evaluated from its end.
   */
  private static double upperTail(double x) {
    if (x > ERFC_ZERO) {
      return 0;
    }
    int terms = 20 + (int) (200 / (x * x));
    double f = x;
    for (int n = terms; n >= 1; n--) {
      f = x + 0.5 * n / f;
    }
    return ONE_OVER_SQRT_PI * expOfMinusSquare(x) / f;
  }

  /**
   * exp(-x^2) with the rounding error of the square taken back, which the exponential would magnify
   * by x^2. The error is exact, from halves of x whose products are (Dekker 1971); a fused
   * multiply-add would say it in one step, but is slow where the hardware has none.
   */
  private static double expOfMinusSquare(double x) {
    double square = x * x;
    double scaled = SPLITTER * x;
    double high = scaled - (scaled - x);
    double low = x - high;
    double error = high * high - square + 2 * high * low + low * low;
    double e = Math.exp(-square);
    return e - e * error;
  }
}
