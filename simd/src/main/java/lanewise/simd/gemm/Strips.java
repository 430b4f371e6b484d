package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;

/**
 * A as the microkernels read it: in place, or packed into strips of one tile's rows, in which the
 * elements of a column of A lie side by side.
 */
final class Strips {
  private enum Layout {
    /** Packed, each strip column after column; B is a panel. */
    STRIPS,
    /** Row after row, in place; B is a panel. */
    ROWS,
    /** As the caller has it; so is B. */
    IN_PLACE
  }

  private float[] packed = {};

  // The strip of the tile whose first row is i starts at base + i * step.
  private float[] a = packed;
  private int base;
  private int step;
  private int stepStride;
  private Layout layout = Layout.IN_PLACE;

  /** Reads A where it is, from column {@code pc} on; B in panels, or where it is. */
  void inPlace(Product product, int pc, boolean panels) {
    layout = panels ? Layout.ROWS : Layout.IN_PLACE;
    a = product.a;
    step = product.aColumnMajor ? 1 : product.lda;
    stepStride = product.aColumnMajor ? product.lda : 1;
    base = product.aOffset + pc * stepStride;
  }

  /** Packs kc columns from {@code pc} on of the rows of the tiles t0 .. t1-1. */
  void pack(Product product, int t0, int t1, int pc, int kc) {
    int start = product.tileStart(t0);
    int rows = product.tileStart(t1) - start;
    layout = Layout.STRIPS;
    step = kc;
    base = -start * kc;
    if (packed.length < rows * kc + Transposer.SLACK) {
      packed = new float[rows * kc + Transposer.SLACK];
    }
    a = packed;
    int lda = product.lda;
    int end = start;
    for (int t = t0; t < t1; t++) {
      int i = end;
      end = product.tileStart(t + 1);
      int to = (i - start) * kc;
      if (product.aColumnMajor) {
        columns(end - i, kc, product.a, product.aOffset + pc * lda + i, lda, to);
      } else {
        int from = product.aOffset + i * lda + pc;
        Transposer.strip(end - i, product.rows() - i, kc, product.a, from, lda, packed, to);
      }
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
      for (; p < kc && from <= x.length - Transposer.SLACK; p++) {
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

  /**
   * Multiplies the rows of the tile that starts at row i, and columns of B whose rows lie ldb
   * apart: those of a panel, unless everything is read in place.
   */
  void tile(
      int i,
      int rows,
      int kc,
      float[] b,
      int bOffset,
      int ldb,
      float[] start,
      int startOffset,
      int lds,
      float[] out,
      int outOffset,
      int ldo) {
    int at = base + i * step;
    switch (layout) {
      case STRIPS ->
          Tiles.strip(rows, kc, a, at, b, bOffset, start, startOffset, lds, out, outOffset, ldo);
      case ROWS ->
          Tiles.rowMajor(
              rows, kc, a, at, step, b, bOffset, start, startOffset, lds, out, outOffset, ldo);
      case IN_PLACE ->
          Tiles.inPlace(
              rows,
              kc,
              a,
              at,
              step,
              stepStride,
              b,
              bOffset,
              ldb,
              start,
              startOffset,
              lds,
              out,
              outOffset,
              ldo);
    }
  }
}
