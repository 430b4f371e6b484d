package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.I;
import static lanewise.simd.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import lanewise.kernel.Elements;
import lanewise.tensor.Tensor;

/** Plain passes over memory: each element is read and written once. */
public final class Streams {
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private Streams() {}

  /** x = value, for a range of the elements. */
  public static void fill(float value, Tensor x, int first, int count) {
    fill(count, value, x.floats(), x.offset() + first);
  }

  /** x = alpha x, for a range of the elements; alpha = 0 gives 0, whatever x was. */
  public static void scale(float alpha, Tensor x, int first, int count) {
    scale(count, alpha, x.floats(), x.offset() + first);
  }

  /** z = x y, for a range of the elements. */
  public static void multiply(Tensor x, Tensor y, Tensor z, int first, int count) {
    multiply(
        count,
        x.floats(),
        x.offset() + first,
        y.floats(),
        y.offset() + first,
        z.floats(),
        z.offset() + first);
  }

  /** x bounded to [-limit, limit], for a range of the elements; NaN stays NaN. */
  public static void clamp(float limit, Tensor x, int first, int count) {
    clamp(count, limit, x.floats(), x.offset() + first);
  }

  /** y = x, for a range of the elements of tensors without gaps. */
  public static void copy(Tensor x, Tensor y, int first, int count) {
    copy(count, x.floats(), x.offset() + first, y.floats(), y.offset() + first);
  }

  /** y = x, for a range of the rows. */
  public static void copyRows(Tensor x, Tensor y, int first, int rows) {
    for (int r = first; r < first + rows; r++) {
      copy(x.cols(), x.floats(), x.row(r), y.floats(), y.row(r));
    }
  }

  /** y = alpha x + y, for a range of the elements of tensors without gaps. */
  public static void axpy(float alpha, Tensor x, Tensor y, int first, int count) {
    axpy(count, alpha, x.floats(), x.offset() + first, y.floats(), y.offset() + first);
  }

  /** y = alpha x + y, for a range of the rows. */
  public static void axpyRows(float alpha, Tensor x, Tensor y, int first, int rows) {
    for (int r = first; r < first + rows; r++) {
      axpy(x.cols(), alpha, x.floats(), x.row(r), y.floats(), y.row(r));
    }
  }

  /** y = x; in place does nothing. */
  @SuppressWarnings("ReferenceEquality") // In place is a matter of identity.
  static void copy(int count, float[] x, int xOffset, float[] y, int yOffset) {
    if (x != y || xOffset != yOffset) {
      System.arraycopy(x, xOffset, y, yOffset, count);
    }
  }

  /** x = value. */
  static void fill(int count, float value, float[] x, int xOffset) {
    Arrays.fill(x, xOffset, xOffset + count, value);
  }

  /** x = alpha x; alpha = 0 gives 0, whatever x was. */
  static void scale(int count, float alpha, float[] x, int xOffset) {
    if (alpha == 0) {
      fill(count, 0f, x, xOffset);
      return;
    }
    int i = 0;
    for (int bound = F.loopBound(count); i < bound; i += LENGTH) {
      fromArray(F, x, xOffset + i).mul(alpha).intoArray(x, xOffset + i);
    }
    if (i < count) {
      VectorMask<Float> rest = F.indexInRange(i, count);
      fromArray(F, x, xOffset + i, rest).mul(alpha).intoArray(x, xOffset + i, rest);
    }
  }

  /** y = alpha x + y, as one fused multiply-add. */
  static void axpy(int count, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    FloatVector a = broadcast(F, alpha);
    int i = 0;
    for (int bound = F.loopBound(count); i < bound; i += LENGTH) {
      fromArray(F, x, xOffset + i).fma(a, fromArray(F, y, yOffset + i)).intoArray(y, yOffset + i);
    }
    if (i < count) {
      VectorMask<Float> rest = F.indexInRange(i, count);
      fromArray(F, x, xOffset + i, rest)
          .fma(a, fromArray(F, y, yOffset + i, rest))
          .intoArray(y, yOffset + i, rest);
    }
  }

  /** z = x y. */
  static void multiply(
      int count, float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset) {
    int i = 0;
    for (int bound = F.loopBound(count); i < bound; i += LENGTH) {
      fromArray(F, x, xOffset + i).mul(fromArray(F, y, yOffset + i)).intoArray(z, zOffset + i);
    }
    if (i < count) {
      VectorMask<Float> rest = F.indexInRange(i, count);
      fromArray(F, x, xOffset + i, rest)
          .mul(fromArray(F, y, yOffset + i, rest))
          .intoArray(z, zOffset + i, rest);
    }
  }

