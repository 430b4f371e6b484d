package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Products} of {@link ScalarKernels}. */
final class ScalarProducts implements Products {
  /**
   * Dot products that run side by side, so that the additions of one do not wait for each other
   * alone.
   */
  private static final int DOTS = 4;

  private final ScalarElements elements;

  ScalarProducts(ScalarElements elements) {
    this.elements = elements;
  }

  @Override
  public void gemm(
      double alpha, Transpose transA, Tensor a, Transpose transB, Tensor b, double beta, Tensor c) {
    int k = transA == Transpose.NO ? a.cols() : a.rows();
    int step = transA == Transpose.NO ? 1 : a.ld();
    for (int i = 0; i < c.rows(); i++) {
      int first = transA == Transpose.NO ? a.row(i) : a.offset() + i;
      ScalarElements.scale(beta, c.floats(), c.row(i), c.cols());
      if (alpha == 0) {
        continue;
      }
      if (transB == Transpose.NO) {
        addRows(k, (float) alpha, a.floats(), first, step, b, c.cols(), c.floats(), c.row(i));
      } else {
        addDots(k, (float) alpha, a.floats(), first, step, b, c.cols(), c.floats(), c.row(i));
      }
    }
  }

  /**
   * A row of C gains the rows of B, each weighted by an element of A: memory is read and written in
   * order.
   */
  private static void addRows(
      int k, float alpha, float[] a, int ai, int step, Tensor b, int n, float[] c, int ci) {
    float[] bs = b.floats();
    for (int p = 0; p < k; p++) {
      float weight = alpha * a[ai + p * step];
      int bp = b.row(p);
      for (int j = 0; j < n; j++) {
        c[ci + j] += weight * bs[bp + j];
      }
    }
  }

  /** An element of C gains the dot product of a row of op(A) and a row of B as it is stored. */
  private static void addDots(
      int k, float alpha, float[] a, int ai, int step, Tensor b, int n, float[] c, int ci) {
    float[] bs = b.floats();
    int j = 0;
    for (; j <= n - DOTS; j += DOTS) {
      int b0 = b.row(j);
      int b1 = b0 + b.ld();
      int b2 = b1 + b.ld();
      int b3 = b2 + b.ld();
      float sum0 = 0;
      float sum1 = 0;
      float sum2 = 0;
      float sum3 = 0;
      for (int p = 0; p < k; p++) {
        float weight = a[ai + p * step];
        sum0 += weight * bs[b0 + p];
        sum1 += weight * bs[b1 + p];
        sum2 += weight * bs[b2 + p];
        sum3 += weight * bs[b3 + p];
      }
      c[ci + j] += alpha * sum0;
      c[ci + j + 1] += alpha * sum1;
      c[ci + j + 2] += alpha * sum2;
      c[ci + j + 3] += alpha * sum3;
    }
    for (; j < n; j++) {
      int bj = b.row(j);
      float sum = 0;
      for (int p = 0; p < k; p++) {
        sum += a[ai + p * step] * bs[bj + p];
      }
      c[ci + j] += alpha * sum;
    }
  }

  @Override
  public void affine(
      Tensor x, Transpose transW, Tensor weight, @Nullable Tensor bias, Activation f, Tensor y) {
    gemm(1, Transpose.NO, x, transW, weight, 0, y);
    float[] ys = y.floats();
    for (int i = 0; i < y.rows(); i++) {
      int yi = y.row(i);
      if (bias != null) {
        float[] biases = bias.floats();
        for (int j = 0; j < y.cols(); j++) {
          ys[yi + j] += biases[bias.offset() + j];
        }
      }
      elements.activate(f, y.cols(), ys, yi, ys, yi);
    }
  }
}
