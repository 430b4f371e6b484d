package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import lanewise.simd.Lanes;

/**
 * The one table of block sizes.
 *
 * @param mr rows of a tile: as many as the registers hold
 * @param kc steps of k a block: long, because each block but the first waits for C to arrive from
 *     memory
 * @param mc rows a block: what is read of A stays in L2
 * @param nc columns a block: the packed panels stay near L2 while the tiles pass
 * @param ncFewRows the same where A has fewer than {@code packRows} rows: panels are used so few
 *     times that they are best used at once
 * @param packRows rows from which on copying B into panels pays, where B could be read in place
 * @param packRowsFar the same where the rows of B lie {@code farStride} elements apart or more: a
 *     page each, so that reading in place misses the TLB
 * @param farStride see packRowsFar
 * @param packColumns columns from which on packing A pays too
 * @param fmaCycles cycles a fused multiply-add of vectors
 * @param parallelFlop multiply-adds below which one thread does the work
 */
record BlockSizes(
    int mr,
    int kc,
    int mc,
    int nc,
    int ncFewRows,
    int packRows,
    int packRowsFar,
    int farStride,
    int packColumns,
    double fmaCycles,
    long parallelFlop) {
  static final BlockSizes HERE = of(Lanes.LENGTH, manyRegisters());

  private static BlockSizes of(int lanes, boolean manyRegisters) {
    return new BlockSizes(
        manyRegisters ? 8 : 6,
        1024,
        144,
        512,
        manyRegisters ? 512 : 64,
        manyRegisters ? 96 : 32,
        24,
        1024,
        256,
        lanes == 16 ? 1 : 0.5,
        1 << 22);
  }

  /** Columns a block of a product with so many rows. */
  int columns(int rows) {
    return rows < packRows ? ncFewRows : nc;
  }

  /** Whether there are 32 vector registers, as on AVX-512 and ARM, or 16. */
  private static boolean manyRegisters() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize() == 512
        || System.getProperty("os.arch", "").equals("aarch64");
  }
}
