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
  private float[] rowsOfTile = {};
  private int firstTile;

  // In place, row i starts at base + i * rowStride.
  private float[] a = packed;
  private int base;
  private int rowStride;
  private int stepStride;
  private Packing layout = Packing.IN_PLACE;

  // The chosen tile: where its first element lies, and its size.
  private int at;
  private int rows;
  private int kc;

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
    reserve((t1 - t0) * strip);
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

  /** Packs kc columns from {@code pc} on of the patches of the tiles t0 .. t1-1. */
  void patches(Product product, int t0, int t1, int pc, int kc, boolean transposed) {
    Patches patches = product.patches;
    int i0 = product.tileStart(t0);
    int distance = Patches.distance(kc);
    if (!transposed) {
      int i1 = product.tileStart(t1);
      layout = Packing.ROWS;
      rowStride = distance;
      stepStride = 1;
      base = -i0 * distance;
      reserve((i1 - i0) * distance);
      patches.copy(i0, i1 - i0, pc, pc + kc, packed, 0, distance);
      return;
    }
    layout = Packing.STRIPS;
    firstTile = t0;
    int strip = kc * WIDTH;
    reserve((t1 - t0) * strip);
    if (rowsOfTile.length < WIDTH * distance) {
      rowsOfTile = new float[WIDTH * distance];
    }
    for (int t = t0; t < t1; t++) {
      int i = product.tileStart(t);
      int rows = product.tileStart(t + 1) - i;
      patches.copy(i, rows, pc, pc + kc, rowsOfTile, 0, distance);
      Transposer.strip(rows, WIDTH, kc, rowsOfTile, 0, distance, packed, (t - t0) * strip);
    }
  }

  private void reserve(int size) {
    if (packed.length < size) {
      packed = new float[size];
    }
    a = packed;
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

  /** Rows of the chosen tile. */
  int rows() {
    return rows;
  }

  /** Chooses tile t, whose rows begin with row i, and steps of k for the calls that follow. */
  void select(int t, int i, int rows, int kc) {
    this.rows = rows;
    this.kc = kc;
    at = layout == Packing.STRIPS ? (t - firstTile) * kc * WIDTH : base + i * rowStride;
  }

  /**
   * Multiplies the chosen rows and columns of B whose rows lie ldb apart: those of a panel, unless
   * everything is read in place.
   *
   * @param fromZero whether the chains start from 0, else from C
   */
  void multiply(
      float[] b, int bOffset, int ldb, boolean fromZero, float[] c, int cOffset, int ldc) {
    int lda = rowStride;
    switch (layout) {
      case STRIPS -> {
        if (fromZero) {
          Microkernel.stripFromZero(rows, kc, a, at, b, bOffset, c, cOffset, ldc);
        } else {
          Microkernel.strip(rows, kc, a, at, b, bOffset, c, cOffset, ldc);
        }
      }
      case ROWS -> {
        if (fromZero) {
          Microkernel.rowMajorFromZero(rows, kc, a, at, lda, b, bOffset, c, cOffset, ldc);
        } else {
          Microkernel.rowMajor(rows, kc, a, at, lda, b, bOffset, c, cOffset, ldc);
        }
      }
      case IN_PLACE -> {
        int step = stepStride;
        if (fromZero) {
          Microkernel.inPlaceFromZero(rows, kc, a, at, lda, step, b, bOffset, ldb, c, cOffset, ldc);
        } else {
          Microkernel.inPlace(rows, kc, a, at, lda, step, b, bOffset, ldb, c, cOffset, ldc);
        }
      }
    }
  }

  /** Whether {@link #multiplyNarrow} may be called: for B in panels. */
  boolean ofPanels() {
    return layout != Packing.IN_PLACE;
  }

  /** {@link #multiply} by the first vector of a panel's columns alone. */
  void multiplyNarrow(float[] b, int bOffset, boolean fromZero, float[] c, int cOffset, int ldc) {
    int lda = rowStride;
    if (layout == Packing.STRIPS) {
      if (fromZero) {
        Microkernel.narrowStripFromZero(rows, kc, a, at, b, bOffset, c, cOffset, ldc);
      } else {
        Microkernel.narrowStrip(rows, kc, a, at, b, bOffset, c, cOffset, ldc);
      }
    } else if (fromZero) {
      Microkernel.narrowRowMajorFromZero(rows, kc, a, at, lda, b, bOffset, c, cOffset, ldc);
    } else {
      Microkernel.narrowRowMajor(rows, kc, a, at, lda, b, bOffset, c, cOffset, ldc);
    }
  }
}
