package lanewise.kernel;

import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Tensors on the arrays of a test. */
final class Operands {
  private Operands() {}

  static Tensor matrix(double[] array, int rows, int cols) {
    return Tensor.of(array, 0, Shape.of(rows, cols));
  }

  static Tensor vector(double[] array, int offset, int size) {
    return Tensor.of(array, offset, Shape.of(size));
  }

  static Tensor vector(float[] array, int offset, int size) {
    return Tensor.of(array, offset, Shape.of(size));
  }

  static Tensor vector(int[] array, int offset, int size) {
    return Tensor.of(array, offset, Shape.of(size));
  }
}
