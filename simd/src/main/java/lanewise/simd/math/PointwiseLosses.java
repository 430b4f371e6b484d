package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanewise.kernel.Kernels.SUM_BLOCK;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanewise.kernel.PointwiseLoss;
import org.jspecify.annotations.Nullable;

/**
 * Losses that are a sum over elements: losses[i] = sum over the row of l(x, t), dX = scale l'(x,
 * t). Two passes over a row, the value first, so that dX may be x in place.
 */
public final class PointwiseLosses {
  /**
   * Binary cross-entropy bounds its logarithms from below, as PyTorch does, so that it is finite at
   * 0 and 1.
   */
  private static final float LOG_BOUND = -100f;

  private static final float VARIANCE_BOUND = 1e-12f;

  private PointwiseLosses() {}

  /** Value, and gradient if dX is present. */
  public static void apply(
      PointwiseLoss f,
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      float[] targets,
      int targetsOffset,
      int ldTargets,
      float scale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dX,
      int dXOffset,
      int lddx) {
    float[] scratch = Scratch.get();
    for (int r = 0; r < rows; r++) {
      int row = xOffset + r * ldx;
      int target = targetsOffset + r * ldTargets;
      losses[lossesOffset + r] = value(f, cols, x, row, targets, target, scratch);
      if (dX != null) {
        gradient(f, cols, x, row, targets, target, scale, dX, dXOffset + r * lddx);
      }
    }
  }

  private static float value(
      PointwiseLoss f, int n, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    if (n <= SUM_BLOCK) {
      return valueOfBlock(f, n, x, xOffset, t, tOffset, scratch);
    }
    double total = 0;
    for (int i = 0; i < n; i += SUM_BLOCK) {
      int count = Math.min(SUM_BLOCK, n - i);
      total += valueOfBlock(f, count, x, xOffset + i, t, tOffset + i, scratch);
    }
    return (float) total;
  }

  private static float valueOfBlock(
      PointwiseLoss f, int n, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    return switch (f.kind()) {
      case SQUARED -> squared(n, x, xOffset, t, tOffset, scratch);
      case BINARY_LOGITS -> binaryLogits(n, x, xOffset, t, tOffset, scratch);
      case BINARY_PROBABILITIES -> binaryProbabilities(n, x, xOffset, t, tOffset, scratch);
      case HUBER -> huber(n, (float) f.parameter(), x, xOffset, t, tOffset, scratch);
    };
  }

  private static void gradient(
      PointwiseLoss f,
      int n,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float scale,
      float[] dX,
      int dXOffset) {
    switch (f.kind()) {
      case SQUARED -> squaredGradient(n, x, xOffset, t, tOffset, scale, dX, dXOffset);
      case BINARY_LOGITS -> binaryLogitsGradient(n, x, xOffset, t, tOffset, scale, dX, dXOffset);
      case BINARY_PROBABILITIES ->
          binaryProbabilitiesGradient(n, x, xOffset, t, tOffset, scale, dX, dXOffset);
      case HUBER ->
          huberGradient(n, (float) f.parameter(), x, xOffset, t, tOffset, scale, dX, dXOffset);
    }
  }

  private static float squared(
      int n, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector d = p.sub(fromArray(F, t, tOffset + i, in));
      FloatVector next = d.fma(d, s0);
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    s0.intoArray(scratch, Scratch.LANES);
    if (LENGTH < 16) {
      s1.intoArray(scratch, Scratch.LANES + LENGTH);
    }
    if (LENGTH < 8) {
      s2.intoArray(scratch, Scratch.LANES + 2 * LENGTH);
      s3.intoArray(scratch, Scratch.LANES + 3 * LENGTH);
    }
    return LaneTree.sum(scratch);
  }

