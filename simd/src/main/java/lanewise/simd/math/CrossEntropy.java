package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Softmax cross-entropy of logits, value and gradient in the three passes of {@link SoftmaxLoops};
 * the exponentials wait in the gradient's memory. Labels below 0 mark rows that count for nothing.
 */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * losses = log sum e^x - x[label]; dLogits = scale (softmax(x) - onehot). dLogits may be logits,
   * or absent.
   */
  public static void labels(
      Tensor logits,
      Tensor labels,
      float scale,
      Tensor losses,
      @Nullable Tensor dLogits,
      int first,
      int rows) {
    float[] scratch = Scratch.get();
    float[] xs = logits.floats();
    float[] values = losses.floats();
    float[] gradients = dLogits == null ? null : dLogits.floats();
    int[] classes = labels.ints();
    int cols = logits.cols();
    for (int r = first; r < first + rows; r++) {
      int x = logits.row(r);
      int dX = dLogits == null ? 0 : dLogits.row(r);
      int at = losses.offset() + r;
      int label = classes[labels.offset() + r];
      if (label < 0) {
        values[at] = 0;
        if (gradients != null) {
          Streams.fill(cols, 0f, gradients, dX);
        }
        continue;
      }
      if (cols <= LENGTH) {
        values[at] = shortRow(cols, xs, x, label, scale, gradients, dX, scratch);
        continue;
      }
      float max = RowSums.max(cols, xs, x);
      float distance = max - xs[x + label];
      float sum = RowSums.sumExp(cols, xs, x, max, gradients, dX, scratch);
      if (gradients != null) {
        Streams.scale(cols, scale / sum, gradients, dX);
        gradients[dX + label] -= scale;
      }
      values[at] = distance + Logarithm.log(sum);
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
    FloatVector row = SoftmaxLoops.shortRow(n, x, xOffset, scratch);
    float max = SoftmaxLoops.largest(row);
    FloatVector e = Exponential.expNonPositive(row.sub(max));
    float sum = RowSums.sumOfOneVector(e, scratch);
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
      Tensor logits,
      Tensor targets,
      float scale,
      Tensor losses,
      @Nullable Tensor dLogits,
      int first,
      int rows) {
    float[] scratch = Scratch.get();
    float[] xs = logits.floats();
    float[] ts = targets.floats();
    float[] values = losses.floats();
    float[] gradients = dLogits == null ? null : dLogits.floats();
    int cols = logits.cols();
    for (int r = first; r < first + rows; r++) {
      int x = logits.row(r);
      int t = targets.row(r);
      float max = RowSums.max(cols, xs, x);
      float weight = RowSums.sum(cols, ts, t, scratch);
      float dot = RowSums.dotShifted(cols, ts, t, xs, x, max, scratch);
      int dX = dLogits == null ? 0 : dLogits.row(r);
      float sum = RowSums.sumExp(cols, xs, x, max, gradients, dX, scratch);
      if (gradients != null) {
        subtractTargets(cols, scale * weight / sum, scale, ts, t, gradients, dX);
      }
      values[losses.offset() + r] = weight * Logarithm.log(sum) - dot;
    }
  }

  /** t[c] = w[c] ((c == label ? 1 - smoothing : 0) + smoothing / cols); 0 for a label below 0. */
  public static void classTargets(
      Tensor labels,
      @Nullable Tensor classWeights,
      double smoothing,
      Tensor targets,
      int first,
      int rows) {
    int[] classes = labels.ints();
    float[] ts = targets.floats();
    int cols = targets.cols();
    float off = (float) (smoothing / cols);
    float on = (float) (1 - smoothing + smoothing / cols);
    for (int r = first; r < first + rows; r++) {
      int t = targets.row(r);
      int label = classes[labels.offset() + r];
      if (label < 0) {
        Streams.fill(cols, 0f, ts, t);
        continue;
      }
      Streams.fill(cols, off, ts, t);
      ts[t + label] = on;
      if (classWeights != null) {
        Streams.multiply(cols, ts, t, classWeights.floats(), classWeights.offset(), ts, t);
      }
    }
  }

  /**
   * Negative log-likelihood: losses = -x[label]; dX = -scale at the label, else 0. dX may be
   * absent.
   */
  public static void negativeLogLikelihood(
      Tensor x,
      Tensor labels,
      float scale,
      Tensor losses,
      @Nullable Tensor dX,
      int first,
      int rows) {
    int[] classes = labels.ints();
    float[] xs = x.floats();
    float[] values = losses.floats();
    for (int r = first; r < first + rows; r++) {
      int label = classes[labels.offset() + r];
      values[losses.offset() + r] = label < 0 ? 0 : -xs[x.row(r) + label];
      if (dX != null) {
        float[] gradients = dX.floats();
        int row = dX.row(r);
        Streams.fill(x.cols(), 0f, gradients, row);
        if (label >= 0) {
          gradients[row + label] = -scale;
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
