package lanewise.kernel;

import static lanewise.kernel.OperandChecks.disjoint;

import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/** {@link Reductions} that refuses operands that do not fit. */
record CheckedReductions(Reductions reductions, OperandChecks check) implements Reductions {
  @Override
  public double sum(Tensor x) {
    check.elements("sum", "x", x, x.size());
    return reductions.sum(x);
  }

  @Override
  public double sumOfSquares(Tensor x) {
    check.elements("sumOfSquares", "x", x, x.size());
    return reductions.sumOfSquares(x);
  }

  @Override
  public int firstNonFinite(Tensor x) {
    check.elements("firstNonFinite", "x", x, x.size());
    return reductions.firstNonFinite(x);
  }

  @Override
  public void columnSums(Tensor x, double beta, Tensor y) {
    check.matrix("columnSums", "x", x, x.rows(), x.cols());
    check.elements("columnSums", "y", y, x.cols());
    disjoint("columnSums", "y", y, "x", x);
    reductions.columnSums(x, beta, y);
  }

  @Override
  public void argmax(Tensor x, Tensor index) {
    check.matrix("argmax", "x", x, x.rows(), x.cols());
    check.ints("argmax", "index", index, x.rows());
    if (x.cols() == 0) {
      throw new ShapeException("argmax: x " + x.shape() + ", expected at least one column");
    }
    reductions.argmax(x, index);
  }
}
