package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.fromArray;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import lanewise.kernel.Function;

/**
 * Elementary functions over arrays; in place allowed. A loop for each function, so that the JIT
 * compiles it alone.
 */
public final class Maps {
  private Maps() {}

  /** y = f(x). */
  public static void apply(Function f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    int whole = F.loopBound(count);
    vectors(f, whole, x, xOffset, y, yOffset);
    if (whole < count) {
      float[] scratch = Scratch.get();
      Scratch.padded(count - whole, x, xOffset + whole, 0f, scratch, Scratch.REST);
      vectors(f, LENGTH, scratch, Scratch.REST, scratch, Scratch.REST);
      System.arraycopy(scratch, Scratch.REST, y, yOffset + whole, count - whole);
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
