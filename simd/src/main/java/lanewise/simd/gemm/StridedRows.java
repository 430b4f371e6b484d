package lanewise.simd.gemm;

import java.util.Arrays;
import lanewise.kernel.Window;

/**
 * The pixels of images whose row and column have given remainders modulo the strides of a window,
 * as the rows of a matrix.
 */
final class StridedRows {
  private StridedRows() {}

  /** Where the pixel of a number begins. */
  private static int at(Window window, int row, int column, int number, int offset, int ld) {
    int along = Math.ceilDiv(window.columns().extent() - column, window.columns().stride());
    int down = Math.ceilDiv(window.rows().extent() - row, window.rows().stride());
    int line = number / along;
    int i = line / down * window.rows().extent() + row + line % down * window.rows().stride();
    int j = column + number % along * window.columns().stride();
    return offset + (i * window.columns().extent() + j) * ld;
  }

  /** y = beta x, x being the pixels. */
  static void gather(
      Window window,
      int row,
      int column,
      int cols,
      float beta,
      float[] x,
      int xOffset,
      int ldx,
      float[] y,
      int pixels) {
    for (int p = 0; p < pixels; p++) {
      int from = at(window, row, column, p, xOffset, ldx);
      for (int j = 0; j < cols; j++) {
        y[p * cols + j] = beta * x[from + j];
      }
    }
  }

  /** y = x, y being the pixels. */
  static void scatter(
      Window window,
      int row,
      int column,
      int cols,
      float[] x,
      float[] y,
      int yOffset,
      int ldy,
      int pixels) {
    for (int p = 0; p < pixels; p++) {
      System.arraycopy(x, p * cols, y, at(window, row, column, p, yOffset, ldy), cols);
    }
  }

  /** y = beta y, y being the pixels. */
  static void scale(
      Window window,
      int row,
      int column,
      int cols,
      float beta,
      float[] y,
      int yOffset,
      int ldy,
      int pixels) {
    for (int p = 0; p < pixels; p++) {
      int to = at(window, row, column, p, yOffset, ldy);
      if (beta == 0f) {
        Arrays.fill(y, to, to + cols, 0f);
      } else {
        Rows.scale(1, cols, beta, y, to, cols);
      }
    }
  }
}
