package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanewise.simd.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The exponential function and its relatives.
 *
 * <p>Source of method and coefficients: SLEEF, expf with 1.0 ULP (Shibata, Petrogalli 2020). x = n
 * ln 2 + s with |s| &lt;= ln 2 / 2, so that e^x = 2^n e^s.
 */
final class Exponential {
  private static final float LOG2_E = 1.442695f;

  /** ln 2 in two parts, of which the first has so few bits that its product with n is exact. */
  private static final float MINUS_LN2_HIGH = -0.69314575f;

  private static final float MINUS_LN2_LOW = -1.4286068e-6f;

  /**
   * 2^23 + 2^22, plus the exponent's bias: adding it to x / ln 2 rounds that to the integer n and
   * leaves n + 127 in the low bits of the sum.
   */
  private static final float ROUNDER = 0x1.8p23f + 127;

  private static final int MANTISSA_BITS = 23;

  /**
   * 2^n is made by a shift, which cannot make what is subnormal or infinite: where e^x may be, it
   * is made this many powers of two nearer to 1.
   */
  private static final int LIFT = 24;

  /** e^x is 0 below, after rounding. */
  private static final float UNDERFLOW = -104f;

  /** e^x is infinite above, after rounding. */
  private static final float OVERFLOW = 100f;

  private Exponential() {}

  /** e^x for every x. Max error 0.99 ULP; subnormal results are kept. */
  static FloatVector exp(FloatVector x) {
    VectorMask<Float> positive = x.compare(GT, 0f);
    FloatVector lifted =
        scaled(x, broadcast(F, ROUNDER + LIFT).blend(ROUNDER - LIFT, positive), false);
    FloatVector y = lifted.mul(broadcast(F, 0x1p-24f).blend(0x1p24f, positive));
    return y.blend(0f, x.compare(LT, UNDERFLOW))
        .blend(Float.POSITIVE_INFINITY, x.compare(GT, OVERFLOW));
  }

  /** e^x for x &lt;= 0. Max error 0.99 ULP; subnormal results are kept. */
  static FloatVector expNonPositive(FloatVector x) {
    FloatVector y = scaled(x, broadcast(F, ROUNDER + LIFT), false).mul(0x1p-24f);
    return y.blend(0f, x.compare(LT, UNDERFLOW));
  }

  /** e^x for |x| &lt;= 87, where neither end of the float range is near. Max error 0.99 ULP. */
  static FloatVector expModerate(FloatVector x) {
    return scaled(x, broadcast(F, ROUNDER), false);
  }

  /** 2^-24 e^x for -70 &lt;= x &lt;= 105. Max error 0.99 ULP. */
  static FloatVector expDividedBy2To24(FloatVector x) {
    return scaled(x, broadcast(F, ROUNDER - LIFT), false);
  }

  /** e^x - 1 for x &lt;= 0, without cancellation near 0. */
  static FloatVector expm1NonPositive(FloatVector x) {
    return expm1Moderate(x.blend(-80f, x.compare(LT, -80f)));
  }

  /** e^x - 1 for |x| &lt;= 80, without cancellation near 0. */
  static FloatVector expm1Moderate(FloatVector x) {
    return scaled(x, broadcast(F, ROUNDER), true);
  }

  /** 2^n e^s, or that minus 1, where 2^n is off by the power of two by which {@code rounder} is. */
  private static FloatVector scaled(FloatVector x, FloatVector rounder, boolean minusOne) {
    FloatVector rounded = x.fma(broadcast(F, LOG2_E), rounder);
    FloatVector n = rounded.sub(rounder);
    FloatVector s = n.fma(broadcast(F, MINUS_LN2_LOW), n.fma(broadcast(F, MINUS_LN2_HIGH), x));
    FloatVector u = s.fma(broadcast(F, 1.9852762e-4f), broadcast(F, 0.0013930436f));
    u = u.fma(s, broadcast(F, 0.008333361f));
    u = u.fma(s, broadcast(F, 0.041666485f));
    u = u.fma(s, broadcast(F, 0.16666667f));
    u = u.fma(s, broadcast(F, 0.5f));
    FloatVector expm1 = s.mul(s).fma(u, s);
    FloatVector scale =
        rounded.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    return scale.fma(expm1, minusOne ? scale.sub(1f) : scale);
  }
}
