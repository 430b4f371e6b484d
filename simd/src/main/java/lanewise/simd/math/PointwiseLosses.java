package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanewise.kernel.Reductions.SUM_BLOCK;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanewise.kernel.PointwiseLoss;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Losses that are a sum over elements: losses[i] = sum over the row of l(x, t), dX = scale l'(x,
 * t). Two passes over a row, the value first, so that dX may be x in place. Where rows lie behind
 * each other, a block of them passes before its gradients, which then need not stop at the end of
 * each; and a single column is no sum, but its elements.
 */
public final class PointwiseLosses {
  /**
   * Binary cross-entropy bounds its logarithms from below, as PyTorch does, so that it is finite at
   * 0 and 1.
   */
  private static final float LOG_BOUND = -100f;

  private static final float VARIANCE_BOUND = 1e-12f;

  /** Elements of a block of rows: what its second pass reads is still in L1. */
  private static final int BLOCK = 1024;

  private PointwiseLosses() {}

  /** Value, and gradient if dX is present. */
  public static void apply(
      PointwiseLoss f,
      Tensor x,
      Tensor targets,
      float scale,
      Tensor losses,
      @Nullable Tensor dX,
      int first,
      int rows) {
    float[] scratch = Scratch.get();
    float[] xs = x.floats();
    float[] ts = targets.floats();
    float[] values = losses.floats();
    int cols = x.cols();
    boolean dense = x.ld() == cols && targets.ld() == cols && (dX == null || dX.ld() == cols);
    int block = dense ? Math.max(1, BLOCK / Math.max(1, cols)) : 1;
    int end = first + rows;
    for (int r = first, count; r < end; r += count) {
      count = Math.min(block, end - r);
      int from = x.row(r);
      int target = targets.row(r);
      int loss = losses.offset() + r;
      if (dense && cols == 1) {
        values(f, count, xs, from, ts, target, values, loss);
      } else {
        for (int i = 0; i < count; i++) {
          values[loss + i] = sum(f, cols, xs, x.row(r + i), ts, targets.row(r + i), scratch);
        }
      }
      if (dX != null) {
        gradient(f, count * cols, xs, from, ts, target, scale, dX.floats(), dX.row(r));
      }
    }
  }

