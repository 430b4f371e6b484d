/**
 * Matrix products: the driver, packing, microkernels, and one table of block sizes.
 *
 * <p>{@link lanewise.simd.gemm.Gemm} is the way in. A {@code Product} is one call, oriented so that
 * vectors run along the columns of its right-hand operand; it may be the transpose of what the
 * caller asked for, since A.B and the transpose of B^T.A^T are the same chains of multiply-adds.
 * That choice is what keeps narrow matrices (n = 10, n = 50) from paying for whole vectors, and
 * lets a product with a transposed operand pack the smaller one, or none. {@code Panels} and {@code
 * Strips} pack B and A where reading them in place would cost more, {@code Tiles} multiply, {@code
 * Gemv} does what has one row.
 *
 * <p>What was tried and left out, on a shared Zen 4 machine at AVX-512 unless said, in CPU time,
 * alternating with OpenBLAS 0.3.30:
 *
 * <ul>
 *   <li>kc = 192 or 256, so that a panel stays in L1: 0.60 to 0.73 of the FMA peak at 1024^3,
 *       against 0.82 to 0.91 with kc = 1024. A tile of C comes from L3 or memory, Java has no
 *       prefetch, and its chains wait for it; so it is to be fetched as rarely as possible. Panels
 *       stream from L2 fast enough.
 *   <li>Panels in the outer loop and tiles in the inner (the usual order), at AVX2: 0.85 to 0.88 of
 *       OpenBLAS at 1024^3, against 0.92 to 0.95. Running along a row of C, the hardware prefetches
 *       C.
 *   <li>The same order where B is read in place: 0.83 of OpenBLAS and of MKL at 64x784x256 (AVX2),
 *       against 1.10 and 0.87 where one panel after the other is done with all tiles.
 *   <li>nc = 2048: 0.85 to 0.89 of OpenBLAS at 2048^3, against 0.98 with nc = 512. nc = 256 was the
 *       same at 1024^3 and slower at 2048^3 (AVX2).
 *   <li>nc = 512 where A has few rows: at AVX2 nc = 64 was 1.07 to 1.27 times as fast at
 *       3072x50x200 TN, 1.07 at 200x50x3072 NT, and 1.06 at 784x10x64 TN; nc = 16 was slower (0.95
 *       at 3072x50x200 and at 64^3). At AVX-512 0.8 to 1.1, no clear gain.
 *   <li>Blocks of kc = 512 and nc = 128, which fit half of L2: 0.72 to 0.84 of the speed of 1024
 *       and 512 at 1024^3 (AVX2).
 *   <li>A transposition whose stage of halves is done by loads four elements apart, and that of
 *       neighbours by shifts: 8 vector rearrangements for 24, but 0.96 to 1.04 of the speed of the
 *       products that use it; addresses and bounds checks count for as much.
 *   <li>Packed panels in 64-byte-aligned native memory: no gain over a float[] on the kernel in L1
 *       (8x2: 0.93 to 0.97 either way), and more spills at AVX2.
 *   <li>Zeroing the accumulators in a branch where beta = 0: the JIT pruned the branch that had not
 *       been seen, and allocated registers anew each time; at AVX2 512^3 fell from 0.9 of OpenBLAS
 *       to 0.45 depending on what had run before. Loading the start from a row of zeros costs
 *       nothing and always gives the same code.
 *   <li>Transposed packing of A: as fast as packing its rows at AVX-512, slower at AVX2 (2048^3:
 *       0.81 to 0.85 of OpenBLAS, against 0.97).
 *   <li>A vector times a transposed 1024x1024 matrix: eight scalar chains side by side 8.6 Gflop/s,
 *       sixteen rows transposed in registers 6.7 (rows 4 KiB apart fall into one set of L1), eight
 *       rows 12.4 (one chain of 8 lanes, bound by the latency of its multiply-adds). Groups of
 *       eight rows taking turns, sixteen steps each, 4.5 to 7; blocks of 64 steps transposed into a
 *       buffer and multiplied from there in four chains 4 to 6 (rows are no longer read in long
 *       runs).
 * </ul>
 */
@NullMarked
package lanewise.simd.gemm;

import org.jspecify.annotations.NullMarked;
