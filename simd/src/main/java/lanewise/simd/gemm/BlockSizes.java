package lanewise.simd.gemm;

import lanewise.simd.Lanes;

/**
 * The one table of block sizes.
 *
 * @param mr rows of a tile: as many as the registers hold
 * @param kc steps of k a block: long, because each block but the first waits for C to arrive from
 *     memory
 * @param mc most rows a block, dealt out evenly: many, because each block packs B anew
 * @param panelFloats elements of B packed at a time: 256 KiB, which L2 keeps while tile after tile
 *     passes
 * @param packing where packing pays
 * @param fmaCycles cycles a fused multiply-add of vectors
 * @param parallelFlop multiply-adds below which one thread does the work: 40 microseconds of it,
 *     and a worker that has gone to sleep takes 10 to wake
 */
record BlockSizes(
    int mr,
    int kc,
    int mc,
    int panelFloats,
    PackingThresholds packing,
    double fmaCycles,
    long parallelFlop) {
  /**
   * Where packing pays, for operands that could be read in place.
   *
   * @param rows rows from which on copying B into panels pays
   * @param rowsFar the same where the rows of B lie {@code farStride} elements apart or more: a
   *     page each, so that reading in place misses the TLB
   * @param farStride see rowsFar
   * @param columns columns from which on A is packed
   */
  record PackingThresholds(int rows, int rowsFar, int farStride, int columns) {
    /** Whether copying B into panels pays for so many rows of A. */
    boolean panelsPay(int rowsOfA, int ldb) {
      return rowsOfA >= (ldb < farStride ? rows : rowsFar);
    }
  }

  static final BlockSizes HERE = of(Lanes.LENGTH, Lanes.manyRegisters());

  /**
   * With 16 registers a tile of 6 x 2 vectors of 8 lanes takes 6 cycles per step: the front end is
   * nearly as busy as the multipliers, and packed operands, whose addresses cost nothing, pay
   * early: B from 32 rows on, A from 112 columns on, below which transposing it takes longer. With
   * 32 registers a tile of 8 x 2 vectors of 16 lanes takes 16 cycles (on Zen 4), and a few more
   * instructions do not matter.
   */
  private static BlockSizes of(int lanes, boolean manyRegisters) {
    return new BlockSizes(
        manyRegisters ? 8 : 6,
        512,
        1280,
        1 << 16,
        new PackingThresholds(
            manyRegisters ? 160 : 32, 24, 1024, manyRegisters ? Integer.MAX_VALUE : 112),
        lanes == 16 ? 1 : 0.5,
        1 << 21);
  }

  /** Rows a block of patches of kc steps: 512 KiB of them, and whole tiles. */
  int patchRows(int kc) {
    return Math.max(1, Math.min(mc, (1 << 17) / Math.max(1, kc)) / mr) * mr;
  }

  /** Panels a block of kc steps. */
  int panels(int kc) {
    return Math.max(1, panelFloats / (Math.max(1, kc) * Panels.WIDTH));
  }
}