  /** losses = l(x, t). */
  private static void values(
      PointwiseLoss f,
      int n,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] losses,
      int lossesOffset) {
    switch (f.kind()) {
      case SQUARED -> squaredValues(n, x, xOffset, t, tOffset, losses, lossesOffset);
      case BINARY_LOGITS -> binaryLogitsValues(n, x, xOffset, t, tOffset, losses, lossesOffset);
      case BINARY_PROBABILITIES -> {
        subtractHits(n, x, xOffset, t, tOffset, losses, lossesOffset);
        subtractMisses(n, x, xOffset, t, tOffset, losses, lossesOffset);
      }
      case HUBER ->
          huberValues(n, (float) f.parameter(), x, xOffset, t, tOffset, losses, lossesOffset);
    }
  }

  private static float sum(
      PointwiseLoss f, int n, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    if (n <= SUM_BLOCK) {
      return sumOfBlock(f, n, x, xOffset, t, tOffset, scratch);
    }
    double total = 0;
    for (int i = 0; i < n; i += SUM_BLOCK) {
      int count = Math.min(SUM_BLOCK, n - i);
      total += sumOfBlock(f, count, x, xOffset + i, t, tOffset + i, scratch);
    }
    return (float) total;
  }

  private static float sumOfBlock(
      PointwiseLoss f, int n, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    return switch (f.kind()) {
      case SQUARED -> squared(n, x, xOffset, t, tOffset, scratch);
      case BINARY_LOGITS -> binaryLogits(n, x, xOffset, t, tOffset, scratch);
      case BINARY_PROBABILITIES ->
          -binaryProbabilities(false, n, x, xOffset, t, tOffset, scratch)
              - binaryProbabilities(true, n, x, xOffset, t, tOffset, scratch);
      case HUBER -> huber(n, (float) f.parameter(), x, xOffset, t, tOffset, scratch);
    };
  }

  /** dX = scale l'(x, t). */
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
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector d = fromArray(F, x, xOffset + i).sub(fromArray(F, t, tOffset + i));
      FloatVector next = d.fma(d, s0);
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    if (i < n) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector d = fromArray(F, x, xOffset + i, in).sub(fromArray(F, t, tOffset + i, in));
      s0 = d.fma(d, s0);
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

  private static void squaredValues(
      int n, float[] x, int xOffset, float[] t, int tOffset, float[] losses, int lossesOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector d = fromArray(F, x, xOffset + i, in).sub(fromArray(F, t, tOffset + i, in));
      d.mul(d).intoArray(losses, lossesOffset + i, in);
    }
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
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector d = fromArray(F, x, xOffset + i).sub(fromArray(F, t, tOffset + i));
      d.add(d).mul(scale).intoArray(dX, dXOffset + i);
    }
    if (i < n) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector d = fromArray(F, x, xOffset + i, in).sub(fromArray(F, t, tOffset + i, in));
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
      FloatVector next = s0.add(zero(F).blend(p.neg().fma(target, softplus), in));
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

  private static void binaryLogitsValues(
      int n, float[] x, int xOffset, float[] t, int tOffset, float[] losses, int lossesOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector softplus = Sigmoids.softplus(p);
      p.neg()
          .fma(fromArray(F, t, tOffset + i, in), softplus)
          .intoArray(losses, lossesOffset + i, in);
    }
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
      Sigmoids.sigmoid(fromArray(F, x, xOffset + i, in))
          .sub(fromArray(F, t, tOffset + i, in))
          .mul(scale)
          .intoArray(dX, dXOffset + i, in);
    }
  }

  /** t log x, or its complement, (1 - t) log(1 - x). */
  private static FloatVector binaryTerm(boolean complement, FloatVector x, FloatVector t) {
    FloatVector log = Logarithm.log(complement ? broadcast(F, 1f).sub(x) : x);
    FloatVector weight = complement ? broadcast(F, 1f).sub(t) : t;
    return log.blend(LOG_BOUND, log.compare(LT, LOG_BOUND)).mul(weight);
  }

  private static float binaryProbabilities(
      boolean complement, int n, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector target = fromArray(F, t, tOffset + i, in);
      FloatVector next = s0.add(zero(F).blend(binaryTerm(complement, p, target), in));
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

  /** losses = -(t log x). A sum starts from +0, which turns -0 into +0. */
  private static void subtractHits(
      int n, float[] x, int xOffset, float[] t, int tOffset, float[] losses, int lossesOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      binaryTerm(false, fromArray(F, x, xOffset + i, in), fromArray(F, t, tOffset + i, in))
          .add(0f)
          .neg()
          .intoArray(losses, lossesOffset + i, in);
    }
  }

  /** losses -= (1 - t) log(1 - x): apart, because two logarithms are more than the JIT inlines. */
  private static void subtractMisses(
      int n, float[] x, int xOffset, float[] t, int tOffset, float[] losses, int lossesOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector miss =
          binaryTerm(true, fromArray(F, x, xOffset + i, in), fromArray(F, t, tOffset + i, in))
              .add(0f);
      fromArray(F, losses, lossesOffset + i, in).sub(miss).intoArray(losses, lossesOffset + i, in);
    }
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
      FloatVector variance = p.mul(broadcast(F, 1f).sub(p));
      p.sub(fromArray(F, t, tOffset + i, in))
          .div(variance.blend(VARIANCE_BOUND, variance.compare(LT, VARIANCE_BOUND)))
          .mul(scale)
          .intoArray(dX, dXOffset + i, in);
    }
  }

  /** (x - t)^2 / 2 up to a distance of delta, from there on the line that continues it. */
  private static FloatVector huberTerm(float delta, FloatVector x, FloatVector t) {
    FloatVector d = x.sub(t).abs();
    return d.mul(0.5f).mul(d).blend(d.sub(0.5f * delta).mul(delta), d.compare(GT, delta));
  }

  private static float huber(
      int n, float delta, float[] x, int xOffset, float[] t, int tOffset, float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector p = fromArray(F, x, xOffset + i);
      FloatVector target = fromArray(F, t, tOffset + i);
      FloatVector next = s0.add(huberTerm(delta, p, target));
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    if (i < n) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector p = fromArray(F, x, xOffset + i, in);
      FloatVector target = fromArray(F, t, tOffset + i, in);
      s0 = s0.add(huberTerm(delta, p, target));
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

  private static void huberValues(
      int n,
      float delta,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] losses,
      int lossesOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      huberTerm(delta, fromArray(F, x, xOffset + i, in), fromArray(F, t, tOffset + i, in))
          .intoArray(losses, lossesOffset + i, in);
    }
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
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector d = fromArray(F, x, xOffset + i).sub(fromArray(F, t, tOffset + i));
      d.blend(delta, d.compare(GT, delta))
          .blend(-delta, d.compare(LT, -delta))
          .mul(scale)
          .intoArray(dX, dXOffset + i);
    }
    if (i < n) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector d = fromArray(F, x, xOffset + i, in).sub(fromArray(F, t, tOffset + i, in));
      d.blend(delta, d.compare(GT, delta))
          .blend(-delta, d.compare(LT, -delta))
          .mul(scale)
          .intoArray(dX, dXOffset + i, in);
    }
  }
}
