package lanewise.kernel;

import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * The products and sums of the BLAS on raw row-major arrays, for callers with their own memory.
 *
 * <p>An array comes with the offset of its first element and a leading dimension, the distance
 * between the starts of two rows, at least the width of a row. The element type must be the
 * backend's: {@code s} for float32 (vector, scalar), {@code d} for float64 (reference). Each call
 * makes small views of the arrays and copies nothing; who calls with the same arrays again and
 * again may keep {@link Tensor} views and use {@link Backend#products} instead. Accuracy, order of
 * sums, NaN: as the methods they name say. A size, offset, leading dimension or element type that
 * does not fit, or an output that overlaps an input, raises {@link ShapeException}.
 */
public final class Blas {
  private Blas() {}

  /** C = alpha * op(A) . op(B) + beta * C, op(A) (m, k), op(B) (k, n): {@link Products#gemm}. */
  public static void sgemm(
      Backend backend,
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc) {
    backend
        .products()
        .gemm(
            alpha,
            transA,
            Tensor.of(a, aOffset, stored("sgemm", "A", transA, m, k, "lda", lda), lda),
            transB,
            Tensor.of(b, bOffset, stored("sgemm", "B", transB, k, n, "ldb", ldb), ldb),
            beta,
            Tensor.of(c, cOffset, stored("sgemm", "C", Transpose.NO, m, n, "ldc", ldc), ldc));
  }

  /** {@link #sgemm} in float64. */
  public static void dgemm(
      Backend backend,
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
    backend
        .products()
        .gemm(
            alpha,
            transA,
            Tensor.of(a, aOffset, stored("dgemm", "A", transA, m, k, "lda", lda), lda),
            transB,
            Tensor.of(b, bOffset, stored("dgemm", "B", transB, k, n, "ldb", ldb), ldb),
            beta,
            Tensor.of(c, cOffset, stored("dgemm", "C", Transpose.NO, m, n, "ldc", ldc), ldc));
  }

  /** y = alpha * op(A) . x + beta * y, op(A) (m, n): {@link Products#gemm} of one column. */
  public static void sgemv(
      Backend backend,
      Transpose transA,
      int m,
      int n,
      float alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] x,
      int xOffset,
      float beta,
      float[] y,
      int yOffset) {
    // As a product of one row, y^T = x^T . op(A)^T: its operands lie as they are.
    Transpose other = transA == Transpose.NO ? Transpose.YES : Transpose.NO;
    backend
        .products()
        .gemm(
            alpha,
            Transpose.NO,
            Tensor.of(x, xOffset, Shape.of(1, n)),
            other,
            Tensor.of(a, aOffset, stored("sgemv", "A", transA, m, n, "lda", lda), lda),
            beta,
            Tensor.of(y, yOffset, Shape.of(1, m)));
  }

  /** y = alpha * x + y, n elements each: {@link Elements#axpy}. */
  public static void saxpy(
      Backend backend, int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    backend
        .elements()
        .axpy(alpha, Tensor.of(x, xOffset, Shape.of(n)), Tensor.of(y, yOffset, Shape.of(n)));
  }

  private static Shape stored(
      String op, String name, Transpose trans, int rows, int cols, String ldName, int ld) {
    Shape shape = trans == Transpose.NO ? Shape.of(rows, cols) : Shape.of(cols, rows);
    if (ld < Math.max(1, shape.cols())) {
      throw new ShapeException(
          op
              + ": "
              + ldName
              + "="
              + ld
              + ", expected >= "
              + Math.max(1, shape.cols())
              + " ("
              + name
              + " is "
              + shape
              + (trans == Transpose.NO ? "" : " transposed")
              + ", row-major)");
    }
    return shape;
  }
}
