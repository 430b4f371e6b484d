package lanewise.kernel;

import org.jspecify.annotations.Nullable;

/** Matrix products of {@link ReferenceKernels}. */
interface ReferenceProducts extends Kernels<double[]> {
  @Override
  default void gemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      int aOffset,
      int lda,
      double[] b,
      int bOffset,
      int ldb,
      double beta,
      double[] c,
      int cOffset,
      int ldc) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int ij = cOffset + i * ldc + j;
        double sum = beta == 0 ? 0 : beta * c[ij];
        for (int p = 0; p < k && alpha != 0; p++) {
          double aip = a[aOffset + (transA == Transpose.NO ? i * lda + p : p * lda + i)];
          double bpj = b[bOffset + (transB == Transpose.NO ? p * ldb + j : j * ldb + p)];
          sum = Math.fma(alpha * aip, bpj, sum);
        }
        c[ij] = sum;
      }
    }
  }

  @Override
  default void affine(
      Transpose transW,
      int m,
      int n,
      int k,
      double[] x,
      int xOffset,
      int ldx,
      double[] weight,
      int weightOffset,
      int ldw,
      double @Nullable [] bias,
      int biasOffset,
      Activation f,
      double[] y,
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
      for (int j = 0; j < n; j++) {
        int ij = yOffset + i * ldy + j;
        double sum = bias == null ? y[ij] : y[ij] + bias[biasOffset + j];
        y[ij] = ElementFormulas.activate(f, sum);
      }
    }
  }
}
