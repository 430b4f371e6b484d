package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/**
 * Softmax cross-entropy of logits, value and gradient in the three passes of {@link Softmax}; the
 * exponentials wait in the gradient's memory. Labels below 0 mark rows that count for nothing.
 */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * losses = log sum e^x - x[label]; dLogits = scale (softmax(x) - onehot). dLogits may be logits,
   * or absent.
   */
  public static void labels(
      int rows,
      int cols,
      float[] logits,
      int logitsOffset,
      int ldLogits,
      int[] labels,
      int labelsOffset,
      float scale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dLogits,
      int dLogitsOffset,
      int ldGradient) {
    float[] scratch = Scratch.get();
    for (int r = 0; r < rows; r++) {
      int x = logitsOffset + r * ldLogits;
      int dX = dLogitsOffset + r * ldGradient;
      int label = labels[labelsOffset + r];
      if (label < 0) {
        losses[lossesOffset + r] = 0;
        if (dLogits != null) {
          Streams.fill(cols, 0f, dLogits, dX);
        }
        continue;
      }
      if (cols <= LENGTH) {
        losses[lossesOffset + r] = shortRow(cols, logits, x, label, scale, dLogits, dX, scratch);
        continue;
      }
      float max = Rows.max(cols, logits, x);
      float distance = max - logits[x + label];
      float sum = Rows.sumExp(cols, logits, x, max, dLogits, dX, scratch);
      if (dLogits != null) {
        Streams.scale(cols, scale / sum, dLogits, dX);
        dLogits[dX + label] -= scale;
      }
      losses[lossesOffset + r] = distance + Logarithm.log(sum);
    }
  }

  /** The loss of a row of one vector at most, which stays in it from its load to its store. */
  private static float shortRow(
      int n,
      float[] x,
      int xOffset,
      int label,
      float scale,
      float @Nullable [] dX,
      int dXOffset,
      float[] scratch) {
    float score = x[xOffset + label];
    FloatVector row = Softmax.shortRow(n, x, xOffset, scratch);
    float max = Softmax.largest(row);
    FloatVector e = Exponential.expNonPositive(row.sub(max));
    float sum = Rows.sumOfOneVector(e, scratch);
    if (dX != null) {
      e.mul(scale / sum).intoArray(scratch, Scratch.REST);
      scratch[Scratch.REST + label] -= scale;
      System.arraycopy(scratch, Scratch.REST, dX, dXOffset, n);
    }
    return max - score + Logarithm.log(sum);
  }

  /**
   * losses = T log sum e^x - sum t x, T the sum of the weights t of the row, t = 0 contributing 0;
   * dLogits = scale (T softmax(x) - t). dLogits may be logits, or absent.
   */
  public static void targets(
      int rows,
      int cols,
      float[] logits,
      int logitsOffset,
      int ldLogits,
      float[] targets,
      int targetsOffset,
      int ldTargets,
      float scale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dLogits,
      int dLogitsOffset,
      int ldGradient) {
    float[] scratch = Scratch.get();
    for (int r = 0; r < rows; r++) {
      int x = logitsOffset + r * ldLogits;
      int t = targetsOffset + r * ldTargets;
      float max = Rows.max(cols, logits, x);
      float weight = Rows.sum(cols, targets, t, scratch);
      float dot = Rows.dotShifted(cols, targets, t, logits, x, max, scratch);
      int dX = dLogitsOffset + r * ldGradient;
      float sum = Rows.sumExp(cols, logits, x, max, dLogits, dX, scratch);
      if (dLogits != null) {
        subtractTargets(cols, scale * weight / sum, scale, targets, t, dLogits, dX);
      }
      losses[lossesOffset + r] = weight * Logarithm.log(sum) - dot;
    }
  }

  /** t[c] = w[c] ((c == label ? 1 - smoothing : 0) + smoothing / cols); 0 for a label below 0. */
  public static void classTargets(
      int rows,
      int cols,
      int[] labels,
      int labelsOffset,
      float @Nullable [] classWeights,
      int classWeightsOffset,
      double smoothing,
      float[] targets,
      int targetsOffset,
      int ldTargets) {
    float off = (float) (smoothing / cols);
    float on = (float) (1 - smoothing + smoothing / cols);
    for (int r = 0; r < rows; r++) {
      int t = targetsOffset + r * ldTargets;
      int label = labels[labelsOffset + r];
      if (label < 0) {
        Streams.fill(cols, 0f, targets, t);
        continue;
      }
      Streams.fill(cols, off, targets, t);
      targets[t + label] = on;
      if (classWeights != null) {
        Streams.multiply(cols, targets, t, classWeights, classWeightsOffset, targets, t);
      }
    }
  }

  /**
   * Negative log-likelihood: losses = -x[label]; dX = -scale at the label, else 0. dX may be
   * absent.
   */
  public static void negativeLogLikelihood(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      int ldx,
      int[] labels,
      int labelsOffset,
      float scale,
      float[] losses,
      int lossesOffset,
      float @Nullable [] dX,
      int dXOffset,
      int lddx) {
    for (int r = 0; r < rows; r++) {
      int label = labels[labelsOffset + r];
      losses[lossesOffset + r] = label < 0 ? 0 : -x[xOffset + r * ldx + label];
      if (dX != null) {
        int row = dXOffset + r * lddx;
        Streams.fill(cols, 0f, dX, row);
        if (label >= 0) {
          dX[row + label] = -scale;
        }
      }
    }
  }

  /** dX = factor e - scale t, where dX holds e. */
  private static void subtractTargets(
      int n, float factor, float scale, float[] t, int tOffset, float[] dX, int dXOffset) {
    FloatVector f = broadcast(F, factor);
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      fromArray(F, dX, dXOffset + i)
          .fma(f, fromArray(F, t, tOffset + i).mul(-scale))
          .intoArray(dX, dXOffset + i);
    }
    if (i < n) {
      VectorMask<Float> rest = F.indexInRange(i, n);
      fromArray(F, dX, dXOffset + i, rest)
          .fma(f, fromArray(F, t, tOffset + i, rest).mul(-scale))
          .intoArray(dX, dXOffset + i, rest);
    }
  }
}
