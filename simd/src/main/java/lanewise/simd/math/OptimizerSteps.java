package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * Optimizer steps, one streaming pass each; g stands for gradient + l2 weight. State that would be
 * subnormal is stored as 0: weights that no longer get gradients would otherwise slow the loop a
 * hundredfold on processors that handle subnormals in microcode.
 */
public final class OptimizerSteps {
  /** Where the elements that do not fill a vector are padded to one. */
  private static final int WEIGHT = Scratch.RESTS;

  private static final int GRADIENT = WEIGHT + 16;
  private static final int FIRST = GRADIENT + 16;
  private static final int SECOND = FIRST + 16;
  private static final int LARGEST = SECOND + 16;

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
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weight, weightOffset + i);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i));
      g.fma(broadcast(F, -rate), w).intoArray(weight, weightOffset + i);
    }
    if (whole < count) {
      int rest = count - whole;
      float[] scratch = Scratch.get();
      Scratch.padded(rest, weight, weightOffset + whole, 0f, scratch, WEIGHT);
      Scratch.padded(rest, gradient, gradientOffset + whole, 0f, scratch, GRADIENT);
      sgd(LENGTH, rate, l2, scratch, WEIGHT, scratch, GRADIENT);
      System.arraycopy(scratch, WEIGHT, weight, weightOffset + whole, rest);
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
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weight, weightOffset + i);
      FloatVector step =
          w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i)).mul(-rate);
      FloatVector v = fromArray(F, velocity, velocityOffset + i).fma(broadcast(F, momentum), step);
      v = v.blend(0f, v.abs().compare(LT, Float.MIN_NORMAL));
      v.intoArray(velocity, velocityOffset + i);
      FloatVector change = nesterov ? v.fma(broadcast(F, momentum), step) : v;
      w.add(change).intoArray(weight, weightOffset + i);
    }
    if (whole < count) {
      int rest = count - whole;
      float[] scratch = Scratch.get();
      Scratch.padded(rest, weight, weightOffset + whole, 0f, scratch, WEIGHT);
      Scratch.padded(rest, gradient, gradientOffset + whole, 0f, scratch, GRADIENT);
      Scratch.padded(rest, velocity, velocityOffset + whole, 0f, scratch, FIRST);
      momentum(
          LENGTH, rate, momentum, nesterov, l2, scratch, WEIGHT, scratch, GRADIENT, scratch, FIRST);
      System.arraycopy(scratch, WEIGHT, weight, weightOffset + whole, rest);
      System.arraycopy(scratch, FIRST, velocity, velocityOffset + whole, rest);
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
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weight, weightOffset + i);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i));
      FloatVector s = fromArray(F, squares, squaresOffset + i).mul(decay);
      s = g.mul(g).fma(broadcast(F, oneMinusDecay), s);
      s = s.blend(0f, s.abs().compare(LT, Float.MIN_NORMAL));
      s.intoArray(squares, squaresOffset + i);
      w.sub(g.mul(rate).div(s.sqrt().add(epsilon))).intoArray(weight, weightOffset + i);
    }
    if (whole < count) {
      int rest = count - whole;
      float[] scratch = Scratch.get();
      Scratch.padded(rest, weight, weightOffset + whole, 0f, scratch, WEIGHT);
      Scratch.padded(rest, gradient, gradientOffset + whole, 0f, scratch, GRADIENT);
      Scratch.padded(rest, squares, squaresOffset + whole, 0f, scratch, SECOND);
      rmsprop(
          LENGTH,
          rate,
          decay,
          oneMinusDecay,
          epsilon,
          l2,
          scratch,
          WEIGHT,
          scratch,
          GRADIENT,
          scratch,
          SECOND);
      System.arraycopy(scratch, WEIGHT, weight, weightOffset + whole, rest);
      System.arraycopy(scratch, SECOND, squares, squaresOffset + whole, rest);
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
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weight, weightOffset + i);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i));
      FloatVector s = g.fma(g, fromArray(F, squares, squaresOffset + i));
      s = s.blend(0f, s.abs().compare(LT, Float.MIN_NORMAL));
      s.intoArray(squares, squaresOffset + i);
      w.sub(g.mul(rate).div(s.sqrt().add(epsilon))).intoArray(weight, weightOffset + i);
    }
    if (whole < count) {
      int rest = count - whole;
      float[] scratch = Scratch.get();
      Scratch.padded(rest, weight, weightOffset + whole, 0f, scratch, WEIGHT);
      Scratch.padded(rest, gradient, gradientOffset + whole, 0f, scratch, GRADIENT);
      Scratch.padded(rest, squares, squaresOffset + whole, 0f, scratch, SECOND);
      adagrad(LENGTH, rate, epsilon, l2, scratch, WEIGHT, scratch, GRADIENT, scratch, SECOND);
      System.arraycopy(scratch, WEIGHT, weight, weightOffset + whole, rest);
      System.arraycopy(scratch, SECOND, squares, squaresOffset + whole, rest);
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
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weight, weightOffset + i);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradient, gradientOffset + i));
      FloatVector m = fromArray(F, first, firstOffset + i).mul(beta1);
      m = g.fma(broadcast(F, oneMinusBeta1), m);
      m = m.blend(0f, m.abs().compare(LT, Float.MIN_NORMAL));
      m.intoArray(first, firstOffset + i);
      FloatVector v = fromArray(F, second, secondOffset + i).mul(beta2);
      v = g.mul(g).fma(broadcast(F, oneMinusBeta2), v);
      v = v.blend(0f, v.abs().compare(LT, Float.MIN_NORMAL));
      v.intoArray(second, secondOffset + i);
      if (maxSecond != null) {
        FloatVector largest = fromArray(F, maxSecond, maxSecondOffset + i);
        v = v.blend(largest, v.compare(LE, largest).or(largest.compare(NE, largest)));
        v.intoArray(maxSecond, maxSecondOffset + i);
      }
      FloatVector step = m.mul(-rate).div(v.mul(secondScale).sqrt().add(epsilon));
      w.fma(broadcast(F, keep), step).intoArray(weight, weightOffset + i);
    }
    if (whole < count) {
      int rest = count - whole;
      float[] scratch = Scratch.get();
      Scratch.padded(rest, weight, weightOffset + whole, 0f, scratch, WEIGHT);
      Scratch.padded(rest, gradient, gradientOffset + whole, 0f, scratch, GRADIENT);
      Scratch.padded(rest, first, firstOffset + whole, 0f, scratch, FIRST);
      Scratch.padded(rest, second, secondOffset + whole, 0f, scratch, SECOND);
      if (maxSecond != null) {
        Scratch.padded(rest, maxSecond, maxSecondOffset + whole, 0f, scratch, LARGEST);
      }
      adam(
          LENGTH,
          rate,
          beta1,
          oneMinusBeta1,
          beta2,
          oneMinusBeta2,
          secondScale,
          epsilon,
          l2,
          keep,
          scratch,
          WEIGHT,
          scratch,
          GRADIENT,
          scratch,
          FIRST,
          scratch,
          SECOND,
          maxSecond == null ? null : scratch,
          LARGEST);
      System.arraycopy(scratch, WEIGHT, weight, weightOffset + whole, rest);
      System.arraycopy(scratch, FIRST, first, firstOffset + whole, rest);
      System.arraycopy(scratch, SECOND, second, secondOffset + whole, rest);
      if (maxSecond != null) {
        System.arraycopy(scratch, LARGEST, maxSecond, maxSecondOffset + whole, rest);
      }
    }
  }
}
