package lanewise.simd.gemm;

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

  /** Steps from which on six rows of a strip take two a turn, where they are even. */
  static final int LONG = 384;

  private Tiles() {}
}
