package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static lanewise.kernel.Reductions.SUM_BLOCK;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/**
 * What the row kernels ask of one row: its largest element, sums over it in the order of {@link
 * LaneTree}, its exponentials. A row longer than a block is summed block by block, the blocks added
 * in double, so that a sum is as accurate for a million columns as for a thousand.
 *
 * <p>The JIT inlines several of them into one kernel until that has grown to 18,000 nodes; a
 * function not inlined then gets its vectors as objects. A masked load is 2,300 nodes, an
 * exponential 9,000: so what may come before an exponential loads whole vectors and masks what it
 * loaded.
 */
final class RowSums {
  private RowSums() {}

  /** The largest element; NaN is passed over; -infinity if there is none. */
  static float max(int n, float[] x, int xOffset) {
    if (n < LENGTH) {
      return maxOfFew(n, x, xOffset);
    }
    FloatVector m = broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector other = m;
    int last = n - LENGTH;
    for (int i = 0; i < last; i += 2 * LENGTH) {
      FloatVector v = fromArray(F, x, xOffset + i);
      // The largest of a row may be asked of an element twice: the last vector ends with the row.
      FloatVector w = fromArray(F, x, xOffset + Math.min(i + LENGTH, last));
      m = m.blend(v, v.compare(GT, m));
      other = other.blend(w, w.compare(GT, other));
    }
    FloatVector v = fromArray(F, x, xOffset + last);
    m = m.blend(v, v.compare(GT, m));
    return m.blend(other, other.compare(GT, m)).reduceLanes(MAX);
  }

  private static float maxOfFew(int n, float[] x, int xOffset) {
    float m = Float.NEGATIVE_INFINITY;
    for (int i = xOffset; i < xOffset + n; i++) {
      m = x[i] > m ? x[i] : m;
    }
    return m;
  }

