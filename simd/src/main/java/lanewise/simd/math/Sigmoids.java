package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanewise.simd.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The S-shaped functions and what is built on them. */
final class Sigmoids {
  private static final int SIGN = 0x80000000;
  private static final float TANH_SPLIT = 0.75f;

  /** tanh is 1 from here on, after rounding. */
  private static final float TANH_SATURATION = 10f;

  /**
   * The derivative of SiLU is 0 below minus this and 1 above, after rounding; its parts would be
   * infinity times 0 at infinity.
   */
  private static final float SILU_SATURATION = 110f;

  private Sigmoids() {}

  /**
   * tanh x, odd, within [-1, 1]. Max error 1.06 ULP, every x. Source of the rational function below
   * 0.75: Eigen, generic fast tanh (accurate form); above: 1 - 2 / (e^2x + 1). One division serves
   * both.
   */
  static FloatVector tanh(FloatVector x) {
    FloatVector t = x.abs();
    FloatVector bounded = t.blend(TANH_SATURATION, t.compare(GT, TANH_SATURATION));
    FloatVector e = Exponential.expModerate(bounded.add(bounded));
    FloatVector s = t.mul(t);
    FloatVector numerator = s.fma(broadcast(F, -1.46725140e-2f), broadcast(F, -0.33333334f)).mul(s);
    FloatVector denominator =
        s.fma(broadcast(F, 0.0157028f), broadcast(F, 0.44401753f)).fma(s, broadcast(F, 1f));
    VectorMask<Float> large = t.compare(GT, TANH_SPLIT);
    FloatVector quotient = numerator.blend(-2f, large).div(denominator.blend(e.add(1f), large));
    FloatVector base = t.blend(1f, large);
    FloatVector y = base.fma(quotient, base);
    return y.reinterpretAsInts().or(x.reinterpretAsInts().and(SIGN)).reinterpretAsFloats();
  }

  /**
   * 1 / (1 + e^-x), within [0, 1] and never decreasing, for each step of it is monotone. Max error
   * 2.49 ULP, every x; subnormal results are kept.
   */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector t = x.neg();
    t = t.blend(105f, t.compare(GT, 105f)).blend(-40f, t.compare(LT, -40f));
    // Both sides of the quotient are smaller by a power of two, or e^-x could overflow before its
    // reciprocal is 0.
    FloatVector e = Exponential.expDividedBy2To24(t);
    return broadcast(F, 0x1p-24f).div(e.add(0x1p-24f));
  }

  /** x sigmoid(x); -0 at -infinity. */
  static FloatVector silu(FloatVector x) {
    return sigmoid(x).mul(x).blend(-0f, x.compare(EQ, Float.NEGATIVE_INFINITY));
  }

  /**
   * The derivative of SiLU, s + x s (1 - s), where s (1 - s) comes from e^-|x| without
   * cancellation.
   */
  static FloatVector siluDerivative(FloatVector x) {
    FloatVector t =
        x.blend(SILU_SATURATION, x.compare(GT, SILU_SATURATION))
            .blend(-SILU_SATURATION, x.compare(LT, -SILU_SATURATION));
    FloatVector e = expOfMinusMagnitude(t);
    FloatVector small = e.div(e.add(1f));
    FloatVector large = broadcast(F, 1f).sub(small);
    return t.fma(small.mul(large), small.blend(large, t.compare(GT, 0f)));
  }

  /** log(1 + e^x) = max(x, 0) + log1p(e^-|x|). */
  static FloatVector softplus(FloatVector x) {
    FloatVector log = Logarithm.log1pUnit(expOfMinusMagnitude(x));
    return log.add(x.blend(0f, x.compare(LE, 0f)));
  }

  /** e^-|x|. */
  private static FloatVector expOfMinusMagnitude(FloatVector x) {
    return Exponential.expNonPositive(x.reinterpretAsInts().or(SIGN).reinterpretAsFloats());
  }
}
