package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products. Tensors are matrices of {@link Tensor#rows} by {@link Tensor#cols}; their rows
 * may have gaps between them.
 */
public interface Products {
  /**
   * Computes C = alpha * op(A) . op(B) + beta * C.
   *
   * <p>Shapes: op(A) (m, k), op(B) (k, n), C (m, n); A is stored (m, k) or, transposed, (k, m); B
   * likewise. Each element is the chain c = beta*C (or 0 when beta = 0, which ignores C), then for
   * k ascending c = fma(alpha * a, b, c), where alpha * a is rounded; the scalar backend does not
   * fuse, and where B is transposed applies alpha to the sum. alpha = 0 leaves A and B unread; k =
   * 0 still scales C. C must not overlap A or B. Cost: 2 m n k flop.
   */
  void gemm(
      double alpha, Transpose transA, Tensor a, Transpose transB, Tensor b, double beta, Tensor c);

  /**
   * Computes a dense layer, Y = f(X . op(W) + bias).
   *
   * <p>Shapes: X (m, k), op(W) (k, n), so that W is stored (n, k) where transposed, bias of n
   * elements or absent, Y (m, n). Each element is the chain of {@link #gemm} from 0, then the bias
   * added, then f, the same f as {@link Elements#activate}, bit for bit. Y must not overlap an
   * input.
   */
  void affine(
      Tensor x, Transpose transW, Tensor weight, @Nullable Tensor bias, Activation f, Tensor y);
}
