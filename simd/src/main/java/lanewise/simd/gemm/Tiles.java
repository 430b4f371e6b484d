package lanewise.simd.gemm;

/**
 * The microkernels: C tile = A strip . B panel, a tile held in registers from the first step of k
 * to the last.
 *
 * <p>A tile has up to {@link #MAX_ROWS} rows and exactly {@link #VECTORS} vectors of columns. Each
 * step of k loads one row of the panel, broadcasts the elements of A's column one by one, and does
 * rows x vectors fused multiply-adds. With {@code accumulate} the chains start from C, else from 0.
 */
final class Tiles {
  /** Vectors a row of a tile: two, so that every broadcast feeds two multiply-adds. */
  static final int VECTORS = 2;

  static final int MAX_ROWS = 8;

  private Tiles() {}

  /** Multiplies where element (i, p) of A lies at aOffset + i * lda + p. */
  static void rowMajor(
      int rows,
      int kc,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      boolean accumulate,
      float[] c,
      int cOffset,
      int ldc) {
    switch (rows) {
      case 8 -> Tile8x2.rowMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 7 -> Tile7x2.rowMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 6 -> Tile6x2.rowMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 5 -> Tile5x2.rowMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 4 -> Tile4x2.rowMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 3 -> Tile3x2.rowMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 2 -> Tile2x2.rowMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 1 -> Tile1x2.rowMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      default ->
          throw new IllegalArgumentException("Tiles: rows=" + rows + ", expected 1.." + MAX_ROWS);
    }
  }

  /** Multiplies where element (i, p) of A lies at aOffset + p * lda + i. */
  static void columnMajor(
      int rows,
      int kc,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      boolean accumulate,
      float[] c,
      int cOffset,
      int ldc) {
    switch (rows) {
      case 8 ->
          Tile8x2.columnMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 7 ->
          Tile7x2.columnMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 6 ->
          Tile6x2.columnMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 5 ->
          Tile5x2.columnMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 4 ->
          Tile4x2.columnMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 3 ->
          Tile3x2.columnMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 2 ->
          Tile2x2.columnMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      case 1 ->
          Tile1x2.columnMajor(kc, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
      default ->
          throw new IllegalArgumentException("Tiles: rows=" + rows + ", expected 1.." + MAX_ROWS);
    }
  }
}
