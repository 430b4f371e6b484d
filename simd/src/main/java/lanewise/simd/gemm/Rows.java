package lanewise.simd.gemm;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/** Loops over the rows of a matrix that are no product. */
final class Rows {
  private static final VectorSpecies<Float> F = Lanes.F;

  private Rows() {}

  /** y = beta * y; beta = 0 leaves y as it is, since the product will overwrite it. */
  static void scale(int rows, int cols, float beta, float[] y, int yOffset, int ldy) {
    if (beta == 0f || beta == 1f) {
      return;
    }
    for (int i = 0; i < rows; i++) {
      int at = yOffset + i * ldy;
      for (int j = at; j < at + cols; j++) {
        y[j] *= beta;
      }
    }
  }

  /** y = 0. */
  static void clear(int rows, int cols, float[] y, int yOffset, int ldy) {
    for (int i = 0; i < rows; i++) {
      Arrays.fill(y, yOffset + i * ldy, yOffset + i * ldy + cols, 0f);
    }
  }

  /** y = x. */
  static void copy(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(x, xOffset + i * ldx, y, yOffset + i * ldy, cols);
    }
  }

  /** y = alpha * x. */
  static void scaledCopy(
      int rows, int cols, float alpha, float[] x, int xOffset, int ldx, float[] y, int ldy) {
    for (int i = 0; i < rows; i++) {
      int from = xOffset + i * ldx;
      int to = i * ldy;
      for (int j = 0; j < cols; j++) {
        y[to + j] = alpha * x[from + j];
      }
    }
  }

  /** y = y + x. */
  static void add(int count, float[] x, int xOffset, float[] y, int yOffset) {
    int j = 0;
    for (; j < F.loopBound(count); j += F.length()) {
      FloatVector.fromArray(F, y, yOffset + j)
          .add(FloatVector.fromArray(F, x, xOffset + j))
          .intoArray(y, yOffset + j);
    }
    for (; j < count; j++) {
      y[yOffset + j] += x[xOffset + j];
    }
  }
}
