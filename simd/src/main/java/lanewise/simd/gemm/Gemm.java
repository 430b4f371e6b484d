package lanewise.simd.gemm;

import lanewise.kernel.Transpose;
import lanewise.simd.parallel.WorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products in float32: the semantics of {@link lanewise.kernel.Kernels#gemm} and {@link
 * lanewise.kernel.Kernels#affine}.
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
  final Workspaces workspaces = new Workspaces();

  /** Uses the threads of {@code pool}, which stays the caller's to close. */
  public Gemm(WorkerPool pool) {
    this.pool = pool;
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
    boolean aTransposed = transA == Transpose.YES;
    boolean bTransposed = transB == Transpose.YES;
    Workspace workspace = workspaces.borrow();
    try {
      if (alpha == 1f) {
        workspace.product.orient(
            aTransposed, bTransposed, m, n, k, a, aOffset, lda, b, bOffset, ldb);
        workspace.product.result(beta, c, cOffset, ldc);
        run(workspace);
      } else {
        gemmScaled(
            workspace,
            aTransposed,
            bTransposed,
            m,
            n,
            k,
            alpha,
            a,
            aOffset,
            lda,
            b,
            bOffset,
            ldb,
            beta,
            c,
            cOffset,
            ldc);
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
      Workspace workspace,
      boolean aTransposed,
      boolean bTransposed,
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
    for (int i = 0; i < m; i += SCALED_SIDE) {
      int rows = Math.min(SCALED_SIDE, m - i);
      for (int p = 0; p < k; p += SCALED_SIDE) {
        int steps = Math.min(SCALED_SIDE, k - p);
        int height = aTransposed ? steps : rows;
        int width = aTransposed ? rows : steps;
        int from = aOffset + (aTransposed ? p * lda + i : i * lda + p);
        float[] scaled = workspace.scaled(height * width);
        Rows.scaledCopy(height, width, alpha, a, from, lda, scaled, width);
        workspace.product.orient(
            aTransposed,
            bTransposed,
            rows,
            n,
            steps,
            scaled,
            0,
            width,
            b,
            bOffset + (bTransposed ? p : p * ldb),
            ldb);
        workspace.product.result(p == 0 ? beta : 1f, c, cOffset + i * ldc, ldc);
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
      run(workspace);
    } finally {
      workspaces.giveBack(workspace);
    }
  }

  private void run(Workspace workspace) {
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
