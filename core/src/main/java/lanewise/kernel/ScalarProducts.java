package lanewise.kernel;

import org.jspecify.annotations.Nullable;

/** Matrix products of {@link ScalarKernels}. */
interface ScalarProducts extends Kernels<float[]> {
  /**
   * Dot products that run side by side, so that the additions of one do not wait for each other
   * alone.
   */
  int DOTS = 4;

  @Override
  default void gemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      double alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      double beta,
      float[] c,
      int cOffset,
      int ldc) {
    int aRow = transA == Transpose.NO ? lda : 1;
    int aStep = transA == Transpose.NO ? 1 : lda;
    for (int i = 0; i < m; i++) {
      int ai = aOffset + i * aRow;
      int ci = cOffset + i * ldc;
      scale(n, beta, c, ci);
      if (alpha == 0) {
        continue;
      }
      if (transB == Transpose.NO) {
        addRows(n, k, (float) alpha, a, ai, aStep, b, bOffset, ldb, c, ci);
      } else {
        addDots(n, k, (float) alpha, a, ai, aStep, b, bOffset, ldb, c, ci);
      }
    }
  }

  /**
   * A row of C gains the rows of B, each weighted by an element of A: memory is read and written in
   * order.
   */
  private static void addRows(
      int n,
      int k,
      float alpha,
      float[] a,
      int ai,
      int aStep,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int ci) {
    for (int p = 0; p < k; p++) {
      float weight = alpha * a[ai + p * aStep];
      int bp = bOffset + p * ldb;
      for (int j = 0; j < n; j++) {
        c[ci + j] += weight * b[bp + j];
      }
    }
  }

  /** An element of C gains the dot product of a row of op(A) and a row of B as it is stored. */
  private static void addDots(
      int n,
      int k,
      float alpha,
      float[] a,
      int ai,
      int aStep,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int ci) {
    int j = 0;
    for (; j <= n - DOTS; j += DOTS) {
      int b0 = bOffset + j * ldb;
      int b1 = b0 + ldb;
      int b2 = b1 + ldb;
      int b3 = b2 + ldb;
      float sum0 = 0;
      float sum1 = 0;
      float sum2 = 0;
      float sum3 = 0;
      for (int p = 0; p < k; p++) {
        float weight = a[ai + p * aStep];
        sum0 += weight * b[b0 + p];
        sum1 += weight * b[b1 + p];
        sum2 += weight * b[b2 + p];
        sum3 += weight * b[b3 + p];
      }
      c[ci + j] += alpha * sum0;
      c[ci + j + 1] += alpha * sum1;
      c[ci + j + 2] += alpha * sum2;
      c[ci + j + 3] += alpha * sum3;
    }
    for (; j < n; j++) {
      int bj = bOffset + j * ldb;
      float sum = 0;
      for (int p = 0; p < k; p++) {
        sum += a[ai + p * aStep] * b[bj + p];
      }
      c[ci + j] += alpha * sum;
    }
  }

  @Override
  default void affine(
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
      Activation f,
      float[] y,
      int yOffset,
      int ldy) {
    gemm(
        Transpose.NO,
        transW,
        m,
        n,
        k,
        1,
        x,
        xOffset,
        ldx,
        weight,
        weightOffset,
        ldw,
        0,
        y,
        yOffset,
        ldy);
    for (int i = 0; i < m; i++) {
      int yi = yOffset + i * ldy;
      if (bias != null) {
        for (int j = 0; j < n; j++) {
          y[yi + j] += bias[biasOffset + j];
        }
      }
      activate(f, n, y, yi, y, yi);
    }
  }
}
