package lanewise.simd;

import lanewise.kernel.Activation;
import lanewise.kernel.Products;
import lanewise.kernel.Transpose;
import lanewise.simd.gemm.Gemm;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Products} of {@link VectorKernels}. */
final class VectorProducts implements Products {
  private final Gemm gemm;

  private final Epilogues epilogues;

  VectorProducts(Gemm gemm, Epilogues epilogues) {
    this.gemm = gemm;
    this.epilogues = epilogues;
  }

  @Override
  public void gemm(
      double alpha, Transpose transA, Tensor a, Transpose transB, Tensor b, double beta, Tensor c) {
    gemm.gemm((float) alpha, transA, a, transB, b, (float) beta, c);
  }

  @Override
  public void affine(
      Tensor x, Transpose transW, Tensor weight, @Nullable Tensor bias, Activation f, Tensor y) {
    gemm.affine(x, transW, weight, bias, epilogues.of(f), y);
  }
}
