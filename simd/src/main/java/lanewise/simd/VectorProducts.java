package lanewise.simd;

import java.util.concurrent.ConcurrentHashMap;
import lanewise.kernel.Activation;
import lanewise.kernel.Products;
import lanewise.kernel.Transpose;
import lanewise.simd.gemm.Gemm;
import lanewise.simd.gemm.RowEpilogue;
import lanewise.simd.math.ActivationLoops;
import lanewise.simd.parallel.WorkerPool;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Products} of {@link VectorKernels}. */
final class VectorProducts implements Products {
  private final Gemm gemm;

  /**
   * What a dense layer appends to its product, one object per activation, so that a call allocates
   * nothing.
   */
  private final ConcurrentHashMap<Activation, RowEpilogue> epilogues = new ConcurrentHashMap<>();

  VectorProducts(WorkerPool pool) {
    gemm = new Gemm(pool);
  }

  @Override
  public void gemm(
      double alpha, Transpose transA, Tensor a, Transpose transB, Tensor b, double beta, Tensor c) {
    gemm.gemm((float) alpha, transA, a, transB, b, (float) beta, c);
  }

  @Override
  public void affine(
      Tensor x, Transpose transW, Tensor weight, @Nullable Tensor bias, Activation f, Tensor y) {
    gemm.affine(x, transW, weight, bias, epilogue(f), y);
  }

  private @Nullable RowEpilogue epilogue(Activation f) {
    if (f.kind() == Activation.Kind.IDENTITY) {
      return null;
    }
    RowEpilogue known = epilogues.get(f);
    return known != null
        ? known
        : epilogues.computeIfAbsent(
            f, a -> (count, y, yOffset) -> ActivationLoops.apply(a, count, y, yOffset, y, yOffset));
  }
}
