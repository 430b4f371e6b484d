package lanewise.simd;

import lanewise.kernel.Pools;
import lanewise.kernel.Window;
import lanewise.simd.image.PoolLoops;
import lanewise.tensor.Tensor;

/** {@link Pools} of {@link VectorKernels}. */
record VectorPools(Sharing sharing) implements Pools {
  @Override
  public void maxPool(Window window, Tensor x, Tensor y, Tensor taps) {
    int lines = lines(y, window.columns().places());
    if (sharing.small(x)) {
      PoolLoops.max(window, x, y, taps, 0, lines);
    } else {
      sharing.units(lines, width(x, lines), (i, n) -> PoolLoops.max(window, x, y, taps, i, n));
    }
  }

  @Override
  public void maxPoolGradient(Window window, Tensor dY, Tensor taps, Tensor dX) {
    int lines = lines(dX, window.columns().extent());
    if (sharing.small(dX)) {
      PoolLoops.maxGradient(window, dY, taps, dX, 0, lines);
    } else {
      sharing.units(
          lines, width(dX, lines), (i, n) -> PoolLoops.maxGradient(window, dY, taps, dX, i, n));
    }
  }

  @Override
  public void averagePool(Window window, boolean countPadding, Tensor x, Tensor y) {
    int lines = lines(y, window.columns().places());
    if (sharing.small(x)) {
      PoolLoops.average(window, countPadding, x, y, 0, lines);
    } else {
      sharing.units(
          lines, width(x, lines), (i, n) -> PoolLoops.average(window, countPadding, x, y, i, n));
    }
  }

  @Override
  public void averagePoolGradient(Window window, boolean countPadding, Tensor dY, Tensor dX) {
    int lines = lines(dX, window.columns().extent());
    if (sharing.small(dX)) {
      PoolLoops.averageGradient(window, countPadding, dY, dX, 0, lines);
    } else {
      sharing.units(
          lines,
          width(dX, lines),
          (i, n) -> PoolLoops.averageGradient(window, countPadding, dY, dX, i, n));
    }
  }

  private static int lines(Tensor images, int pixels) {
    return images.rows() / pixels;
  }

  private static int width(Tensor images, int lines) {
    return images.size() / Math.max(1, lines);
  }
}
