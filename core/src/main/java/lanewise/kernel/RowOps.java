package lanewise.kernel;

import lanewise.tensor.Tensor;

/**
 * Operations row by row: row i of a result depends on row i of the inputs alone. The rows may have
 * gaps between them.
 */
public interface RowOps {
  /**
   * y = exp(x - max) / sum of exp(x - max), per row. Sums to 1 within a few ULP; a row of -infinity
   * but for one entry is one-hot; logits of 1e30 do not overflow; a row of -infinity alone, or with
   * +infinity or NaN, is NaN. In place allowed.
   */
  void softmax(Tensor x, Tensor y);

  /**
   * y = x - max - log(sum of exp(x - max)), per row. Limits as {@link #softmax}. In place allowed.
   */
  void logSoftmax(Tensor x, Tensor y);

  /**
   * dX = y * (dY - sum over the row of y * dY), y the output of {@link #softmax}. dX may be dY in
   * place.
   */
  void softmaxGradient(Tensor y, Tensor dY, Tensor dX);

  /**
   * dX = dY - exp(y) * sum over the row of dY, y the output of {@link #logSoftmax}. dX may be dY in
   * place.
   */
  void logSoftmaxGradient(Tensor y, Tensor dY, Tensor dX);

  /**
   * y = x where x &gt; 0, else slope[column] * x. Shapes: x, y (rows, cols), slope of cols
   * elements. In place allowed.
   */
  void prelu(Tensor x, Tensor slope, Tensor y);

  /**
   * Row i of target = row indices[i] of source. Shapes: source (any, cols), target (rows, cols),
   * indices of rows elements, INT32, each within 0 to the source's rows - 1.
   */
  void gatherRows(Tensor source, Tensor indices, Tensor target);

  /**
   * y = x, each row times a factor of its own: y[i, j] = factors[i] * x[i, j]. Shapes: x, y (rows,
   * cols), factors of rows elements. In place allowed.
   */
  void scaleRows(Tensor x, Tensor factors, Tensor y);

  /**
   * Row i of y = row places[i] of the table. Shapes: table (entries, cols), y (rows, cols), places
   * of rows elements: whole numbers, 0 to entries - 1, in the element type of the others, as the
   * column of an input is.
   */
  void embed(Tensor table, Tensor places, Tensor y);

  /**
   * Row places[i] of dTable += row i of dY, in the order of the rows, so that a place that occurs
   * often has one chain of additions. Shapes and places as {@link #embed}. Accuracy: n eps of the
   * sum of the magnitudes, n the number of times that a place occurs.
   */
  void embedGradient(Tensor dY, Tensor places, Tensor dTable);
}
