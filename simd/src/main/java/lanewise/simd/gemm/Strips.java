package lanewise.simd.gemm;

/**
 * A as the microkernels read it: in place, or packed into strips of one tile's rows, in which the
 * elements of a column of A lie side by side.
 */
final class Strips {
  private float[] packed = {};

  // The strip of the tile whose first row is i starts at base + i * step.
  private float[] a = packed;
  private int base;
  private int step;
  private int lda;
  private boolean columnMajor;
  private boolean inPlace;

  /** Reads A where it is, from column {@code pc} on. */
  void inPlace(Product product, int pc) {
    inPlace = true;
    a = product.a;
    lda = product.lda;
    columnMajor = product.aColumnMajor;
    base = product.aOffset + (columnMajor ? pc * lda : pc);
    step = columnMajor ? 1 : lda;
  }

  /** Packs kc columns from {@code pc} on of the rows of the tiles t0 .. t1-1. */
  void pack(Product product, int t0, int t1, int pc, int kc) {
    int start = product.tileStart(t0);
    int size = (product.tileStart(t1) - start) * kc;
    if (packed.length < size) {
      packed = new float[size];
    }
    inPlace = false;
    a = packed;
    columnMajor = true;
    base = -start * kc;
    step = kc;
    int end = start;
    for (int t = t0; t < t1; t++) {
      int i = end;
      end = product.tileStart(t + 1);
      int rows = end - i;
      int to = (i - start) * kc;
      if (product.aColumnMajor) {
        int from = product.aOffset + pc * product.lda + i;
        Rows.copy(kc, rows, product.a, from, product.lda, packed, to, rows);
      } else {
        int from = product.aOffset + i * product.lda + pc;
        Transposer.transpose(rows, kc, product.a, from, product.lda, packed, to, rows);
      }
    }
  }

  /** Lets go of the caller's array. */
  void clear() {
    a = packed;
  }

  /** Multiplies the strip of the tile that starts at row i. */
  void tile(
      int i,
      int rows,
      int kc,
      float[] panel,
      int panelOffset,
      int ldp,
      float[] start,
      int startOffset,
      int lds,
      float[] out,
      int outOffset,
      int ldo) {
    int at = base + i * step;
    if (columnMajor) {
      int ld = inPlace ? lda : rows;
      Tiles.columnMajor(
          rows,
          kc,
          a,
          at,
          ld,
          panel,
          panelOffset,
          ldp,
          start,
          startOffset,
          lds,
          out,
          outOffset,
          ldo);
    } else {
      Tiles.rowMajor(
          rows,
          kc,
          a,
          at,
          lda,
          panel,
          panelOffset,
          ldp,
          start,
          startOffset,
          lds,
          out,
          outOffset,
          ldo);
    }
  }
}
