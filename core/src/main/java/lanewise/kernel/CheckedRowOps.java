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

  @Override
  public void scaleRows(Tensor x, Tensor factors, Tensor y) {
    pair("scaleRows", x, y);
    check.elements("scaleRows", "factors", factors, x.rows());
    disjoint("scaleRows", "y", y, "factors", factors);
    rowOps.scaleRows(x, factors, y);
  }

  @Override
  public void embed(Tensor table, Tensor places, Tensor y) {
    lookUp("embed", table, places, "y", y);
    disjoint("embed", "y", y, "table", table);
    disjoint("embed", "y", y, "places", places);
    rowOps.embed(table, places, y);
  }

  @Override
  public void embedGradient(Tensor dY, Tensor places, Tensor dTable) {
    lookUp("embedGradient", dTable, places, "dY", dY);
    disjoint("embedGradient", "dTable", dTable, "dY", dY);
    disjoint("embedGradient", "dTable", dTable, "places", places);
    rowOps.embedGradient(dY, places, dTable);
  }

  private void lookUp(String op, Tensor table, Tensor places, String name, Tensor rows) {
    check.matrix(op, "table", table, table.rows(), rows.cols());
    check.matrix(op, name, rows, rows.rows(), table.cols());
    check.elements(op, "places", places, rows.rows());
    for (int i = 0; i < rows.rows(); i++) {
      double place = places.get(i);
      if (!(place >= 0 && place < table.rows()) || place != Math.rint(place)) {
        throw new ShapeException(
            op
                + ": place "
                + place
                + " in row "
                + i
                + ", expected a whole number from 0 to "
                + (table.rows() - 1));
      }
    }
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
