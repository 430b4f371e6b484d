package lanewise.simd.gemm;

import lanewise.simd.Lanes;

/**
 * The microkernels: C tile = A strip . B panel, a tile held in registers from the first step of k
 * to the last.
 *
 * <p>A tile has up to {@link #MAX_ROWS} rows and exactly {@link #VECTORS} vectors of columns. Each
 * step of k loads one row of the panel, broadcasts the elements of A's column one by one, and does
 * rows x vectors fused multiply-adds. The chains start from the matrix {@code start}, which is C
 * itself or zeros: a choice by the caller and no branch here, because the JIT compiles one path the
 * better for not knowing another (on AVX2 a tile of six rows spilled an accumulator as soon as the
 * JIT had pruned one of two).
 *
 * <p>Three loops, for three ways in which the operands lie. A strip and a panel are the fast one:
 * strides that the JIT knows let it take every bounds check out of the loop and fold every address
 * into its load, so that 12 FMAs on AVX2 cost 28 instructions, or 24 where it takes two steps a
 * turn. Rows of A and a panel cost 44 to 50, of which six are bounds checks. Reading everything in
 * place, with strides that only the caller knows, checks the rows of B as well.
 *
 * <p>Six rows fill the 16 registers of AVX2: 12 accumulators, two vectors of B, and room for two
 * broadcasts. The JIT likes to issue the loads of a step early, needs a third broadcast at once and
 * then keeps an accumulator on the stack, which halves the speed. A bounds check between two loads
 * keeps them in order; that is why {@code rowMajor} counts by q, which leaves the checks of A where
 * they are. A {@link java.lang.invoke.VarHandle#loadLoadFence}, which costs no instruction on x86,
 * keeps loads in order whose addresses need no register of their own, as in {@code strip}. Fraction
 * of the peak on Zen 4 with {@code -XX:UseAVX=2}, operands in L1, with loop strip mining (G1) and
 * without (Serial): strip, fences 0.97 and 0.95, no fence 0.57 and 0.39; rowMajor by q 0.95 and
 * 0.93, by a counter of steps 0.97 and 0.33, that with fences 0.38 and 0.45; inPlace 0.80 and 0.82.
 * Bounds checks on two or three of the six rows only: 0.80. Other tiles: 5x2 as a strip 0.91 to
 * 0.94, 4x2 0.75 (latency), 3x3 0.84 to 0.89, 4x3 0.43, 3x4 0.42, 2x6 0.42 (spills). With the 32
 * registers of AVX-512 nothing spills: 8x2, 12x2 and 8x3 all reach 0.95 to 0.97, so the tile that
 * splits small matrices best was taken. B in a memory segment was never faster than B in an array
 * there, and spilled more often here.
 */
final class Tiles {
  /** Vectors a row of a tile: two, so that every broadcast feeds two multiply-adds. */
  static final int VECTORS = 2;

  static final int MAX_ROWS = 8;

  /** Where chains start that do not start in C: a row for every row. */
  static final float[] ZEROS = new float[VECTORS * Lanes.LENGTH];

  private Tiles() {}

