package lanewise.simd.gemm;

import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Window;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions as products with {@link Patches}: the semantics of {@link
 * lanewise.kernel.Convolutions}.
 *
 * <p>The forward pass is Patches(x) . W^T. The gradient of the image is a convolution of dY, with
 * the weight turned about: of a stride, one product for each remainder that a pixel's row and
 * column can have, whose pixels share their taps. The gradient of the weight is dY^T . Patches(x),
 * split along outputs and taps, never along pixels.
 */
public final class Convolution {
  private final Gemm gemm;

  public Convolution(Gemm gemm) {
    this.gemm = gemm;
  }

  /** y = f(x * weight + bias). */
  public void forward(
      ConvGeometry geometry,
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      @Nullable RowEpilogue epilogue,
      Tensor y) {
    if (y.rows() == 0) {
      return;
    }
    int k = geometry.steps();
    int n = geometry.groupOut();
    GemmWorkspace workspace = gemm.workspaces.borrow();
    try {
      Product product = workspace.product;
      for (int g = 0; g < geometry.groups(); g++) {
        int first = g * n;
        product.right.set(weight.floats(), weight.offset() + first * k, k, true);
        if (geometry.window().isIdentity()) {
          product.left.set(x.floats(), x.offset() + g * k, x.ld(), false);
          product.orient(y.rows(), n, k);
        } else {
          product.patches.taps.forward(geometry.window());
          product.patches.read(
              x.floats(),
              x.offset() + g * geometry.groupIn(),
              x.ld(),
              k / geometry.window().taps());
          product.patchesLeft(y.rows(), n, k);
        }
        product.result(0f, y.floats(), y.offset() + first, y.ld());
        product.finish(bias, first, epilogue);
        gemm.run(workspace);
      }
    } finally {
      gemm.workspaces.giveBack(workspace);
    }
  }

  /** dX = beta dX + the gradient in x. */
  public void input(ConvGeometry geometry, Tensor dY, Tensor weight, float beta, Tensor dX) {
    if (dX.rows() == 0) {
      return;
    }
    Window window = geometry.window();
    int down = window.rows().stride();
    int along = window.columns().stride();
    GemmWorkspace workspace = gemm.workspaces.borrow();
    try {
      for (int g = 0; g < geometry.groups(); g++) {
        for (int row = 0; row < Math.min(down, window.rows().extent()); row++) {
          for (int column = 0; column < Math.min(along, window.columns().extent()); column++) {
            inputOf(workspace, geometry, g, row, column, dY, weight, beta, dX);
          }
        }
      }
    } finally {
      gemm.workspaces.giveBack(workspace);
    }
  }

  /** The pixels of a group of channels whose row and column have these remainders. */
  private void inputOf(
      GemmWorkspace workspace,
      ConvGeometry geometry,
      int group,
      int row,
      int column,
      Tensor dY,
      Tensor weight,
      float beta,
      Tensor dX) {
    Window window = geometry.window();
    Product product = workspace.product;
    Patches patches = product.patches;
    Taps taps = patches.taps;
    taps.gradient(window, row, column);
    int n = geometry.groupIn();
    int k = taps.count() * geometry.groupOut();
    int pixels = dX.rows() / window.pixels() * taps.pixelsDown * taps.pixelsAlong;
    float[] dXs = dX.floats();
    int at = dX.offset() + group * n;
    boolean strided = window.rows().stride() > 1 || window.columns().stride() > 1;
    if (k == 0) {
      StridedRows.scale(window, row, column, n, beta, dXs, at, dX.ld(), pixels);
      return;
    }
    float[] turned = workspace.scaled(k * n);
    turn(geometry, taps, weight, group, turned);
    product.right.set(turned, 0, n, false);
    if (window.isIdentity()) {
      product.left.set(dY.floats(), dY.offset() + group * k, dY.ld(), false);
      product.orient(pixels, n, k);
    } else {
      int first = dY.offset() + group * geometry.groupOut();
      patches.read(dY.floats(), first, dY.ld(), geometry.groupOut());
      product.patchesLeft(pixels, n, k);
    }
    if (!strided) {
      product.result(beta, dXs, at, dX.ld());
      gemm.run(workspace);
      return;
    }
    float[] result = workspace.result(pixels * n);
    if (beta != 0f) {
      StridedRows.gather(window, row, column, n, beta, dXs, at, dX.ld(), result, pixels);
    }
    product.result(beta == 0f ? 0f : 1f, result, 0, n);
    gemm.run(workspace);
    StridedRows.scatter(window, row, column, n, result, dXs, at, dX.ld(), pixels);
  }

  /** The weight as the gradient of the image reads it: taps, output channels, input channels. */
  private static void turn(
      ConvGeometry geometry, Taps taps, Tensor weight, int group, float[] turned) {
    int n = geometry.groupIn();
    int steps = geometry.steps();
    int first = weight.offset() + group * geometry.groupOut() * steps;
    int to = 0;
    for (int a = 0; a < taps.tapsDown; a++) {
      for (int b = 0; b < taps.tapsAlong; b++) {
        int tap = taps.kernelRow[a] * geometry.window().columns().kernel() + taps.kernelColumn[b];
        for (int o = 0; o < geometry.groupOut(); o++) {
          System.arraycopy(weight.floats(), first + o * steps + tap * n, turned, to, n);
          to += n;
        }
      }
    }
  }

  /** dWeight = beta dWeight + the gradient in the weight. */
  public void weight(ConvGeometry geometry, Tensor dY, Tensor x, float beta, Tensor dWeight) {
    int k = dY.rows();
    int m = geometry.groupOut();
    int n = geometry.steps();
    if (k == 0) {
      if (beta == 0f) {
        Rows.clear(1, geometry.weights(), dWeight.floats(), dWeight.offset(), geometry.weights());
      } else {
        Rows.scale(
            1, geometry.weights(), beta, dWeight.floats(), dWeight.offset(), geometry.weights());
      }
      return;
    }
    GemmWorkspace workspace = gemm.workspaces.borrow();
    try {
      Product product = workspace.product;
      for (int g = 0; g < geometry.groups(); g++) {
        product.left.set(dY.floats(), dY.offset() + g * m, dY.ld(), true);
        int first = x.offset() + g * geometry.groupIn();
        if (geometry.window().isIdentity()) {
          product.right.set(x.floats(), first, x.ld(), false);
          product.orient(m, n, k);
        } else {
          product.patches.taps.forward(geometry.window());
          product.patches.read(x.floats(), first, x.ld(), geometry.groupIn());
          product.patchesRight(m, n, k);
        }
        product.result(beta, dWeight.floats(), dWeight.offset() + g * m * n, n);
        gemm.run(workspace);
      }
    } finally {
      gemm.workspaces.giveBack(workspace);
    }
  }
}
