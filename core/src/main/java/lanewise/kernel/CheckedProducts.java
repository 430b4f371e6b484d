package lanewise.kernel;

import static lanewise.kernel.OperandChecks.disjoint;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Products} that refuses operands that do not fit. */
record CheckedProducts(Products products, OperandChecks check) implements Products {
  @Override
  public void gemm(
      double alpha, Transpose transA, Tensor a, Transpose transB, Tensor b, double beta, Tensor c) {
    int m = c.rows();
    int n = c.cols();
    boolean plainA = transA == Transpose.NO;
    boolean plainB = transB == Transpose.NO;
    int k = plainA ? a.cols() : a.rows();
    check.matrix("gemm", plainA ? "A" : "A (transposed)", a, plainA ? m : k, plainA ? k : m);
    check.matrix("gemm", plainB ? "B" : "B (transposed)", b, plainB ? k : n, plainB ? n : k);
    check.matrix("gemm", "C", c, m, n);
    disjoint("gemm", "C", c, "A", a);
    disjoint("gemm", "C", c, "B", b);
    products.gemm(alpha, transA, a, transB, b, beta, c);
  }

  @Override
  public void affine(
      Tensor x, Transpose transW, Tensor weight, @Nullable Tensor bias, Activation f, Tensor y) {
    int m = x.rows();
    int k = x.cols();
    boolean transposed = transW == Transpose.YES;
    int n = transposed ? weight.rows() : weight.cols();
    check.matrix("affine", "x", x, m, k);
    check.matrix("affine", "weight", weight, transposed ? n : k, transposed ? k : n);
    check.matrix("affine", "y", y, m, n);
    disjoint("affine", "y", y, "x", x);
    disjoint("affine", "y", y, "weight", weight);
    if (bias != null) {
      check.elements("affine", "bias", bias, n);
      disjoint("affine", "y", y, "bias", bias);
    }
    products.affine(x, transW, weight, bias, f, y);
  }
}
