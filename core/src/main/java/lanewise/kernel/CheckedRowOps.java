package lanewise.kernel;

import static lanewise.kernel.OperandChecks.disjoint;
import static lanewise.kernel.OperandChecks.inPlace;

import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/** {@link RowOps} that refuses operands that do not fit. */
record CheckedRowOps(RowOps rowOps, OperandChecks check) implements RowOps {
  @Override
  public void softmax(Tensor x, Tensor y) {
    pair("softmax", x, y);
    rowOps.softmax(x, y);
  }

  @Override
  public void logSoftmax(Tensor x, Tensor y) {
    pair("logSoftmax", x, y);
    rowOps.logSoftmax(x, y);
  }

  @Override
  public void softmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    gradient("softmaxGradient", y, dY, dX);
    rowOps.softmaxGradient(y, dY, dX);
  }

  @Override
  public void logSoftmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    gradient("logSoftmaxGradient", y, dY, dX);
    rowOps.logSoftmaxGradient(y, dY, dX);
  }

  @Override
  public void prelu(Tensor x, Tensor slope, Tensor y) {
    pair("prelu", x, y);
    check.elements("prelu", "slope", slope, x.cols());
    disjoint("prelu", "y", y, "slope", slope);
    rowOps.prelu(x, slope, y);
  }

  @Override
  public void gatherRows(Tensor source, Tensor indices, Tensor target) {
    int rows = target.rows();
    check.matrix("gatherRows", "source", source, source.rows(), target.cols());
    check.matrix("gatherRows", "target", target, rows, source.cols());
    disjoint("gatherRows", "target", target, "source", source);
    check.ints("gatherRows", "indices", indices, rows);
    int[] values = indices.ints();
    for (int i = 0; i < rows; i++) {
      int index = values[indices.offset() + i];
      if (index < 0 || index >= source.rows()) {
        throw new ShapeException(
            "gatherRows: index "
                + index
                + " at position "
                + i
                + ", expected 0 to "
                + (source.rows() - 1));
      }
    }
    rowOps.gatherRows(source, indices, target);
  }

  private void pair(String op, Tensor x, Tensor y) {
    check.matrix(op, "x", x, x.rows(), x.cols());
    check.matrix(op, "y", y, x.rows(), x.cols());
    inPlace(op, "y", y, "x", x);
  }

  private void gradient(String op, Tensor y, Tensor dY, Tensor dX) {
    check.matrix(op, "y", y, y.rows(), y.cols());
    check.matrix(op, "dY", dY, y.rows(), y.cols());
    check.matrix(op, "dX", dX, y.rows(), y.cols());
    disjoint(op, "dX", dX, "y", y);
    inPlace(op, "dX", dX, "dY", dY);
  }
}
