package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import lanewise.simd.Lanes;

/**
 * A as the microkernels read it: in place, or packed into strips of one tile's rows, in which the
 * elements of a column of A lie side by side.
 */
final class Strips {
  /**
   * Elements from one column of a strip to the next, for however few rows: a distance that divides
   * that of the rows of a panel, so that the microkernel needs one counter for both.
   */
  static final int WIDTH = Tiles.MAX_ROWS;

  private static final VectorSpecies<Float> F = Lanes.F;
  private static final VectorMask<Float> SECOND_HALF =
      VectorMask.fromLong(F, -1L << (F.length() / 2));

  private enum Packing {
    /** Packed, each strip column after column; B is a panel. */
    STRIPS,
    /** Row after row, in place; B is a panel. */
    ROWS,
    /** As the caller has it; so is B. */
    IN_PLACE
  }

  private float[] packed = {};
  private int firstTile;

  // In place, row i starts at base + i * rowStride.
  private float[] a = packed;
  private int base;
  private int rowStride;
  private int stepStride;
  private Packing layout = Packing.IN_PLACE;

  /** Reads A where it is, from column {@code pc} on; B in panels, or where it is. */
  void inPlace(Product product, int pc, boolean panels) {
    layout = panels ? Packing.ROWS : Packing.IN_PLACE;
    a = product.a;
    rowStride = product.aColumnMajor ? 1 : product.lda;
    stepStride = product.aColumnMajor ? product.lda : 1;
    base = product.aOffset + pc * stepStride;
  }

  /** Packs kc columns from {@code pc} on of the rows of the tiles t0 .. t1-1. */
  void pack(Product product, int t0, int t1, int pc, int kc) {
    layout = Packing.STRIPS;
    firstTile = t0;
    int strip = kc * WIDTH;
    if (packed.length < (t1 - t0) * strip) {
      packed = new float[(t1 - t0) * strip];
    }
    a = packed;
    int lda = product.lda;
    for (int t = t0; t < t1; t++) {
      int i = product.tileStart(t);
      int rows = product.tileStart(t + 1) - i;
      int to = (t - t0) * strip;
      if (product.aColumnMajor) {
        columns(rows, kc, product.a, product.aOffset + pc * lda + i, lda, to);
      } else {
        int from = product.aOffset + i * lda + pc;
        Transposer.strip(rows, product.rows() - i, kc, product.a, from, lda, packed, to);
      }
    }
  }

  /** Packs rows that lie along the columns of A: as many as a strip holds, where they exist. */
  private void columns(int rows, int kc, float[] x, int xOffset, int ldx, int start) {
    int from = xOffset;
    int to = start;
    int p = 0;
    if (Lanes.LENGTH == WIDTH) {
      for (; p < kc && from <= x.length - WIDTH; p++) {
        FloatVector.fromArray(F, x, from).intoArray(packed, to);
        from += ldx;
        to += WIDTH;
      }
    } else if (Lanes.LENGTH == 2 * WIDTH && ldx >= WIDTH) {
      for (; p < kc - 1 && from + ldx <= x.length - 2 * WIDTH; p += 2) {
        FloatVector second = FloatVector.fromArray(F, x, from + ldx - WIDTH);
        FloatVector.fromArray(F, x, from).blend(second, SECOND_HALF).intoArray(packed, to);
        from += 2 * ldx;
        to += 2 * WIDTH;
      }
    }
    Rows.copy(kc - p, rows, x, from, ldx, packed, to, WIDTH);
  }

  /** Lets go of the caller's array. */
  void clear() {
    a = packed;
  }

  /**
   * Multiplies the rows of tile t, which starts at row i, and columns of B whose rows lie ldb
   * apart: those of a panel, unless everything is read in place.
   */
  void tile(
      int t,
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
    int at = base + i * rowStride;
    switch (layout) {
      case STRIPS -> {
        int strip = (t - firstTile) * kc * WIDTH;
        Tiles.strip(rows, kc, a, strip, b, bOffset, start, startOffset, lds, out, outOffset, ldo);
      }
      case ROWS ->
          Tiles.rowMajor(
              rows, kc, a, at, rowStride, b, bOffset, start, startOffset, lds, out, outOffset, ldo);
      case IN_PLACE ->
          Tiles.inPlace(
              rows,
              kc,
              a,
              at,
              rowStride,
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

  /** {@link #tile} whose chains start from 0. */
  void tileFromZero(
      int t,
      int i,
      int rows,
      int kc,
      float[] b,
      int bOffset,
      int ldb,
      float[] out,
      int outOffset,
      int ldo) {
    if (layout == Packing.STRIPS) {
      int strip = (t - firstTile) * kc * WIDTH;
      Tiles.stripFromZero(rows, kc, a, strip, b, bOffset, out, outOffset, ldo);
    } else {
      tile(t, i, rows, kc, b, bOffset, ldb, Tiles.ZEROS, 0, 0, out, outOffset, ldo);
    }
  }
}
