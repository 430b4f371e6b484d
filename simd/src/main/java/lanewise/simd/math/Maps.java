package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.fromArray;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import lanewise.kernel.Function;
import lanewise.simd.Lanes;
import lanewise.tensor.Tensor;

/**
 * Elementary functions over arrays; in place allowed. A loop for each function, so that the JIT
 * compiles it alone.
 */
public final class Maps {
  private Maps() {}

  /** y = f(x), for a range of the elements. */
  public static void apply(Function f, Tensor x, Tensor y, int first, int count) {
    apply(f, count, x.floats(), x.offset() + first, y.floats(), y.offset() + first);
  }

  /** y = f(x). */
  static void apply(Function f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    int head = Lanes.untilAligned(count, yOffset);
    part(f, head, x, xOffset, y, yOffset);
    int whole = F.loopBound(count - head);
    vectors(f, whole, x, xOffset + head, y, yOffset + head);
    int done = head + whole;
    part(f, count - done, x, xOffset + done, y, yOffset + done);
  }

  /** y = f(x), for a count less than a vector's. */
  private static void part(Function f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    if (count > 0) {
      float[] scratch = Scratch.get();
      Scratch.padded(count, x, xOffset, 0f, scratch, Scratch.REST);
      vectors(f, LENGTH, scratch, Scratch.REST, scratch, Scratch.REST);
      System.arraycopy(scratch, Scratch.REST, y, yOffset, count);
    }
  }

  /** y = f(x), for a count of whole vectors. */
  private static void vectors(
      Function f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    switch (f) {
      case EXP -> exp(count, x, xOffset, y, yOffset);
      case LOG -> log(count, x, xOffset, y, yOffset);
      case ERF -> erf(count, x, xOffset, y, yOffset);
    }
  }

  private static void exp(int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      Exponential.exp(fromArray(F, x, xOffset + i)).intoArray(y, yOffset + i);
    }
  }

  private static void log(int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      Logarithm.log(fromArray(F, x, xOffset + i)).intoArray(y, yOffset + i);
    }
  }

  private static void erf(int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      ErrorFunction.erf(fromArray(F, x, xOffset + i)).intoArray(y, yOffset + i);
    }
  }
}
