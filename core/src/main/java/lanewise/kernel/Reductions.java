package lanewise.kernel;

import lanewise.tensor.Tensor;

/** Operations that turn many elements into few. */
public interface Reductions {
  /**
   * Virtual lanes of a sum along memory: element i belongs to lane i mod 16, whatever the
   * hardware's width is.
   */
  int SUM_LANES = 16;

  /**
   * Elements that are summed in lanes before the lanes are added up, in a fixed tree, into a double
   * total.
   */
  int SUM_BLOCK = 4096;

  /**
   * The sum of the elements of a tensor without gaps, in double: blocks of {@link #SUM_BLOCK} in
   * {@link #SUM_LANES} lanes, blocks added in order. A finite sum of float32 numbers never
   * overflows on the way.
   */
  double sum(Tensor x);

  /** The sum of the squares, like {@link #sum}: finite for all finite float32 numbers. */
  double sumOfSquares(Tensor x);

  /**
   * The flat index of the first element that is NaN or infinite in a tensor without gaps, or -1.
   */
  int firstNonFinite(Tensor x);

  /**
   * y = column sums of x + beta * y, rounded once. Shapes: x (rows, cols), with gaps or without, y
   * of cols elements.
   */
  void columnSums(Tensor x, double beta, Tensor y);

  /**
   * The column of the largest element of each row; the first of equals; the first NaN if there is
   * one. Shapes: x (rows, cols), with gaps or without, at least one column; index of rows elements,
   * INT32.
   */
  void argmax(Tensor x, Tensor index);
}
