package lanewise.simd.gemm;

import lanewise.kernel.Transpose;
import lanewise.simd.parallel.WorkerPool;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products in float32: the semantics of {@link lanewise.kernel.Products#gemm} and {@link
 * lanewise.kernel.Products#affine}.
 *
 * <p>Every element of C is one chain of fused multiply-adds over k, so every path through this
 * package, for any width, block size and number of threads, gives the same bits.
 *
 * <p>Safe for concurrent calls. A warm call allocates nothing, nor do as many at once as have come
 * at once before. What is kept are the buffers of as many parts as ever ran at once, 5 MiB each or
 * less, but for results that were computed transposed, each as large as what a part had of C.
 */
public final class Gemm {
  /** Most rows, and most columns, of a part of A that is scaled at a time. */
  static final int SCALED_SIDE = 512;

  private final WorkerPool pool;
  final GemmWorkspaces workspaces = new GemmWorkspaces();

  /** Uses the threads of {@code pool}, which stays the caller's to close. */
  public Gemm(WorkerPool pool) {
    this.pool = pool;
  }

  /** C = alpha * op(A) . op(B) + beta * C. */
  public void gemm(
      float alpha, Transpose transA, Tensor a, Transpose transB, Tensor b, float beta, Tensor c) {
    int m = c.rows();
    int n = c.cols();
    int k = transA == Transpose.YES ? a.rows() : a.cols();
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0 || alpha == 0f) {
      if (beta == 0f) {
        Rows.clear(m, n, c.floats(), c.offset(), c.ld());
      } else {
        Rows.scale(m, n, beta, c.floats(), c.offset(), c.ld());
      }
      return;
    }
    GemmWorkspace workspace = workspaces.borrow();
    try {
      Product product = workspace.product;
      product.right.set(b, transB);
      if (alpha == 1f) {
        product.left.set(a, transA);
        product.orient(m, n, k);
        product.result(beta, c.floats(), c.offset(), c.ld());
        run(workspace);
      } else {
        gemmScaled(workspace, m, n, k, alpha, a, transA, b, transB, beta, c);
      }
    } finally {
      workspaces.giveBack(workspace);
    }
  }

  /**
   * {@link #gemm} part after part of A, of which alpha times a copy is made: a part along k goes on
   * with the chains where the one before has left them in C.
   */
  private void gemmScaled(
      GemmWorkspace workspace,
      int m,
      int n,
      int k,
      float alpha,
      Tensor a,
      Transpose transA,
      Tensor b,
      Transpose transB,
      float beta,
      Tensor c) {
    boolean aTransposed = transA == Transpose.YES;
    Product product = workspace.product;
    for (int i = 0; i < m; i += SCALED_SIDE) {
      int rows = Math.min(SCALED_SIDE, m - i);
      for (int p = 0; p < k; p += SCALED_SIDE) {
        int steps = Math.min(SCALED_SIDE, k - p);
        int height = aTransposed ? steps : rows;
        int width = aTransposed ? rows : steps;
        int from = aTransposed ? a.row(p) + i : a.row(i) + p;
        float[] scaled = workspace.scaled(height * width);
        Rows.scaledCopy(height, width, alpha, a.floats(), from, a.ld(), scaled, width);
        product.left.set(scaled, 0, width, aTransposed);
        boolean bTransposed = transB == Transpose.YES;
        int bFrom = bTransposed ? b.offset() + p : b.row(p);
        product.right.set(b.floats(), bFrom, b.ld(), bTransposed);
        product.orient(rows, n, steps);
        product.result(p == 0 ? beta : 1f, c.floats(), c.row(i), c.ld());
        run(workspace);
      }
    }
  }

  /**
   * Y = f(X . op(W) + bias).
   *
   * @param epilogue f, in place, or null for the identity
   */
  public void affine(
      Tensor x,
      Transpose transW,
      Tensor weight,
      @Nullable Tensor bias,
      @Nullable RowEpilogue epilogue,
      Tensor y) {
    int m = y.rows();
    int n = y.cols();
    if (m == 0 || n == 0) {
      return;
    }
    GemmWorkspace workspace = workspaces.borrow();
    try {
      Product product = workspace.product;
      product.left.set(x, Transpose.NO);
      product.right.set(weight, transW);
      product.orient(m, n, x.cols());
      product.result(0f, y.floats(), y.offset(), y.ld());
      product.finish(bias, 0, epilogue);
      run(workspace);
    } finally {
      workspaces.giveBack(workspace);
    }
  }

  void run(GemmWorkspace workspace) {
    Product product = workspace.product;
    try {
      int parts = product.split(pool.threads());
      if (parts == 1) {
        product.runWhole(workspace);
      } else {
        pool.run(parts, product);
      }
    } finally {
      product.clear();
    }
  }
}