  /**
   * Multiplies a packed strip and a panel: element (i, p) of A lies at aOffset + p * Strips.WIDTH +
   * i, row p of B at bOffset + p * WIDTH.
   */
  static void strip(
      int rows,
      int kc,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      int lds,
      float[] c,
      int cOffset,
      int ldc) {
    switch (rows) {
      case 8 -> Tile8x2.strip(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 7 -> Tile7x2.strip(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 6 -> {
        if (kc < Tile6x2.LONG || kc % 2 != 0) {
          Tile6x2.strip(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
        } else {
          Tile6x2.longStrip(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
        }
      }
      case 5 -> Tile5x2.strip(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 4 -> Tile4x2.strip(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 3 -> Tile3x2.strip(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 2 -> Tile2x2.strip(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 1 -> Tile1x2.strip(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      default ->
          throw new IllegalArgumentException("Tiles: rows=" + rows + ", expected 1.." + MAX_ROWS);
    }
  }

  /**
   * {@link #strip} whose chains start from 0: in the tiles of six and five rows, of which AVX2 has
   * most, in zeroed registers, which spares a call the loads of a start and their bounds checks.
   */
  static void stripFromZero(
      int rows,
      int kc,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int ldc) {
    if (rows == 6 && kc < Tile6x2.LONG) {
      Tile6x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
    } else if (rows == 5) {
      Tile5x2.stripFromZero(kc, a, aOffset, b, bOffset, c, cOffset, ldc);
    } else {
      strip(rows, kc, a, aOffset, b, bOffset, ZEROS, 0, 0, c, cOffset, ldc);
    }
  }

  /**
   * Multiplies rows and a panel: element (i, p) of A lies at aOffset + i * lda + p, row p of B at
   * bOffset + p * WIDTH.
   */
  static void rowMajor(
      int rows,
      int kc,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      int lds,
      float[] c,
      int cOffset,
      int ldc) {
    switch (rows) {
      case 8 ->
          Tile8x2.rowMajor(
              kc, a, aOffset, lda, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 7 ->
          Tile7x2.rowMajor(
              kc, a, aOffset, lda, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 6 ->
          Tile6x2.rowMajor(
              kc, a, aOffset, lda, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 5 ->
          Tile5x2.rowMajor(
              kc, a, aOffset, lda, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 4 ->
          Tile4x2.rowMajor(
              kc, a, aOffset, lda, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 3 ->
          Tile3x2.rowMajor(
              kc, a, aOffset, lda, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 2 ->
          Tile2x2.rowMajor(
              kc, a, aOffset, lda, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      case 1 ->
          Tile1x2.rowMajor(kc, a, aOffset, b, bOffset, start, startOffset, lds, c, cOffset, ldc);
      default ->
          throw new IllegalArgumentException("Tiles: rows=" + rows + ", expected 1.." + MAX_ROWS);
    }
  }

  /**
   * Multiplies matrices as they lie: element (i, p) of A at aOffset + i * rowStride + p *
   * stepStride, row p of B at bOffset + p * ldb.
   */
  static void inPlace(
      int rows,
      int kc,
      float[] a,
      int aOffset,
      int rowStride,
      int stepStride,
      float[] b,
      int bOffset,
      int ldb,
      float[] start,
      int startOffset,
      int lds,
      float[] c,
      int cOffset,
      int ldc) {
    switch (rows) {
      case 8 ->
          Tile8x2.inPlace(
              kc,
              a,
              aOffset,
              rowStride,
              stepStride,
              b,
              bOffset,
              ldb,
              start,
              startOffset,
              lds,
              c,
              cOffset,
              ldc);
      case 7 ->
          Tile7x2.inPlace(
              kc,
              a,
              aOffset,
              rowStride,
              stepStride,
              b,
              bOffset,
              ldb,
              start,
              startOffset,
              lds,
              c,
              cOffset,
              ldc);
      case 6 ->
          Tile6x2.inPlace(
              kc,
              a,
              aOffset,
              rowStride,
              stepStride,
              b,
              bOffset,
              ldb,
              start,
              startOffset,
              lds,
              c,
              cOffset,
              ldc);
      case 5 ->
          Tile5x2.inPlace(
              kc,
              a,
              aOffset,
              rowStride,
              stepStride,
              b,
              bOffset,
              ldb,
              start,
              startOffset,
              lds,
              c,
              cOffset,
              ldc);
      case 4 ->
          Tile4x2.inPlace(
              kc,
              a,
              aOffset,
              rowStride,
              stepStride,
              b,
              bOffset,
              ldb,
              start,
              startOffset,
              lds,
              c,
              cOffset,
              ldc);
      case 3 ->
          Tile3x2.inPlace(
              kc,
              a,
              aOffset,
              rowStride,
              stepStride,
              b,
              bOffset,
              ldb,
              start,
              startOffset,
              lds,
              c,
              cOffset,
              ldc);
      case 2 ->
          Tile2x2.inPlace(
              kc,
              a,
              aOffset,
              rowStride,
              stepStride,
              b,
              bOffset,
              ldb,
              start,
              startOffset,
              lds,
              c,
              cOffset,
              ldc);
      case 1 ->
          Tile1x2.inPlace(
              kc,
              a,
              aOffset,
              stepStride,
              b,
              bOffset,
              ldb,
              start,
              startOffset,
              lds,
              c,
              cOffset,
              ldc);
      default ->
          throw new IllegalArgumentException("Tiles: rows=" + rows + ", expected 1.." + MAX_ROWS);
    }
  }
}
