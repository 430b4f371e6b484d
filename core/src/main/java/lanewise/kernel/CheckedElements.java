package lanewise.kernel;

import static lanewise.kernel.OperandChecks.inPlace;
import static lanewise.kernel.OperandChecks.value;

import lanewise.tensor.Tensor;

/** {@link Elements} that refuses operands that do not fit. */
record CheckedElements(Elements elements, OperandChecks check) implements Elements {
  @Override
  public void map(Function f, Tensor x, Tensor y) {
    pair("map", x, y);
    elements.map(f, x, y);
  }

  @Override
  public void activate(Activation f, Tensor x, Tensor y) {
    pair("activate", x, y);
    elements.activate(f, x, y);
  }

  @Override
  public void activateGradient(Activation f, Tensor saved, Tensor dY, Tensor dX) {
    check.elements("activateGradient", "dX", dX, dX.size());
    check.elements("activateGradient", "saved", saved, dX.size());
    check.elements("activateGradient", "dY", dY, dX.size());
    inPlace("activateGradient", "dX", dX, "saved", saved);
    inPlace("activateGradient", "dX", dX, "dY", dY);
    elements.activateGradient(f, saved, dY, dX);
  }

  @Override
  public void fill(double value, Tensor x) {
    check.elements("fill", "x", x, x.size());
    elements.fill(value, x);
  }

  @Override
  public void scale(double alpha, Tensor x) {
    check.elements("scale", "x", x, x.size());
    elements.scale(alpha, x);
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    rows("copy", x, y);
    elements.copy(x, y);
  }

  @Override
  public void axpy(double alpha, Tensor x, Tensor y) {
    rows("axpy", x, y);
    elements.axpy(alpha, x, y);
  }

  @Override
  public void multiply(Tensor x, Tensor y, Tensor z) {
    check.elements("multiply", "z", z, z.size());
    check.elements("multiply", "x", x, z.size());
    check.elements("multiply", "y", y, z.size());
    inPlace("multiply", "z", z, "x", x);
    inPlace("multiply", "z", z, "y", y);
    elements.multiply(x, y, z);
  }

  @Override
  public void clamp(double limit, Tensor x) {
    check.elements("clamp", "x", x, x.size());
    value(limit >= 0, "clamp", "limit", limit, "0 or more");
    elements.clamp(limit, x);
  }

  @Override
  public void dropoutMask(long seed, double keep, Tensor mask) {
    check.elements("dropoutMask", "mask", mask, mask.size());
    value(keep > 0 && keep <= 1, "dropoutMask", "keep", keep, "above 0, at most 1");
    elements.dropoutMask(seed, keep, mask);
  }

  private void pair(String op, Tensor x, Tensor y) {
    check.elements(op, "x", x, y.size());
    check.elements(op, "y", y, x.size());
    inPlace(op, "y", y, "x", x);
  }

  /** Without gaps the elements count, with them the rows. */
  private void rows(String op, Tensor x, Tensor y) {
    if (x.contiguous() && y.contiguous()) {
      pair(op, x, y);
    } else {
      check.matrix(op, "x", x, y.rows(), y.cols());
      check.matrix(op, "y", y, x.rows(), x.cols());
      inPlace(op, "y", y, "x", x);
    }
  }
}
