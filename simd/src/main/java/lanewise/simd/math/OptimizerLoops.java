package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import lanewise.kernel.AdamConfig;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Optimizer steps on a range of the elements, one streaming pass each; g stands for gradient + l2
 * weight. State that would be subnormal is stored as 0: weights that no longer get gradients would
 * otherwise slow the loop a hundredfold on processors that handle subnormals in microcode.
 */
public final class OptimizerLoops {
  private OptimizerLoops() {}

  /** w -= rate g. */
  public static void sgd(
      float rate, float l2, Tensor weight, Tensor gradient, int from, int count) {
    float[] weights = weight.floats();
    float[] gradients = gradient.floats();
    int w0 = weight.offset() + from;
    int g0 = gradient.offset() + from;
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weights, w0 + i);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradients, g0 + i));
      g.fma(broadcast(F, -rate), w).intoArray(weights, w0 + i);
    }
    if (whole < count) {
      Rests rests = Rests.get();
      Rests.pad(weight, from + whole, count - whole, rests.weight);
      Rests.pad(gradient, from + whole, count - whole, rests.gradient);
      sgd(rate, l2, rests.weight, rests.gradient, 0, LENGTH);
      Rests.restore(rests.weight, weight, from + whole, count - whole);
    }
  }

  /** v = momentum v - rate g; w += v, or with nesterov w += momentum v - rate g. */
  public static void momentum(
      float rate,
      float momentum,
      boolean nesterov,
      float l2,
      Tensor weight,
      Tensor gradient,
      Tensor velocity,
      int from,
      int count) {
    float[] weights = weight.floats();
    float[] gradients = gradient.floats();
    float[] velocities = velocity.floats();
    int w0 = weight.offset() + from;
    int g0 = gradient.offset() + from;
    int v0 = velocity.offset() + from;
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weights, w0 + i);
      FloatVector step = w.fma(broadcast(F, l2), fromArray(F, gradients, g0 + i)).mul(-rate);
      FloatVector v = fromArray(F, velocities, v0 + i).fma(broadcast(F, momentum), step);
      v = v.blend(0f, v.abs().compare(LT, Float.MIN_NORMAL));
      v.intoArray(velocities, v0 + i);
      FloatVector change = nesterov ? v.fma(broadcast(F, momentum), step) : v;
      w.add(change).intoArray(weights, w0 + i);
    }
    if (whole < count) {
      Rests rests = Rests.get();
      Rests.pad(weight, from + whole, count - whole, rests.weight);
      Rests.pad(gradient, from + whole, count - whole, rests.gradient);
      Rests.pad(velocity, from + whole, count - whole, rests.first);
      momentum(rate, momentum, nesterov, l2, rests.weight, rests.gradient, rests.first, 0, LENGTH);
      Rests.restore(rests.weight, weight, from + whole, count - whole);
      Rests.restore(rests.first, velocity, from + whole, count - whole);
    }
  }

  /** s = decay s + (1 - decay) g^2; w -= rate g / (sqrt(s) + epsilon). */
  public static void rmsProp(
      float rate,
      double decay,
      float epsilon,
      float l2,
      Tensor weight,
      Tensor gradient,
      Tensor squares,
      int from,
      int count) {
    float[] weights = weight.floats();
    float[] gradients = gradient.floats();
    float[] sums = squares.floats();
    int w0 = weight.offset() + from;
    int g0 = gradient.offset() + from;
    int s0 = squares.offset() + from;
    float keep = (float) decay;
    float take = (float) (1 - decay);
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weights, w0 + i);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradients, g0 + i));
      FloatVector s = fromArray(F, sums, s0 + i).mul(keep);
      s = g.mul(g).fma(broadcast(F, take), s);
      s = s.blend(0f, s.abs().compare(LT, Float.MIN_NORMAL));
      s.intoArray(sums, s0 + i);
      w.sub(g.mul(rate).div(s.sqrt().add(epsilon))).intoArray(weights, w0 + i);
    }
    if (whole < count) {
      Rests rests = Rests.get();
      Rests.pad(weight, from + whole, count - whole, rests.weight);
      Rests.pad(gradient, from + whole, count - whole, rests.gradient);
      Rests.pad(squares, from + whole, count - whole, rests.second);
      rmsProp(rate, decay, epsilon, l2, rests.weight, rests.gradient, rests.second, 0, LENGTH);
      Rests.restore(rests.weight, weight, from + whole, count - whole);
      Rests.restore(rests.second, squares, from + whole, count - whole);
    }
  }

  /** s += g^2; w -= rate g / (sqrt(s) + epsilon). */
  public static void adagrad(
      float rate,
      float epsilon,
      float l2,
      Tensor weight,
      Tensor gradient,
      Tensor squares,
      int from,
      int count) {
    float[] weights = weight.floats();
    float[] gradients = gradient.floats();
    float[] sums = squares.floats();
    int w0 = weight.offset() + from;
    int g0 = gradient.offset() + from;
    int s0 = squares.offset() + from;
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weights, w0 + i);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradients, g0 + i));
      FloatVector s = g.fma(g, fromArray(F, sums, s0 + i));
      s = s.blend(0f, s.abs().compare(LT, Float.MIN_NORMAL));
      s.intoArray(sums, s0 + i);
      w.sub(g.mul(rate).div(s.sqrt().add(epsilon))).intoArray(weights, w0 + i);
    }
    if (whole < count) {
      Rests rests = Rests.get();
      Rests.pad(weight, from + whole, count - whole, rests.weight);
      Rests.pad(gradient, from + whole, count - whole, rests.gradient);
      Rests.pad(squares, from + whole, count - whole, rests.second);
      adagrad(rate, epsilon, l2, rests.weight, rests.gradient, rests.second, 0, LENGTH);
      Rests.restore(rests.weight, weight, from + whole, count - whole);
      Rests.restore(rests.second, squares, from + whole, count - whole);
    }
  }

  /**
   * Adam and its kin: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w = (1 - rate
   * decoupledDecay) w - rate / (1 - beta1^t) m / (sqrt(u / (1 - beta2^t)) + epsilon), where u = v,
   * or the largest v so far if maxSecond is present.
   *
   * <p>Source: Kingma, Ba 2015; Loshchilov, Hutter 2019; Reddi, Kale, Kumar 2018.
   */
  public static void adam(
      AdamConfig config,
      double rate,
      long step,
      Tensor weight,
      Tensor gradient,
      Tensor first,
      Tensor second,
      @Nullable Tensor maxSecond,
      int from,
      int count) {
    float correctedRate = (float) (rate / (1 - StrictMath.pow(config.beta1(), (double) step)));
    float secondScale = (float) (1 / (1 - StrictMath.pow(config.beta2(), (double) step)));
    float keepFirst = (float) config.beta1();
    float takeFirst = (float) (1 - config.beta1());
    float keepSecond = (float) config.beta2();
    float takeSecond = (float) (1 - config.beta2());
    float epsilon = (float) config.epsilon();
    float l2 = (float) config.l2();
    float keep = (float) (1 - rate * config.decoupledDecay());
    float[] weights = weight.floats();
    float[] gradients = gradient.floats();
    float[] firsts = first.floats();
    float[] seconds = second.floats();
    int w0 = weight.offset() + from;
    int g0 = gradient.offset() + from;
    int m0 = first.offset() + from;
    int v0 = second.offset() + from;
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector w = fromArray(F, weights, w0 + i);
      FloatVector g = w.fma(broadcast(F, l2), fromArray(F, gradients, g0 + i));
      FloatVector m = fromArray(F, firsts, m0 + i).mul(keepFirst);
      m = g.fma(broadcast(F, takeFirst), m);
      m = m.blend(0f, m.abs().compare(LT, Float.MIN_NORMAL));
      m.intoArray(firsts, m0 + i);
      FloatVector v = fromArray(F, seconds, v0 + i).mul(keepSecond);
      v = g.mul(g).fma(broadcast(F, takeSecond), v);
      v = v.blend(0f, v.abs().compare(LT, Float.MIN_NORMAL));
      v.intoArray(seconds, v0 + i);
      if (maxSecond != null) {
        int u = maxSecond.offset() + from + i;
        FloatVector largest = fromArray(F, maxSecond.floats(), u);
        v = v.blend(largest, v.compare(LE, largest).or(largest.compare(NE, largest)));
        v.intoArray(maxSecond.floats(), u);
      }
      FloatVector change = m.mul(-correctedRate).div(v.mul(secondScale).sqrt().add(epsilon));
      w.fma(broadcast(F, keep), change).intoArray(weights, w0 + i);
    }
    if (whole < count) {
      Rests rests = Rests.get();
      Rests.pad(weight, from + whole, count - whole, rests.weight);
      Rests.pad(gradient, from + whole, count - whole, rests.gradient);
      Rests.pad(first, from + whole, count - whole, rests.first);
      Rests.pad(second, from + whole, count - whole, rests.second);
      if (maxSecond != null) {
        Rests.pad(maxSecond, from + whole, count - whole, rests.largest);
      }
      adam(
          config,
          rate,
          step,
          rests.weight,
          rests.gradient,
          rests.first,
          rests.second,
          maxSecond == null ? null : rests.largest,
          0,
          LENGTH);
      Rests.restore(rests.weight, weight, from + whole, count - whole);
      Rests.restore(rests.first, first, from + whole, count - whole);
      Rests.restore(rests.second, second, from + whole, count - whole);
      if (maxSecond != null) {
        Rests.restore(rests.largest, maxSecond, from + whole, count - whole);
      }
    }
  }
}
