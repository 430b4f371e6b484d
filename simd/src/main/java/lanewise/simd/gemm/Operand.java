package lanewise.simd.gemm;

import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;

/** A matrix that a product reads, as the caller has it. */
final class Operand {
  private static final float[] NONE = {};

  float[] array = NONE;
  int offset;
  int ld;
  boolean transposed;

  void set(Tensor matrix, Transpose trans) {
    set(matrix.floats(), matrix.offset(), matrix.ld(), trans == Transpose.YES);
  }

  void set(float[] values, int first, int leadingDimension, boolean columnMajor) {
    array = values;
    offset = first;
    ld = leadingDimension;
    transposed = columnMajor;
  }

  /** Lets go of the caller's array. */
  void clear() {
    array = NONE;
  }
}
