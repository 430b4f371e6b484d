package lanewise.simd.gemm;

/**
 * The microkernels: C tile = A strip . B panel, a tile held in registers from the first step of k
 * to the last.
 *
 * <p>A tile has up to {@link #MAX_ROWS} rows and exactly {@link #VECTORS} vectors of columns; where
 * no more than one vector of a panel's columns exists, a narrow tile leaves the other out. Each
 * step of k loads one row of the panel, broadcasts the elements of A's column one by one, and does
 * rows x vectors fused multiply-adds. The chains start from C or from zero, in two kernels and no
 * branch, because the JIT compiles one path the better for not knowing another.
 *
 * <p>Three loops, for three ways in which the operands lie. A strip and a panel are the fast one:
 * strides that the JIT knows let it take every bounds check out of the loop and fold every address
 * into its load, so that 12 FMAs on AVX2 cost 28 instructions, or 24 where it takes two steps a
 * turn. Rows of A and a panel cost 44 to 50, of which six are bounds checks. Reading everything in
 * place, with strides that only the caller knows, checks the rows of B as well.
 *
 * <p>Six rows fill the 16 registers of AVX2: 12 accumulators, two vectors of B, and room for two
 * broadcasts. The JIT likes to issue the loads of a step early, needs a third broadcast at once and
 * then keeps an accumulator on the stack, which halves the speed. What keeps the loads in order is
 * a bounds check between two of them, for which {@code rowMajor} counts by q, or a {@link
 * java.lang.invoke.VarHandle#loadLoadFence}, which costs no instruction on x86. Figures:
 * docs/notes/gemm.md.
 */
final class Tiles {
  /** Vectors a row of a tile: two, so that every broadcast feeds two multiply-adds. */
  static final int VECTORS = 2;

  static final int MAX_ROWS = 8;

  /** Steps from which on six rows of a strip take two per turn, where they are even. */
  static final int LONG = 384;

  private Tiles() {}
}
