package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanewise.kernel.Reductions.SUM_BLOCK;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The multiclass hinge loss. Source: Weston, Watkins 1999; CS231n. */
public final class Hinge {
  private Hinge() {}

  /**
   * losses = sum over j != label of max(0, x[j] - x[label] + margin); dX[j] = scale where that is
   * positive, dX[label] = -scale times their number. Labels below 0: loss and gradient 0. dX may be
   * x, or absent. NaN in a row: its loss and dX[label] are NaN, and dX[j] where x[j] is.
   */
  public static void multiclass(
      Tensor x,
      Tensor labels,
      float margin,
      float scale,
      Tensor losses,
      @Nullable Tensor dX,
      int first,
      int rows) {
    float[] scratch = Scratch.get();
    int[] classes = labels.ints();
    float[] xs = x.floats();
    float[] values = losses.floats();
    float[] gradients = dX == null ? null : dX.floats();
    int cols = x.cols();
    for (int r = first; r < first + rows; r++) {
      int row = x.row(r);
      int dRow = dX == null ? 0 : dX.row(r);
      int at = losses.offset() + r;
      int label = classes[labels.offset() + r];
      if (label < 0) {
        values[at] = 0;
        if (gradients != null) {
          Streams.fill(cols, 0f, gradients, dRow);
        }
        continue;
      }
      float base = xs[row + label] - margin;
      float loss = sum(cols, xs, row, label, base, scratch);
      values[at] = loss;
      if (gradients != null) {
        int positive = gradient(cols, xs, row, label, base, scale, gradients, dRow);
        gradients[dRow + label] = Float.isNaN(loss) ? Float.NaN : -scale * positive;
      }
    }
  }

  private static float sum(int n, float[] x, int xOffset, int label, float base, float[] scratch) {
    if (n <= SUM_BLOCK) {
      return sumOfBlock(n, x, xOffset, label, base, scratch);
    }
    double total = 0;
    for (int i = 0; i < n; i += SUM_BLOCK) {
      int count = Math.min(SUM_BLOCK, n - i);
      total += sumOfBlock(count, x, xOffset + i, label - i, base, scratch);
    }
    return (float) total;
  }

  private static float sumOfBlock(
      int n, float[] x, int xOffset, int label, float base, float[] scratch) {
    FloatVector columns = zero(F).addIndex(1);
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector excess = fromArray(F, x, xOffset + i, in).sub(base);
      VectorMask<Float> counted = columns.compare(NE, (float) (label - i)).and(in);
      FloatVector next = s0.add(zero(F).blend(excess.blend(0f, excess.compare(LE, 0f)), counted));
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

  /** Writes dX but for the label; returns the number of positive terms. */
  private static int gradient(
      int n, float[] x, int xOffset, int label, float base, float scale, float[] dX, int dXOffset) {
    FloatVector columns = zero(F).addIndex(1);
    int positive = 0;
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector excess = fromArray(F, x, xOffset + i, in).sub(base);
      VectorMask<Float> active =
          excess.compare(GT, 0f).and(columns.compare(NE, (float) (label - i))).and(in);
      positive += active.trueCount();
      FloatVector slope = zero(F).blend(scale, active);
      slope.blend(excess, excess.compare(NE, excess)).intoArray(dX, dXOffset + i, in);
    }
    return positive;
  }
}
