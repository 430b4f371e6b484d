package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Products} of {@link ReferenceKernels}. */
final class ReferenceProducts implements Products {
  @Override
  public void gemm(
      double alpha, Transpose transA, Tensor a, Transpose transB, Tensor b, double beta, Tensor c) {
    Matrix left = Matrix.of(a);
    Matrix right = Matrix.of(b);
    Matrix result = Matrix.of(c);
    boolean plainA = transA == Transpose.NO;
    boolean plainB = transB == Transpose.NO;
    int k = plainA ? left.cols : left.rows;
    for (int i = 0; i < result.rows; i++) {
      for (int j = 0; j < result.cols; j++) {
        double sum = beta == 0 ? 0 : beta * result.at(i, j);
        for (int p = 0; p < k && alpha != 0; p++) {
          double aip = plainA ? left.at(i, p) : left.at(p, i);
          double bpj = plainB ? right.at(p, j) : right.at(j, p);
          sum = Math.fma(alpha * aip, bpj, sum);
        }
        result.set(i, j, sum);
      }
    }
  }

  @Override
  public void affine(
      Tensor x, Transpose transW, Tensor weight, @Nullable Tensor bias, Activation f, Tensor y) {
    gemm(1, Transpose.NO, x, transW, weight, 0, y);
    Matrix result = Matrix.of(y);
    Matrix biases = bias == null ? null : Matrix.row(bias);
    for (int i = 0; i < result.rows; i++) {
      for (int j = 0; j < result.cols; j++) {
        double sum = biases == null ? result.at(i, j) : result.at(i, j) + biases.at(j);
        result.set(i, j, ElementFormulas.activate(f, sum));
      }
    }
  }
}