  /** x bounded to [-limit, limit]; NaN stays NaN. */
  static void clamp(int count, float limit, float[] x, int xOffset) {
    int i = 0;
    for (int bound = F.loopBound(count); i < bound; i += LENGTH) {
      FloatVector v = fromArray(F, x, xOffset + i);
      v.blend(limit, v.compare(GT, limit))
          .blend(-limit, v.compare(LT, -limit))
          .intoArray(x, xOffset + i);
    }
    if (i < count) {
      VectorMask<Float> rest = F.indexInRange(i, count);
      FloatVector v = fromArray(F, x, xOffset + i, rest);
      v.blend(limit, v.compare(GT, limit))
          .blend(-limit, v.compare(LT, -limit))
          .intoArray(x, xOffset + i, rest);
    }
  }

  /**
   * Elements first .. first+count-1 of the dropout mask that {@link
   * lanewise.kernel.Elements#dropoutMask} defines: 1/keep or 0, from an exact integer hash of seed
   * and index.
   */
  public static void dropoutMask(long seed, double keep, Tensor mask, int first, int count) {
    float[] masks = mask.floats();
    int maskOffset = mask.offset() + first;
    long key = Elements.dropoutKey(seed);
    int low = (int) key;
    int high = (int) (key >>> 32);
    int threshold = (int) Math.ceil(keep * 0x1p24);
    int kept = Float.floatToRawIntBits((float) (1 / keep));
    IntVector index = IntVector.broadcast(I, first).addIndex(1).mul(GOLDEN_RATIO).add(low);
    for (int i = 0; i < count; i += LENGTH) {
      IntVector h = index.lanewise(XOR, index.lanewise(LSHR, 16)).mul(0x21F0AAAD);
      h = h.lanewise(XOR, h.lanewise(LSHR, 15)).lanewise(XOR, high).mul(0x735A2D97);
      h = h.lanewise(XOR, h.lanewise(LSHR, 15)).lanewise(LSHR, 8);
      FloatVector v = IntVector.zero(I).blend(kept, h.compare(LT, threshold)).reinterpretAsFloats();
      v.intoArray(masks, maskOffset + i, F.indexInRange(i, count));
      index = index.add(LENGTH * GOLDEN_RATIO);
    }
  }

  /** Row i of dst = row indices[i] of src. */
  public static void gatherRows(Tensor source, Tensor indices, Tensor target, int first, int rows) {
    for (int r = first; r < first + rows; r++) {
      int from = source.row(indices.ints()[indices.offset() + r]);
      System.arraycopy(source.floats(), from, target.floats(), target.row(r), target.cols());
    }
  }

  /** Rows first .. first+rows-1 of y = x, each times its factor. */
  public static void scaleRows(Tensor x, Tensor factors, Tensor y, int first, int rows) {
    float[] xs = x.floats();
    float[] ys = y.floats();
    int cols = x.cols();
    for (int r = first; r < first + rows; r++) {
      float factor = factors.floats()[factors.offset() + r];
      int p = x.row(r);
      int q = y.row(r);
      int full = F.loopBound(cols);
      for (int c = 0; c < full; c += LENGTH) {
        fromArray(F, xs, p + c).mul(factor).intoArray(ys, q + c);
      }
      for (int c = full; c < cols; c++) {
        ys[q + c] = factor * xs[p + c];
      }
    }
  }

  /** Row r of y = row places[r] of the table. */
  public static void embed(Tensor table, Tensor places, Tensor y, int first, int rows) {
    for (int r = first; r < first + rows; r++) {
      int from = table.row((int) places.floats()[places.offset() + r]);
      System.arraycopy(table.floats(), from, y.floats(), y.row(r), y.cols());
    }
  }

  /** Columns first .. first+cols-1 of all rows of dY, added in their order to their places. */
  public static void embedGradient(Tensor dY, Tensor places, Tensor dTable, int first, int cols) {
    float[] from = dY.floats();
    float[] to = dTable.floats();
    int full = F.loopBound(cols);
    for (int r = 0; r < dY.rows(); r++) {
      int p = dY.row(r) + first;
      int q = dTable.row((int) places.floats()[places.offset() + r]) + first;
      for (int c = 0; c < full; c += LENGTH) {
        fromArray(F, to, q + c).add(fromArray(F, from, p + c)).intoArray(to, q + c);
      }
      for (int c = full; c < cols; c++) {
        to[q + c] += from[p + c];
      }
    }
  }
}
