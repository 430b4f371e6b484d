package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanewise.tensor.Tensor;

/**
 * SoftmaxLoops and log-softmax of rows, and their gradients. Three passes over a row, which stays
 * in the nearest cache: the largest element, the exponentials with their sum, the scaling.
 *
 * <p>Accuracy of softmax: a few ULP of each element, plus that of the sum; results below 1e-38 may
 * be off by the smallest subnormals.
 */
public final class SoftmaxLoops {
  private SoftmaxLoops() {}

  /** y = e^(x - max) / sum. In place allowed. */
  public static void softmax(Tensor x, Tensor y, int first, int rows) {
    float[] scratch = Scratch.get();
    float[] xs = x.floats();
    float[] ys = y.floats();
    int cols = x.cols();
    if (cols <= LENGTH) {
      for (int r = first; r < first + rows; r++) {
        softmaxOfShortRow(cols, xs, x.row(r), ys, y.row(r), scratch);
      }
      return;
    }
    for (int r = first; r < first + rows; r++) {
      int from = x.row(r);
      int to = y.row(r);
      float sum = RowSums.sumExp(cols, xs, from, RowSums.max(cols, xs, from), ys, to, scratch);
      Streams.scale(cols, 1 / sum, ys, to);
    }
  }

  /** y = (x - max) - log sum. In place allowed. */
  public static void logSoftmax(Tensor x, Tensor y, int first, int rows) {
    float[] scratch = Scratch.get();
    float[] xs = x.floats();
    float[] ys = y.floats();
    int cols = x.cols();
    if (cols <= LENGTH) {
      for (int r = first; r < first + rows; r++) {
        logSoftmaxOfShortRow(cols, xs, x.row(r), ys, y.row(r), scratch);
      }
      return;
    }
    for (int r = first; r < first + rows; r++) {
      int from = x.row(r);
      float max = RowSums.max(cols, xs, from);
      float logSum = Logarithm.log(RowSums.sumExp(cols, xs, from, max, null, 0, scratch));
      shift(cols, max, logSum, xs, from, ys, y.row(r));
    }
  }

  /** dX = y (dY - sum y dY). dX may be dY in place. */
  public static void softmaxGradient(Tensor y, Tensor dY, Tensor dX, int first, int rows) {
    float[] scratch = Scratch.get();
    float[] ys = y.floats();
    float[] dYs = dY.floats();
    int cols = y.cols();
    for (int r = first; r < first + rows; r++) {
      int yRow = y.row(r);
      int dYRow = dY.row(r);
      float dot = RowSums.dot(cols, ys, yRow, dYs, dYRow, scratch);
      shiftAndMultiply(cols, dot, ys, yRow, dYs, dYRow, dX.floats(), dX.row(r));
    }
  }

  /** dX = dY - e^y sum dY. dX may be dY in place. */
  public static void logSoftmaxGradient(Tensor y, Tensor dY, Tensor dX, int first, int rows) {
    float[] scratch = Scratch.get();
    float[] dYs = dY.floats();
    int cols = y.cols();
    for (int r = first; r < first + rows; r++) {
      int dYRow = dY.row(r);
      float sum = RowSums.sum(cols, dYs, dYRow, scratch);
      subtractScaledExp(cols, sum, y.floats(), y.row(r), dYs, dYRow, dX.floats(), dX.row(r));
    }
  }

  /** A row of one vector at most stays in it from its load to its store. */
  private static void softmaxOfShortRow(
      int n, float[] x, int xOffset, float[] y, int yOffset, float[] scratch) {
    FloatVector row = shortRow(n, x, xOffset, scratch);
    FloatVector e = Exponential.expNonPositive(row.sub(largest(row)));
    e.mul(1 / RowSums.sumOfOneVector(e, scratch)).intoArray(scratch, Scratch.REST);
    System.arraycopy(scratch, Scratch.REST, y, yOffset, n);
  }

  private static void logSoftmaxOfShortRow(
      int n, float[] x, int xOffset, float[] y, int yOffset, float[] scratch) {
    FloatVector row = shortRow(n, x, xOffset, scratch);
    float max = largest(row);
    FloatVector e = Exponential.expNonPositive(row.sub(max));
    float logSum = Logarithm.log(RowSums.sumOfOneVector(e, scratch));
    row.sub(max).sub(logSum).intoArray(scratch, Scratch.REST);
    System.arraycopy(scratch, Scratch.REST, y, yOffset, n);
  }

  /** The row, and after it -infinity, whose exponential is 0. */
  static FloatVector shortRow(int n, float[] x, int xOffset, float[] scratch) {
    boolean whole = LENGTH <= x.length - xOffset;
    if (!whole) {
      System.arraycopy(x, xOffset, scratch, Scratch.REST, n);
    }
    FloatVector beyond = fromArray(F, whole ? x : scratch, whole ? xOffset : Scratch.REST);
    return broadcast(F, Float.NEGATIVE_INFINITY).blend(beyond, F.indexInRange(0, n));
  }

  /** The largest lane; NaN is passed over. */
  static float largest(FloatVector v) {
    FloatVector least = broadcast(F, Float.NEGATIVE_INFINITY);
    return least.blend(v, v.compare(GT, least)).reduceLanes(MAX);
  }

  private static void shift(
      int n, float max, float logSum, float[] x, int xOffset, float[] y, int yOffset) {
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      fromArray(F, x, xOffset + i).sub(max).sub(logSum).intoArray(y, yOffset + i);
    }
    if (i < n) {
      VectorMask<Float> rest = F.indexInRange(i, n);
      fromArray(F, x, xOffset + i, rest).sub(max).sub(logSum).intoArray(y, yOffset + i, rest);
    }
  }

  private static void shiftAndMultiply(
      int n,
      float dot,
      float[] y,
      int yOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      fromArray(F, dY, dYOffset + i)
          .sub(dot)
          .mul(fromArray(F, y, yOffset + i))
          .intoArray(dX, dXOffset + i);
    }
    if (i < n) {
      VectorMask<Float> rest = F.indexInRange(i, n);
      fromArray(F, dY, dYOffset + i, rest)
          .sub(dot)
          .mul(fromArray(F, y, yOffset + i, rest))
          .intoArray(dX, dXOffset + i, rest);
    }
  }

  private static void subtractScaledExp(
      int n,
      float sum,
      float[] y,
      int yOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<Float> in = F.indexInRange(i, n);
      FloatVector e = Exponential.exp(fromArray(F, y, yOffset + i, in));
      e.fma(broadcast(F, -sum), fromArray(F, dY, dYOffset + i, in)).intoArray(dX, dXOffset + i, in);
    }
  }
}
