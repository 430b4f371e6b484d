package lanewise.kernel;

import static lanewise.kernel.OperandChecks.disjoint;

import lanewise.tensor.Tensor;

/** {@link Pools} that refuses operands that do not fit. */
record CheckedPools(Pools pools, OperandChecks check) implements Pools {
  @Override
  public void maxPool(Window window, Tensor x, Tensor y, Tensor taps) {
    images("maxPool", window, "x", x, "y", y);
    images("maxPool", window, "x", x, "taps", taps);
    disjoint("maxPool", "y", y, "x", x);
    disjoint("maxPool", "taps", taps, "x", x);
    disjoint("maxPool", "taps", taps, "y", y);
    pools.maxPool(window, x, y, taps);
  }

  @Override
  public void maxPoolGradient(Window window, Tensor dY, Tensor taps, Tensor dX) {
    images("maxPoolGradient", window, "dX", dX, "dY", dY);
    images("maxPoolGradient", window, "dX", dX, "taps", taps);
    disjoint("maxPoolGradient", "dX", dX, "dY", dY);
    disjoint("maxPoolGradient", "dX", dX, "taps", taps);
    pools.maxPoolGradient(window, dY, taps, dX);
  }

  @Override
  public void averagePool(Window window, boolean countPadding, Tensor x, Tensor y) {
    images("averagePool", window, "x", x, "y", y);
    disjoint("averagePool", "y", y, "x", x);
    pools.averagePool(window, countPadding, x, y);
  }

  @Override
  public void averagePoolGradient(Window window, boolean countPadding, Tensor dY, Tensor dX) {
    images("averagePoolGradient", window, "dX", dX, "dY", dY);
    disjoint("averagePoolGradient", "dX", dX, "dY", dY);
    pools.averagePoolGradient(window, countPadding, dY, dX);
  }

  private void images(
      String op, Window window, String inName, Tensor in, String outName, Tensor out) {
    check.images(op, window, inName, in, in.cols(), outName, out, in.cols());
  }
}
