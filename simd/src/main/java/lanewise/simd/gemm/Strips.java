package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;

/**
 * A as the microkernels read it: in place, or packed into strips of one tile's rows, in which the
 * elements of a column of A lie side by side.
 */
final class Strips {
  /** Keeps the rows of a strip in different sets of the cache. */
  private static final int PADDING = 16;

  /** Elements that {@link #columns} may write too many. */
  private static final int SLACK = 8;

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
    int rows = product.tileStart(t1) - start;
    inPlace = false;
    columnMajor = product.aColumnMajor;
    step = columnMajor ? kc : kc + PADDING;
    base = -start * step;
    lda = step;
    if (packed.length < rows * step + SLACK) {
      packed = new float[rows * step + SLACK];
    }
    a = packed;
    if (!columnMajor) {
      int from = product.aOffset + start * product.lda + pc;
      Rows.copy(rows, kc, product.a, from, product.lda, packed, 0, step);
      return;
    }
    int end = start;
    for (int t = t0; t < t1; t++) {
      int i = end;
      end = product.tileStart(t + 1);
      int from = product.aOffset + pc * product.lda + i;
      columns(end - i, kc, product.a, from, product.lda, (i - start) * kc);
    }
  }

  /**
   * Packs rows that lie along the columns of A: eight at a time, of which the next column
   * overwrites those too many.
   */
  private void columns(int rows, int kc, float[] x, int xOffset, int ldx, int start) {
    int from = xOffset;
    int to = start;
    int p = 0;
    if (Transposer.VECTORS) {
      for (; p < kc && from <= x.length - SLACK; p++) {
        FloatVector.fromArray(FloatVector.SPECIES_256, x, from).intoArray(packed, to);
        from += ldx;
        to += rows;
      }
    }
    Rows.copy(kc - p, rows, x, from, ldx, packed, to, rows);
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
