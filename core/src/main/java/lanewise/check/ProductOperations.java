package lanewise.check;

import java.util.Arrays;
import lanewise.kernel.Activation;
import lanewise.kernel.Kernels;
import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;

/** Matrix products and dense layers. */
final class ProductOperations {
  /** Which way the operands of a product are stored, and how it is scaled. */
  record Form(Transpose transA, Transpose transB, double alpha, double beta) {
    /** In the words of the BLAS, {@code NT alpha 0.7 beta 1.3}. */
    @Override
    public String toString() {
      return letter(transA)
          + letter(transB)
          + (alpha == 1 ? "" : " alpha " + alpha)
          + (beta == 0 ? "" : " beta " + beta);
    }

    private static String letter(Transpose trans) {
      return trans == Transpose.NO ? "N" : "T";
    }
  }

  private ProductOperations() {}

  /** A product of random operands, within the derived bound. */
  static Operation gemm(Form form, int m, int n, int k, Fill fill) {
    double[] a = fill.normal(m * k);
    double[] b = fill.normal(k * n);
    double[] c = fill.normal(m * n);
    return gemm(
        form,
        m,
        n,
        k,
        a,
        b,
        c,
        (u, i, j, want) ->
            Tolerance.product(u, k, gauge(form, m, n, k, a, b, c, i, j)) + Tolerance.smallest(u));
  }

  /** A product of small whole numbers: every sum is exact in float32, whatever its order. */
  static Operation lattice(Form form, int m, int n, int k, Fill fill) {
    return gemm(
        form,
        m,
        n,
        k,
        fill.lattice(m * k, 4, 1),
        fill.lattice(k * n, 4, 1),
        fill.lattice(m * n, 4, 1),
        (u, i, j, want) -> Tolerance.exact());
  }

  static Operation gemm(
      Form form, int m, int n, int k, double[] a, double[] b, double[] c, Operation.Bound bound) {
    boolean plainA = form.transA() == Transpose.NO;
    boolean plainB = form.transB() == Transpose.NO;
    double[] start = c.clone();
    if (form.beta() == 0) {
      Arrays.fill(start, Double.NaN);
    }
    Operation product = new Operation("gemm " + form);
    if (plainA) {
      product.matrix("A", m, k, a).rowWise();
    } else {
      product.wholeMatrix("A", k, m, a);
    }
    return product
        .wholeMatrix("B", plainB ? k : n, plainB ? n : k, b)
        .matrixUpdate("C", m, n, start, bound)
        .call(
            (kernels, o) ->
                kernels
                    .products()
                    .gemm(
                        form.alpha(),
                        form.transA(),
                        o[0].tensor(),
                        form.transB(),
                        o[1].tensor(),
                        form.beta(),
                        o[2].tensor()));
  }

  /** |alpha| |A||B| + |beta||C| at one element. */
  private static double gauge(
      Form form, int m, int n, int k, double[] a, double[] b, double[] c, int i, int j) {
    double sum = 0;
    for (int p = 0; p < k; p++) {
      double aip = a[form.transA() == Transpose.NO ? i * k + p : p * m + i];
      double bpj = b[form.transB() == Transpose.NO ? p * n + j : j * k + p];
      sum += Math.abs(aip * bpj);
    }
    return Math.abs(form.alpha()) * sum + Math.abs(form.beta() * c[i * n + j]);
  }

  static Operation affine(Activation f, boolean withBias, int m, int n, int k, Fill fill) {
    return affine(Transpose.YES, f, withBias, m, n, k, fill);
  }

  static Operation affine(
      Transpose transW, Activation f, boolean withBias, int m, int n, int k, Fill fill) {
    boolean transposed = transW == Transpose.YES;
    double[] x = fill.normal(m * k);
    double[] w = fill.normal(n * k, 0, 1 / Math.sqrt(k + 1));
    double[] bias = fill.normal(n);
    Operation.Bound bound =
        (u, i, j, want) -> {
          double size = withBias ? Math.abs(bias[j]) : 0;
          double sum = withBias ? bias[j] : 0;
          for (int p = 0; p < k; p++) {
            double term = x[i * k + p] * w[transposed ? j * k + p : p * n + j];
            size += Math.abs(term);
            sum += term;
          }
          return Tolerance.slope(f) * Tolerance.product(u, k + 1, size)
              + Tolerance.activation(f, u, Tolerance.smallest(u), sum, want);
        };
    Operation layer =
        new Operation(
                (transposed ? "affine " : "affine of stored transpose ")
                    + f
                    + (withBias ? "" : " without bias"))
            .matrix("x", m, k, x)
            .wholeMatrix("weight", transposed ? n : k, transposed ? k : n, w);
    if (withBias) {
      layer.vector("bias", bias);
    }
    int last = withBias ? 3 : 2;
    return layer
        .matrixOut("y", m, n, bound)
        .rowWise()
        .call(
            (kernels, o) ->
                kernels
                    .products()
                    .affine(
                        o[0].tensor(),
                        transW,
                        o[1].tensor(),
                        withBias ? o[2].tensor() : null,
                        f,
                        o[last].tensor()));
  }

  /**
   * The same layer put together from a product, a sum and an activation, without gaps in memory.
   */
  static void composedAffine(Kernels kernels, Activation f, boolean withBias, Block[] o) {
    Block y = o[withBias ? 3 : 2];
    Tensor product = y.tensor();
    kernels
        .products()
        .gemm(1, Transpose.NO, o[0].tensor(), Transpose.YES, o[1].tensor(), 0, product);
    for (int i = 0; i < y.rows(); i++) {
      Tensor row = y.rows(i, 1).tensor();
      if (withBias) {
        kernels.elements().axpy(1, o[2].tensor(), row);
      }
      kernels.elements().activate(f, row, row);
    }
  }
}
