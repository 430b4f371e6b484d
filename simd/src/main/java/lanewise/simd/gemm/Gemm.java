package lanewise.simd.gemm;

import lanewise.kernel.Transpose;
import lanewise.simd.parallel.WorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products in float32: the semantics of {@link lanewise.kernel.Kernels#gemm} and {@link
 * lanewise.kernel.Kernels#affine}.
 *
 * <p>Every element of C is one chain of fused multiply-adds over k, so every path through this
 * package, for any width, block size and number of threads, gives the same bits. Safe for
 * concurrent calls. A warm call allocates nothing.
 */
public final class Gemm {
  private final WorkerPool pool;
  private final Workspaces workspaces;

  /** Uses the threads of {@code pool}, which stays the caller's to close. */
  public Gemm(WorkerPool pool) {
    this.pool = pool;
    this.workspaces = new Workspaces(2 * pool.threads() + 2);
  }

  /** C = alpha * op(A) . op(B) + beta * C. */
  public void gemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc) {
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0 || alpha == 0f) {
      if (beta == 0f) {
        Rows.clear(m, n, c, cOffset, ldc);
      } else {
        Rows.scale(m, n, beta, c, cOffset, ldc);
      }
      return;
    }
    Workspace workspace = workspaces.borrow();
    try {
      Product product = workspace.product;
      boolean aTransposed = transA == Transpose.YES;
      boolean bTransposed = transB == Transpose.YES;
      if (alpha == 1f) {
        product.orient(aTransposed, bTransposed, m, n, k, a, aOffset, lda, b, bOffset, ldb);
      } else {
        int rows = aTransposed ? k : m;
        int cols = aTransposed ? m : k;
        float[] scaled = workspace.scaled(rows * cols);
        Rows.scaledCopy(rows, cols, alpha, a, aOffset, lda, scaled, cols);
        product.orient(aTransposed, bTransposed, m, n, k, scaled, 0, cols, b, bOffset, ldb);
      }
      product.result(beta, c, cOffset, ldc);
      run(product);
    } finally {
      workspaces.giveBack(workspace);
    }
  }

  /**
   * Y = f(X . op(W) + bias).
   *
   * @param epilogue f, in place, or null for the identity
   */
  public void affine(
      Transpose transW,
      int m,
      int n,
      int k,
      float[] x,
      int xOffset,
      int ldx,
      float[] weight,
      int weightOffset,
      int ldw,
      float @Nullable [] bias,
      int biasOffset,
      @Nullable RowEpilogue epilogue,
      float[] y,
      int yOffset,
      int ldy) {
    if (m == 0 || n == 0) {
      return;
    }
    Workspace workspace = workspaces.borrow();
    try {
      Product product = workspace.product;
      boolean transposed = transW == Transpose.YES;
      product.orient(false, transposed, m, n, k, x, xOffset, ldx, weight, weightOffset, ldw);
      product.result(0f, y, yOffset, ldy);
      product.finish(bias, biasOffset, epilogue);
      run(product);
    } finally {
      workspaces.giveBack(workspace);
    }
  }

  private void run(Product product) {
    try {
      pool.run(product.split(pool.threads()), product);
    } finally {
      product.clear();
    }
  }
}
