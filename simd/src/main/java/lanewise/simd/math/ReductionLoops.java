package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanewise.kernel.Reductions.SUM_BLOCK;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanewise.tensor.Tensor;

/** Sums and searches along memory. */
public final class ReductionLoops {
  private ReductionLoops() {}

  /**
   * The sum, of blocks summed by {@link LaneTree} and added up in double; a block that is too large
   * for a float, in double from its first element. Relative error about 260 eps of the sum of
   * magnitudes in the worst case.
   */
  public static double sum(Tensor x) {
    return sum(x.size(), x.floats(), x.offset());
  }

  static double sum(int count, float[] x, int xOffset) {
    float[] scratch = Scratch.get();
    double total = 0;
    for (int i = 0; i < count; i += SUM_BLOCK) {
      total += blockSum(Math.min(SUM_BLOCK, count - i), x, xOffset + i, scratch);
    }
    return total;
  }

  /** Writes the sums of {@code n} of the blocks of {@link #sum}, from block {@code first} on. */
  public static void blockSums(Tensor x, double[] sums, int first, int n) {
    float[] scratch = Scratch.get();
    for (int b = first; b < first + n; b++) {
      int i = b * SUM_BLOCK;
      int count = Math.min(SUM_BLOCK, x.size() - i);
      sums[b] = blockSum(count, x.floats(), x.offset() + i, scratch);
    }
  }

  private static double blockSum(int n, float[] x, int xOffset, float[] scratch) {
    float sum = RowSums.sum(n, x, xOffset, scratch);
    return Float.isFinite(sum) ? sum : sumInDouble(n, x, xOffset);
  }

  /** The sum of the squares, likewise. */
  public static double sumOfSquares(Tensor x) {
    float[] scratch = Scratch.get();
    float[] xs = x.floats();
    int count = x.size();
    double total = 0;
    for (int i = 0; i < count; i += SUM_BLOCK) {
      total += blockSumOfSquares(Math.min(SUM_BLOCK, count - i), xs, x.offset() + i, scratch);
    }
    return total;
  }

  /** Writes what {@link #sumOfSquares} adds up, likewise. */
  public static void blockSumsOfSquares(Tensor x, double[] sums, int first, int n) {
    float[] scratch = Scratch.get();
    for (int b = first; b < first + n; b++) {
      int i = b * SUM_BLOCK;
      int count = Math.min(SUM_BLOCK, x.size() - i);
      sums[b] = blockSumOfSquares(count, x.floats(), x.offset() + i, scratch);
    }
  }

  private static double blockSumOfSquares(int n, float[] x, int xOffset, float[] scratch) {
    float sum = RowSums.dot(n, x, xOffset, x, xOffset, scratch);
    return Float.isFinite(sum) ? sum : sumOfSquaresInDouble(n, x, xOffset);
  }

  private static double sumInDouble(int n, float[] x, int xOffset) {
    double total = 0;
    for (int i = xOffset; i < xOffset + n; i++) {
      total += x[i];
    }
    return total;
  }

  private static double sumOfSquaresInDouble(int n, float[] x, int xOffset) {
    double total = 0;
    for (int i = xOffset; i < xOffset + n; i++) {
      total += (double) x[i] * x[i];
    }
    return total;
  }

  /** The index, from {@code first} on, of an element that is NaN or infinite, or -1. */
  public static int firstNonFinite(Tensor x, int first, int count) {
    int found = firstNonFinite(count, x.floats(), x.offset() + first);
    return found < 0 ? -1 : first + found;
  }

  /** x - x is 0 for every finite x. */
  private static int firstNonFinite(int count, float[] x, int xOffset) {
    int i = 0;
    for (; i <= count - 4 * LENGTH; i += 4 * LENGTH) {
      FloatVector v0 = fromArray(F, x, xOffset + i);
      FloatVector v1 = fromArray(F, x, xOffset + i + LENGTH);
      FloatVector v2 = fromArray(F, x, xOffset + i + 2 * LENGTH);
      FloatVector v3 = fromArray(F, x, xOffset + i + 3 * LENGTH);
      FloatVector d = v0.sub(v0).add(v1.sub(v1)).add(v2.sub(v2).add(v3.sub(v3)));
      if (d.compare(NE, 0f).anyTrue()) {
        break;
      }
    }
    for (; i < count; i++) {
      if (!Float.isFinite(x[xOffset + i])) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The column of the largest element of each row; the first of equals; the first NaN if there is
   * one.
   */
  public static void argmax(Tensor x, Tensor index, int first, int rows) {
    float[] xs = x.floats();
    int cols = x.cols();
    for (int r = first; r < first + rows; r++) {
      int offset = x.row(r);
      int nan = firstNan(cols, xs, offset);
      index.ints()[index.offset() + r] =
          nan >= 0 ? nan : firstEqual(cols, xs, offset, RowSums.max(cols, xs, offset));
    }
  }

  private static int firstNan(int n, float[] x, int xOffset) {
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector v = fromArray(F, x, xOffset + i);
      VectorMask<Float> nan = v.compare(NE, v);
      if (nan.anyTrue()) {
        return i + nan.firstTrue();
      }
    }
    for (; i < n; i++) {
      if (Float.isNaN(x[xOffset + i])) {
        return i;
      }
    }
    return -1;
  }

  private static int firstEqual(int n, float[] x, int xOffset, float value) {
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      VectorMask<Float> equal = fromArray(F, x, xOffset + i).compare(EQ, broadcast(F, value));
      if (equal.anyTrue()) {
        return i + equal.firstTrue();
      }
    }
    while (i < n && x[xOffset + i] != value) {
      i++;
    }
    return i;
  }
}
