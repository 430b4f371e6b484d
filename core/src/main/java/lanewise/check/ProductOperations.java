package lanewise.check;

import static lanewise.check.Sample.sizes;
import static lanewise.check.Trial.OFFSET;
import static lanewise.check.Trial.leading;

import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Kernels;
import lanewise.kernel.Transpose;

/** The products of the seam: every transpose, beta and activation, sizes with tails. */
final class ProductOperations {
  private static final int[][] SIZES = {
    {1, 1, 1}, {1, 10, 784}, {3, 5, 7}, {17, 19, 23}, {33, 70, 129}, {64, 64, 64}, {5, 3, 0}
  };

  private final Kernels<double[]> reference;
  private final Sample sample = new Sample(1);

  ProductOperations(Kernels<double[]> reference) {
    this.reference = reference;
  }

  void addTo(List<Operation> operations) {
    for (int[] size : SIZES) {
      for (Transpose transA : Transpose.values()) {
        for (Transpose transB : Transpose.values()) {
          operations.add(gemm(transA, transB, size[0], size[1], size[2], 1, 0));
        }
      }
      operations.add(gemm(Transpose.YES, Transpose.NO, size[0], size[1], size[2], 1, 1));
      operations.add(gemm(Transpose.NO, Transpose.YES, size[0], size[1], size[2], 0.7, 1.3));
      operations.add(affine(Activation.IDENTITY, size[0], size[1], size[2], false));
      operations.add(affine(Activation.RELU, size[0], size[1], size[2], true));
      operations.add(affine(Transpose.NO, Activation.RELU, size[0], size[1], size[2], true));
    }
    for (Activation f : ElementOperations.ACTIVATIONS) {
      operations.add(affine(f, 9, 37, 20, true));
    }
  }

  private Operation gemm(
      Transpose transA, Transpose transB, int m, int n, int k, double alpha, double beta) {
    boolean plainA = transA == Transpose.NO;
    boolean plainB = transB == Transpose.NO;
    double[] a = sample.normal(m * k);
    double[] b = sample.normal(k * n);
    double[] before = sample.normal(m * n);
    double[] scale = sizes(before);
    reference.gemm(
        transA,
        transB,
        m,
        n,
        k,
        Math.abs(alpha),
        sizes(a),
        0,
        plainA ? k : m,
        sizes(b),
        0,
        plainB ? n : k,
        Math.abs(beta),
        scale,
        0,
        n);
    Tolerance tolerance = Tolerance.ofTerms(k + 2, scale);
    return new Operation(
        "gemm",
        (plainA ? "N" : "T")
            + (plainB ? "N" : "T")
            + " m="
            + m
            + " n="
            + n
            + " k="
            + k
            + " alpha="
            + alpha
            + " beta="
            + beta,
        (kernels, trial) ->
            kernels.gemm(
                transA,
                transB,
                m,
                n,
                k,
                alpha,
                plainA ? trial.in(a, m, k) : trial.in(a, k, m),
                OFFSET,
                leading(plainA ? k : m),
                plainB ? trial.in(b, k, n) : trial.in(b, n, k),
                OFFSET,
                leading(plainB ? n : k),
                beta,
                beta == 0
                    ? trial.overwritten("C", m, n, tolerance)
                    : trial.out("C", before, m, n, tolerance),
                OFFSET,
                leading(n)));
  }

  private Operation affine(Activation f, int m, int n, int k, boolean withBias) {
    return affine(Transpose.YES, f, m, n, k, withBias);
  }

  private Operation affine(Transpose transW, Activation f, int m, int n, int k, boolean withBias) {
    int rows = transW == Transpose.YES ? n : k;
    int cols = transW == Transpose.YES ? k : n;
    double[] x = sample.normal(m * k);
    double[] weight = sample.normal(n * k);
    double[] bias = sample.normal(n);
    double[] sums = new double[m * n];
    reference.affine(
        transW,
        m,
        n,
        k,
        sizes(x),
        0,
        k,
        sizes(weight),
        0,
        cols,
        sizes(bias),
        0,
        Activation.IDENTITY,
        sums,
        0,
        n);
    // No activation is steeper than SELU, 1.76; the function itself adds its own roundings.
    double[] scale = Sample.scale(sums.length, i -> 2 * (k + 1) * sums[i] + 8 * (1 + sums[i]));
    Tolerance tolerance = Tolerance.ofTerms(1, scale);
    return new Operation(
        "affine",
        f.kind()
            + (transW == Transpose.YES ? "" : " W^T stored")
            + " m="
            + m
            + " n="
            + n
            + " k="
            + k
            + (withBias ? "" : " no bias"),
        (kernels, trial) ->
            kernels.affine(
                transW,
                m,
                n,
                k,
                trial.in(x, m, k),
                OFFSET,
                leading(k),
                trial.in(weight, rows, cols),
                OFFSET,
                leading(cols),
                withBias ? trial.in(bias) : null,
                OFFSET,
                f,
                trial.overwritten("Y", m, n, tolerance),
                OFFSET,
                leading(n)));
  }
}