  /** The sum. */
  static float sum(int n, float[] x, int xOffset, float[] scratch) {
    if (n > SUM_BLOCK) {
      return (float) ReductionLoops.sum(n, x, xOffset);
    }
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector next = s0.add(fromArray(F, x, xOffset + i));
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    if (i < n) {
      s0 = s0.add(fromArray(F, x, xOffset + i, F.indexInRange(i, n)));
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

  /** The sum of a row that fills one vector or, padded with zeros, a part of it. */
  static float sumOfOneVector(FloatVector v, float[] scratch) {
    v.intoArray(scratch, Scratch.LANES);
    if (LENGTH < 16) {
      zero(F).intoArray(scratch, Scratch.LANES + LENGTH);
    }
    if (LENGTH < 8) {
      zero(F).intoArray(scratch, Scratch.LANES + 2 * LENGTH);
      zero(F).intoArray(scratch, Scratch.LANES + 3 * LENGTH);
    }
    return LaneTree.sum(scratch);
  }

  /** The sum of x y. */
  static float dot(int n, float[] x, int xOffset, float[] y, int yOffset, float[] scratch) {
    if (n <= SUM_BLOCK) {
      return dotOfBlock(n, x, xOffset, y, yOffset, scratch);
    }
    double total = 0;
    for (int i = 0; i < n; i += SUM_BLOCK) {
      int count = Math.min(SUM_BLOCK, n - i);
      total += dotOfBlock(count, x, xOffset + i, y, yOffset + i, scratch);
    }
    return (float) total;
  }

  private static float dotOfBlock(
      int n, float[] x, int xOffset, float[] y, int yOffset, float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector next = fromArray(F, x, xOffset + i).fma(fromArray(F, y, yOffset + i), s0);
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    if (i < n) {
      VectorMask<Float> rest = F.indexInRange(i, n);
      s0 = fromArray(F, x, xOffset + i, rest).fma(fromArray(F, y, yOffset + i, rest), s0);
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

  /** The sum of t (x - shift), where t = 0 contributes 0 whatever x is. */
  static float dotShifted(
      int n, float[] t, int tOffset, float[] x, int xOffset, float shift, float[] scratch) {
    if (n <= SUM_BLOCK) {
      return dotShiftedOfBlock(n, t, tOffset, x, xOffset, shift, scratch);
    }
    double total = 0;
    for (int i = 0; i < n; i += SUM_BLOCK) {
      int count = Math.min(SUM_BLOCK, n - i);
      total += dotShiftedOfBlock(count, t, tOffset + i, x, xOffset + i, shift, scratch);
    }
    return (float) total;
  }

  private static float dotShiftedOfBlock(
      int n, float[] t, int tOffset, float[] x, int xOffset, float shift, float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector weight = fromArray(F, t, tOffset + i);
      FloatVector term = fromArray(F, x, xOffset + i).sub(shift).mul(weight);
      FloatVector next = s0.add(term.blend(0f, weight.compare(EQ, 0f)));
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    if (i < n) {
      boolean whole = LENGTH <= Math.min(t.length - tOffset, x.length - xOffset) - i;
      if (!whole) {
        System.arraycopy(t, tOffset + i, scratch, Scratch.REST, n - i);
        System.arraycopy(x, xOffset + i, scratch, Scratch.OTHER_REST, n - i);
      }
      FloatVector beyond = fromArray(F, whole ? t : scratch, whole ? tOffset + i : Scratch.REST);
      FloatVector weight = zero(F).blend(beyond, F.indexInRange(i, n));
      FloatVector term =
          fromArray(F, whole ? x : scratch, whole ? xOffset + i : Scratch.OTHER_REST)
              .sub(shift)
              .mul(weight);
      s0 = s0.add(term.blend(0f, weight.compare(EQ, 0f)));
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

  /** The sum of (x - mean)^2. */
  static float sumOfSquaredDeviations(int n, float[] x, int xOffset, float mean, float[] scratch) {
    if (n <= SUM_BLOCK) {
      return sumOfSquaredDeviationsOfBlock(n, x, xOffset, mean, scratch);
    }
    double total = 0;
    for (int i = 0; i < n; i += SUM_BLOCK) {
      int count = Math.min(SUM_BLOCK, n - i);
      total += sumOfSquaredDeviationsOfBlock(count, x, xOffset + i, mean, scratch);
    }
    return (float) total;
  }

  private static float sumOfSquaredDeviationsOfBlock(
      int n, float[] x, int xOffset, float mean, float[] scratch) {
    FloatVector s0 = zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int bound = F.loopBound(n); i < bound; i += LENGTH) {
      FloatVector d = fromArray(F, x, xOffset + i).sub(mean);
      FloatVector next = d.fma(d, s0);
      s0 = LENGTH == 16 ? next : s1;
      s1 = LENGTH == 8 ? next : s2;
      s2 = s3;
      s3 = next;
    }
    if (i < n) {
      VectorMask<Float> rest = F.indexInRange(i, n);
      FloatVector d = zero(F).blend(fromArray(F, x, xOffset + i, rest).sub(mean), rest);
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

  /**
   * The sum of e^(x - max), where no element is above max; if y is present, it gets the terms. In
   * place allowed.
   *
   * <p>One method for all blocks, and so of more bytecodes than the JIT inlines anywhere
   * (FreqInlineSize, 325): that its exponential is inlined here does not depend on what a kernel
   * has inlined before.
   */
  static float sumExp(
      int n,
      float[] x,
      int xOffset,
      float max,
      float @Nullable [] y,
      int yOffset,
      float[] scratch) {
    int bound = F.loopBound(n);
    if (bound < n) {
      Scratch.padded(n - bound, x, xOffset + bound, Float.NEGATIVE_INFINITY, scratch, Scratch.REST);
    }
    double total = 0;
    for (int from = 0; from < n; from += SUM_BLOCK) {
      int to = Math.min(n, from + SUM_BLOCK);
      FloatVector s0 = zero(F);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int i = from; i < to; i += LENGTH) {
        boolean whole = i < bound;
        FloatVector e =
            Exponential.expNonPositive(
                fromArray(F, whole ? x : scratch, whole ? xOffset + i : Scratch.REST).sub(max));
        if (y != null) {
          e.intoArray(whole ? y : scratch, whole ? yOffset + i : Scratch.REST);
        }
        FloatVector next = s0.add(e);
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
      total += LaneTree.sum(scratch);
    }
    if (y != null && bound < n) {
      System.arraycopy(scratch, Scratch.REST, y, yOffset + bound, n - bound);
    }
    return (float) total;
  }
}