  private static void squaredGradient(
      int n,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float scale,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector d = p.sub(fromArray(F, t, tOffset + i, in));
      d.add(d).mul(scale).intoArray(dX, dXOffset + i, in);
    }
  }

  /** max(x, 0) - x t + log1p(e^-|x|), as softplus(x) - x t. */
  private static float binaryLogits(
      int n, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector softplus = Sigmoids.softplus(p);
      FloatVector target = fromArray(F, t, tOffset + i, in);
      FloatVector l = p.neg().fma(target, softplus);
      FloatVector next = s0.add(zero(F).blend(l, in));
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    s0.intoArray(scratch, Scratch.LANES);
    if (LENGTH < 16) {
      s1.intoArray(scratch, Scratch.LANES + LENGTH);
    }
    if (LENGTH < 8) {
      s2.intoArray(scratch, Scratch.LANES + 2 * LENGTH);
      s3.intoArray(scratch, Scratch.LANES + 3 * LENGTH);
    }
    return LaneTree.sum(scratch);
  }

  private static void binaryLogitsGradient(
      int n,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float scale,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector sigmoid = Sigmoids.sigmoid(p);
      sigmoid.sub(fromArray(F, t, tOffset + i, in)).mul(scale).intoArray(dX, dXOffset + i, in);
    }
  }

  /** -(sum of t log x) - (sum of (1 - t) log(1 - x)). */
  private static float binaryProbabilities(
      int n, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    float hit = logTerm(n, false, x, xOffset, t, tOffset, scratch);
    return -hit - logTerm(n, true, x, xOffset, t, tOffset, scratch);
  }

  /** The sum of t log x, or of (1 - t) log(1 - x). */
  private static float logTerm(
      int n, boolean complement, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector log = Logarithm.log(complement ? broadcast(F, 1f).sub(p) : p);
      FloatVector target = fromArray(F, t, tOffset + i, in);
      FloatVector weight = complement ? broadcast(F, 1f).sub(target) : target;
      FloatVector l = log.blend(LOG_BOUND, log.compare(LT, LOG_BOUND)).mul(weight);
      FloatVector next = s0.add(zero(F).blend(l, in));
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    s0.intoArray(scratch, Scratch.LANES);
    if (LENGTH < 16) {
      s1.intoArray(scratch, Scratch.LANES + LENGTH);
    }
    if (LENGTH < 8) {
      s2.intoArray(scratch, Scratch.LANES + 2 * LENGTH);
      s3.intoArray(scratch, Scratch.LANES + 3 * LENGTH);
    }
    return LaneTree.sum(scratch);
  }

  private static void binaryProbabilitiesGradient(
      int n,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float scale,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector d = p.sub(fromArray(F, t, tOffset + i, in));
      FloatVector variance = p.mul(broadcast(F, 1f).sub(p));
      d.div(variance.blend(VARIANCE_BOUND, variance.compare(LT, VARIANCE_BOUND)))
          .mul(scale)
          .intoArray(dX, dXOffset + i, in);
    }
  }

  private static float huber(
      int n, float delta, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector d = p.sub(fromArray(F, t, tOffset + i, in)).abs();
      FloatVector linear = d.sub(0.5f * delta).mul(delta);
      FloatVector next = s0.add(d.mul(0.5f).mul(d).blend(linear, d.compare(GT, delta)));
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    s0.intoArray(scratch, Scratch.LANES);
    if (LENGTH < 16) {
      s1.intoArray(scratch, Scratch.LANES + LENGTH);
    }
    if (LENGTH < 8) {
      s2.intoArray(scratch, Scratch.LANES + 2 * LENGTH);
      s3.intoArray(scratch, Scratch.LANES + 3 * LENGTH);
    }
    return LaneTree.sum(scratch);
  }

  private static void huberGradient(
      int n,
      float delta,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float scale,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector d = p.sub(fromArray(F, t, tOffset + i, in));
      d.blend(delta, d.compare(GT, delta))
          .blend(-delta, d.compare(LT, -delta))
          .mul(scale)
          .intoArray(dX, dXOffset + i, in);
    }
  }
}
