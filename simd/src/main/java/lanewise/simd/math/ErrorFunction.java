package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanewise.simd.Lanes.F;

import jdk.incubator.vector.FloatVector;

/** The error function, and GELU, which is built on it. */
final class ErrorFunction {
  private static final float ONE_OVER_SQRT_TWO = 0.70710677f;
  private static final float ONE_OVER_SQRT_TWO_PI = 0.3989423f;
  private static final int SIGN = 0x80000000;

  /** Below, erf is a polynomial in x^2; above, 1 - exp of a polynomial. */
  private static final float SPLIT = 0.9277344f;

  /** erf is 1 from here on, after rounding. */
  private static final float SATURATION = 4f;

  /** The density is 0 beyond, after rounding; x times it would be infinity times 0 at infinity. */
  private static final float DENSITY_END = 14.5f;

  /** The bits of -7.75, where {@link #gelu} takes the tail of the normal distribution for 0. */
  private static final int MINUS_TAIL_END = Float.floatToRawIntBits(-7.75f);

  private ErrorFunction() {}

  /**
   * erf x, odd. Max error 0.99 ULP, every x. Source of the coefficients: the single-precision
   * minimax fit published by N. Juffa ("my_erff", NVIDIA developer forum, 2012).
   */
  static FloatVector erf(FloatVector x) {
    FloatVector magnitude = x.abs();
    FloatVector t = magnitude.blend(SATURATION, magnitude.compare(GT, SATURATION));
    FloatVector s = t.mul(t);
    FloatVector high = t.fma(broadcast(F, -1.72853470e-5f), broadcast(F, 3.8319713e-4f));
    high = high.fma(s, t.fma(broadcast(F, -0.0038839644f), broadcast(F, 0.024254622f)));
    high = high.fma(t, broadcast(F, -0.10677788f));
    high = high.fma(t, broadcast(F, -0.6348467f));
    high = high.fma(t, broadcast(F, -0.12871751f));
    high = Exponential.expm1Moderate(high.fma(t, t.neg())).neg();
    FloatVector low = s.fma(broadcast(F, -5.967617e-4f), broadcast(F, 0.0049911942f));
    low = low.fma(s, broadcast(F, -0.026768135f));
    low = low.fma(s, broadcast(F, 1.12819925e-1f));
    low = low.fma(s, broadcast(F, -0.37612534f));
    low = low.fma(s, broadcast(F, 0.12837917f));
    FloatVector y = low.fma(t, t).blend(high, t.compare(GT, SPLIT));
    return y.reinterpretAsInts().or(x.reinterpretAsInts().and(SIGN)).reinterpretAsFloats();
  }

  /**
   * x/2 (1 + erf(x / sqrt 2)). Max absolute error 2.5e-7 for x &lt; 5, and relative 1e-7 above; 0
   * at -infinity; NaN is kept.
   *
   * <p>Computed as max(x, 0) - t Q(t), where t = |x| and Q is the upper tail of the normal
   * distribution, the eighth power of a polynomial. Source of the coefficients: own minimax fit of
   * t Q(t) ({@code docs/notes/gelu-fit.py}), whose largest error is 6e-9. The polynomial is 0 where
   * t is clamped, so nearly 0 after rounding that its eighth power underflows.
   */
  static FloatVector gelu(FloatVector x) {
    // -t: of negative floats, the one nearer to 0 has the smaller bits.
    FloatVector n = x.reinterpretAsInts().or(SIGN).min(MINUS_TAIL_END).reinterpretAsFloats();
    FloatVector p = n.fma(broadcast(F, -3.0707744e-7f), broadcast(F, -7.632343e-6f));
    p = p.fma(n, broadcast(F, -6.110029e-5f));
    p = p.fma(n, broadcast(F, -3.671971e-5f));
    p = p.fma(n, broadcast(F, 0.0015004413f));
    p = p.fma(n, broadcast(F, 6.683821e-4f));
    p = p.fma(n, broadcast(F, -0.031929817f));
    p = p.fma(n, broadcast(F, 0.091457024f));
    p = p.fma(n, broadcast(F, 0.917004f));
    FloatVector p2 = p.mul(p);
    FloatVector p4 = p2.mul(p2);
    return n.fma(p4.mul(p4), x.blend(0f, x.compare(LT, 0f)));
  }

  /**
   * The derivative of GELU: the normal distribution function plus x times the density, from one
   * exponential for both. Max absolute error 4e-7; 0 at -infinity. Source of the distribution
   * function: Abramowitz, Stegun 1964, 7.1.26 (C. Hastings), absolute error 1.5e-7.
   */
  static FloatVector geluDerivative(FloatVector x) {
    FloatVector t =
        x.blend(DENSITY_END, x.compare(GT, DENSITY_END))
            .blend(-DENSITY_END, x.compare(LT, -DENSITY_END));
    FloatVector e = Exponential.expNonPositive(t.mul(t).mul(-0.5f));
    FloatVector one = broadcast(F, 1f);
    FloatVector k = one.div(t.abs().fma(broadcast(F, 0.3275911f * ONE_OVER_SQRT_TWO), one));
    FloatVector p = k.fma(broadcast(F, 0.5f * 1.0614054f), broadcast(F, 0.5f * -1.4531521f));
    p = p.fma(k, broadcast(F, 0.5f * 1.4214138f));
    p = p.fma(k, broadcast(F, 0.5f * -0.28449672f));
    p = p.fma(k, broadcast(F, 0.5f * 0.2548296f));
    FloatVector tail = p.mul(k).mul(e);
    FloatVector distribution = tail.blend(one.sub(tail), t.compare(GT, 0f));
    return t.mul(ONE_OVER_SQRT_TWO_PI).fma(e, distribution);
  }
}
