package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/**
 * Optimizer steps, one streaming pass each; g stands for gradient + l2 weight. State that would be
 * subnormal is stored as 0: weights that no longer get gradients would otherwise slow the loop a
 * hundredfold on processors that handle subnormals in microcode.
 */
public final class OptimizerSteps {
  private OptimizerSteps() {}

  /** w -= rate g. */
  public static void sgd(
      int count,
      float rate,
      float l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, count);
      FloatVector w = fromArray(F, weight, weightOffset + i, in);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i, in));
      g.fma(broadcast(F, -rate), w).intoArray(weight, weightOffset + i, in);
    }
  }

  /** v = momentum v - rate g; w += v, or with nesterov w += momentum v - rate g. */
  public static void momentum(
      int count,
      float rate,
      float momentum,
      boolean nesterov,
      float l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] velocity,
      int velocityOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, count);
      FloatVector w = fromArray(F, weight, weightOffset + i, in);
      FloatVector step =
          w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i, in)).mul(-rate);
      FloatVector v =
          fromArray(F, velocity, velocityOffset + i, in).fma(broadcast(F, momentum), step);
      v = v.blend(0f, v.abs().compare(LT, Float.MIN_NORMAL));
      v.intoArray(velocity, velocityOffset + i, in);
      FloatVector change = nesterov ? v.fma(broadcast(F, momentum), step) : v;
      w.add(change).intoArray(weight, weightOffset + i, in);
    }
  }

  /** s = decay s + (1 - decay) g^2; w -= rate g / (sqrt(s) + epsilon). */
  public static void rmsprop(
      int count,
      float rate,
      float decay,
      float oneMinusDecay,
      float epsilon,
      float l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] squares,
      int squaresOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, count);
      FloatVector w = fromArray(F, weight, weightOffset + i, in);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i, in));
      FloatVector s = fromArray(F, squares, squaresOffset + i, in).mul(decay);
      s = g.mul(g).fma(broadcast(F, oneMinusDecay), s);
      s = s.blend(0f, s.abs().compare(LT, Float.MIN_NORMAL));
      s.intoArray(squares, squaresOffset + i, in);
      w.sub(g.mul(rate).div(s.sqrt().add(epsilon))).intoArray(weight, weightOffset + i, in);
    }
  }

  /** s += g^2; w -= rate g / (sqrt(s) + epsilon). */
  public static void adagrad(
      int count,
      float rate,
      float epsilon,
      float l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] squares,
      int squaresOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, count);
      FloatVector w = fromArray(F, weight, weightOffset + i, in);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i, in));
      FloatVector s = g.fma(g, fromArray(F, squares, squaresOffset + i, in));
      s = s.blend(0f, s.abs().compare(LT, Float.MIN_NORMAL));
      s.intoArray(squares, squaresOffset + i, in);
      w.sub(g.mul(rate).div(s.sqrt().add(epsilon))).intoArray(weight, weightOffset + i, in);
    }
  }

  /**
   * Adam and its kin: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w = keep w - rate
   * m / (sqrt(u secondScale) + epsilon), where u = v, or the largest v so far if maxSecond is
   * present. The caller has put the bias corrections into {@code rate} = rate / (1 - beta1^t) and
   * {@code secondScale} = 1 / (1 - beta2^t), and decoupled decay into {@code keep}.
   *
   * <p>Source: Kingma, Ba 2015; Loshchilov, Hutter 2019; Reddi, Kale, Kumar 2018.
   */
  public static void adam(
      int count,
      float rate,
      float beta1,
      float oneMinusBeta1,
      float beta2,
      float oneMinusBeta2,
      float secondScale,
      float epsilon,
      float l2,
      float keep,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] first,
      int firstOffset,
      float[] second,
      int secondOffset,
      float @Nullable [] maxSecond,
      int maxSecondOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, count);
      FloatVector w = fromArray(F, weight, weightOffset + i, in);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i, in));
      FloatVector m = fromArray(F, first, firstOffset + i, in).mul(beta1);
      m = g.fma(broadcast(F, oneMinusBeta1), m);
      m = m.blend(0f, m.abs().compare(LT, Float.MIN_NORMAL));
      m.intoArray(first, firstOffset + i, in);
      FloatVector v = fromArray(F, second, secondOffset + i, in).mul(beta2);
      v = g.mul(g).fma(broadcast(F, oneMinusBeta2), v);
      v = v.blend(0f, v.abs().compare(LT, Float.MIN_NORMAL));
      v.intoArray(second, secondOffset + i, in);
      if (maxSecond != null) {
        FloatVector largest = fromArray(F, maxSecond, maxSecondOffset + i, in);
        v = v.blend(largest, v.compare(LE, largest));
        v.intoArray(maxSecond, maxSecondOffset + i, in);
      }
      FloatVector step = m.mul(-rate).div(v.mul(secondScale).sqrt().add(epsilon));
      w.fma(broadcast(F, keep), step).intoArray(weight, weightOffset + i, in);
    }
  }
}
