package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanewise.simd.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * The natural logarithm.
 *
 * <p>Source of method and coefficients: Cephes, logf (Moshier 1992). x = 2^e m with m in [sqrt 1/2,
 * sqrt 2), so that log x = e ln 2 + log m, and log(1 + f) = f - f^2/2 + f^3 P(f).
 */
final class Logarithm {
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final float SQRT_TWO = 1.4142135f;
  private static final int SQRT_HALF_BITS = 0x3F3504F3;
  private static final int EXPONENT_MASK = 0xFF800000;
  private static final int MANTISSA_BITS = 23;

  /**
   * 2^23 + 2^22: a float whose low bits hold an integer, of either sign, in units of one; and its
   * bits.
   */
  private static final float INTEGER_HOLDER = 0x1.8p23f;

  private static final int INTEGER_HOLDER_BITS = 0x4B400000;

  private Logarithm() {}

  /**
   * log x. Max error 0.83 ULP; -infinity at 0, NaN below 0; subnormal arguments are as good as
   * others.
   */
  static FloatVector log(FloatVector x) {
    VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(0x1p23f), subnormal).reinterpretAsInts();
    IntVector aboveSqrtHalf = bits.sub(SQRT_HALF_BITS);
    FloatVector m = bits.sub(aboveSqrtHalf.and(EXPONENT_MASK)).reinterpretAsFloats();
    FloatVector e =
        aboveSqrtHalf
            .lanewise(ASHR, MANTISSA_BITS)
            .add(INTEGER_HOLDER_BITS)
            .reinterpretAsFloats()
            .sub(broadcast(F, INTEGER_HOLDER).blend(INTEGER_HOLDER + 23, subnormal));
    FloatVector y = sum(e, m.sub(1f));
    // Neither infinity nor NaN has an exponent that the split above could use.
    y = x.blend(y, x.compare(LT, Float.POSITIVE_INFINITY));
    return y.blend(Float.NaN, x.compare(LT, 0f)).blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f));
  }

  /** log(1 + x) for 0 &lt;= x &lt;= 1, without cancellation near 0. */
  static FloatVector log1pUnit(FloatVector x) {
    VectorMask<Float> halved = x.compare(GT, SQRT_TWO - 1);
    return sum(FloatVector.zero(F).blend(1f, halved), x.blend(x.sub(1f).mul(0.5f), halved));
  }

  /** e ln 2 + log(1 + f). */
  private static FloatVector sum(FloatVector e, FloatVector f) {
    FloatVector z = f.mul(f);
    FloatVector p = f.fma(broadcast(F, 0.070376836f), broadcast(F, -0.1151461f));
    p = p.fma(f, broadcast(F, 0.116769984f));
    p = p.fma(f, broadcast(F, -0.12420141f));
    p = p.fma(f, broadcast(F, 0.14249323f));
    p = p.fma(f, broadcast(F, -0.16668057f));
    p = p.fma(f, broadcast(F, 0.20000714f));
    p = p.fma(f, broadcast(F, -0.24999994f));
    p = p.fma(f, broadcast(F, 0.3333333f));
    FloatVector y = p.mul(f).mul(z);
    y = e.fma(broadcast(F, LN2_LOW), y);
    y = z.fma(broadcast(F, -0.5f), y);
    return e.fma(broadcast(F, LN2_HIGH), f.add(y));
  }

  /**
   * log x of one number, with the bits of {@link #log(FloatVector)}: what a row needs of its sum,
   * without a vector that might have to be allocated.
   */
  static float log(float x) {
    if (x == 0) {
      return Float.NEGATIVE_INFINITY;
    }
    if (!(x > 0 && x < Float.POSITIVE_INFINITY)) {
      return x < 0 ? Float.NaN : x;
    }
    boolean subnormal = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p23f : x);
    int aboveSqrtHalf = bits - SQRT_HALF_BITS;
    float f = Float.intBitsToFloat(bits - (aboveSqrtHalf & EXPONENT_MASK)) - 1;
    float e = (aboveSqrtHalf >> MANTISSA_BITS) - (subnormal ? 23 : 0);
    float z = f * f;
    float p = Math.fma(f, 0.070376836f, -0.1151461f);
    p = Math.fma(p, f, 0.116769984f);
    p = Math.fma(p, f, -0.12420141f);
    p = Math.fma(p, f, 0.14249323f);
    p = Math.fma(p, f, -0.16668057f);
    p = Math.fma(p, f, 0.20000714f);
    p = Math.fma(p, f, -0.24999994f);
    p = Math.fma(p, f, 0.3333333f);
    float y = p * f * z;
    y = Math.fma(e, LN2_LOW, y);
    y = Math.fma(z, -0.5f, y);
    return Math.fma(e, LN2_HIGH, f + y);
  }
}
