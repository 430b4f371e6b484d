package lanewise.simd.gemm;

/** Transposes matrices. */
final class Transposer {
  private static final int BLOCK = 8;

  private Transposer() {}

  /** Writes the transpose of x (rows, cols) into y (cols, rows). */
  static void transpose(
      int rows, int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    int i = 0;
    for (; i <= rows - BLOCK; i += BLOCK) {
      eightRows(cols, x, xOffset + i * ldx, ldx, y, yOffset + i, ldy);
    }
    for (; i < rows; i++) {
      int from = xOffset + i * ldx;
      int to = yOffset + i;
      for (int j = 0; j < cols; j++) {
        y[to] = x[from + j];
        to += ldy;
      }
    }
  }

  private static void eightRows(
      int cols, float[] x, int xOffset, int ldx, float[] y, int yOffset, int ldy) {
    int to = yOffset;
    for (int from = xOffset; from < xOffset + cols; from++) {
      y[to] = x[from];
      y[to + 1] = x[from + ldx];
      y[to + 2] = x[from + 2 * ldx];
      y[to + 3] = x[from + 3 * ldx];
      y[to + 4] = x[from + 4 * ldx];
      y[to + 5] = x[from + 5 * ldx];
      y[to + 6] = x[from + 6 * ldx];
      y[to + 7] = x[from + 7 * ldx];
      to += ldy;
    }
  }
}
