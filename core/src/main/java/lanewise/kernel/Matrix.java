package lanewise.kernel;

import lanewise.tensor.Tensor;

/** A float64 tensor read and written by row and column, so that a formula looks like one. */
final class Matrix {
  private final double[] values;
  private final int offset;
  private final int ld;
  final int rows;
  final int cols;

  private Matrix(Tensor tensor, int rows, int cols, int ld) {
    this.values = tensor.doubles();
    this.offset = tensor.offset();
    this.rows = rows;
    this.cols = cols;
    this.ld = ld;
  }

  static Matrix of(Tensor tensor) {
    return new Matrix(tensor, tensor.rows(), tensor.cols(), tensor.ld());
  }

  /** All elements of a tensor without gaps, one after the other, as one row. */
  static Matrix row(Tensor tensor) {
    return new Matrix(tensor, 1, tensor.size(), tensor.size());
  }

  double at(int i, int j) {
    return values[offset + i * ld + j];
  }

  void set(int i, int j, double value) {
    values[offset + i * ld + j] = value;
  }

  /** Of a row: its element j. */
  double at(int j) {
    return values[offset + j];
  }

  /** Of a row: its element j. */
  void set(int j, double value) {
    values[offset + j] = value;
  }

  /** The largest element of row i; NaN if one is NaN. */
  double max(int i) {
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < cols; j++) {
      max = Math.max(max, at(i, j));
    }
    return max;
  }

  /** The sum of exp(x - max) over row i. */
  double sumOfExp(int i, double max) {
    double sum = 0;
    for (int j = 0; j < cols; j++) {
      sum += Math.exp(at(i, j) - max);
    }
    return sum;
  }
}
