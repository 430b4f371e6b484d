package lanewise.simd.gemm;

import jdk.incubator.vector.FloatVector;
import lanewise.simd.Lanes;

/**
 * The one table of block sizes.
 *
 * @param mr rows of a tile: as many as the registers hold
 * @param kc steps of k a block: a panel of kc rows stays in L1 while the tiles run down it
 * @param mc rows a block: what is read of A stays in L2 while the panels pass
 * @param nc columns a block: the packed panels stay in L3
 * @param packRows rows from which on copying B into panels pays, where B could be read in place
 * @param fmaCycles cycles a fused multiply-add of vectors
 * @param parallelFlop multiply-adds below which one thread does the work
 */
record BlockSizes(
    int mr, int kc, int mc, int nc, int packRows, double fmaCycles, long parallelFlop) {
  static final BlockSizes HERE = of(Lanes.LENGTH, manyRegisters());

  private static BlockSizes of(int lanes, boolean manyRegisters) {
    if (manyRegisters) {
      return new BlockSizes(
          8, lanes == 16 ? 192 : 256, 144, 2048, 96, lanes == 16 ? 1 : 0.5, 1 << 18);
    }
    return new BlockSizes(6, 256, 144, 2048, 96, lanes == 16 ? 1 : 0.5, 1 << 18);
  }

  /** Whether there are 32 vector registers, as on AVX-512 and ARM, or 16. */
  private static boolean manyRegisters() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize() == 512
        || System.getProperty("os.arch", "").equals("aarch64");
  }
}
