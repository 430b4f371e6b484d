// Written by simd/src/generator/java/Microkernels.java; to be changed there.
package lanewise.simd.gemm;

/** The microkernels by their number of rows; see {@link Tiles}. */
final class Microkernel {
  private Microkernel() {}

  static void strip(
      int rows,
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x2.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 7 -> Tile7x2.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 6 -> {
        if (kc < Tiles.LONG || kc % 2 != 0) {
          Tile6x2.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
        } else {
          Tile6x2.longStrip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
        }
      }
      case 5 -> Tile5x2.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 4 -> Tile4x2.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 3 -> Tile3x2.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 2 -> Tile2x2.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 1 -> Tile1x2.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  static void stripFromZero(
      int rows,
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 7 -> Tile7x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 6 -> {
        if (kc < Tiles.LONG || kc % 2 != 0) {
          Tile6x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
        } else {
          Tile6x2.longStripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
        }
      }
      case 5 -> Tile5x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 4 -> Tile4x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 3 -> Tile3x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 2 -> Tile2x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 1 -> Tile1x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  static void rowMajor(
      int rows,
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x2.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 7 -> Tile7x2.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 6 -> Tile6x2.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 5 -> Tile5x2.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 4 -> Tile4x2.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 3 -> Tile3x2.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 2 -> Tile2x2.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 1 -> Tile1x2.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  static void rowMajorFromZero(
      int rows,
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x2.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 7 -> Tile7x2.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 6 -> Tile6x2.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 5 -> Tile5x2.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 4 -> Tile4x2.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 3 -> Tile3x2.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 2 -> Tile2x2.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 1 -> Tile1x2.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  static void inPlace(
      int rows,
      int kc,
      float[] a, int aOffset, int rowStride, int stepStride,
      float[] b, int bOffset, int ldb,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x2.inPlace(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 7 -> Tile7x2.inPlace(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 6 -> Tile6x2.inPlace(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 5 -> Tile5x2.inPlace(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 4 -> Tile4x2.inPlace(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 3 -> Tile3x2.inPlace(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 2 -> Tile2x2.inPlace(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 1 -> Tile1x2.inPlace(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  static void inPlaceFromZero(
      int rows,
      int kc,
      float[] a, int aOffset, int rowStride, int stepStride,
      float[] b, int bOffset, int ldb,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x2.inPlaceFromZero(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 7 -> Tile7x2.inPlaceFromZero(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 6 -> Tile6x2.inPlaceFromZero(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 5 -> Tile5x2.inPlaceFromZero(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 4 -> Tile4x2.inPlaceFromZero(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 3 -> Tile3x2.inPlaceFromZero(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 2 -> Tile2x2.inPlaceFromZero(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      case 1 -> Tile1x2.inPlaceFromZero(kc, a, aOffset, rowStride, stepStride, b, bOffset, ldb, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  static void narrowStrip(
      int rows,
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x1.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 7 -> Tile7x1.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 6 -> Tile6x1.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 5 -> Tile5x1.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 4 -> Tile4x1.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 3 -> Tile3x1.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 2 -> Tile2x1.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 1 -> Tile1x1.strip(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  static void narrowStripFromZero(
      int rows,
      int kc,
      float[] a, int aOffset,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x1.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 7 -> Tile7x1.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 6 -> Tile6x1.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 5 -> Tile5x1.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 4 -> Tile4x1.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 3 -> Tile3x1.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 2 -> Tile2x1.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      case 1 -> Tile1x1.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  static void narrowRowMajor(
      int rows,
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x1.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 7 -> Tile7x1.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 6 -> Tile6x1.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 5 -> Tile5x1.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 4 -> Tile4x1.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 3 -> Tile3x1.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 2 -> Tile2x1.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 1 -> Tile1x1.rowMajor(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  static void narrowRowMajorFromZero(
      int rows,
      int kc,
      float[] a, int aOffset, int lda,
      float[] b, int bOffset,
      float[] c, int cOffset, int ldc) {
    switch (rows) {
      case 8 -> Tile8x1.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 7 -> Tile7x1.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 6 -> Tile6x1.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 5 -> Tile5x1.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 4 -> Tile4x1.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 3 -> Tile3x1.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 2 -> Tile2x1.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      case 1 -> Tile1x1.rowMajorFromZero(kc, a, aOffset, lda, b, bOffset, c, cOffset, ldc);
      default -> throw unknown(rows);
    }
  }

  private static IllegalArgumentException unknown(int rows) {
    return new IllegalArgumentException(
        "Microkernel: rows=" + rows + ", expected 1..8");
  }
}
