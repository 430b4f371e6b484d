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
 *   <li>A block of B as large as L2, or larger, while tiles pass over it: with 1 MiB of panels a
 *       tile reaches 0.79 to 0.95 of the peak, changing from run to run with the pages that the
 *       system gave, with 256 KiB 0.97 (AVX2).
 *   <li>kc = 192 or 256 at AVX-512: 0.60 to 0.73 of the FMA peak at 1024^3, against 0.82 to 0.91
 *       with kc = 1024. A tile of C comes from L3 or memory, Java has no prefetch, and its chains
 *       wait for it; so it is to be fetched as rarely as possible.
 *   <li>Other block sizes than these: kc = 1024, or half or twice the panels, 0.97 to 1.02 of the
 *       speed from 512^3 to 2048^3, on either instruction set. Rows a block: 384 for 1024 0.97 at
 *       2048^3, 2048 for 1024 0.93 (AVX2).
 *   <li>Reading an element of each line of C before a row of tiles, so that the misses overlap:
 *       0.995 to 1.03 of the speed without, least of all where C comes from L3 (1024^3, 2048^3).
 *   <li>All of B packed at once, rows of A for all of k in L2, and C touched once: 1.00 of the
 *       speed at 1024^3, 0.88 to 0.93 at 2048^3, where panels then come from L3.
 *   <li>Microkernels that run through several panels a call, to save calls: 0.70 to 0.99 of the
 *       speed, because the JIT moves the integers of the outer loop through the stack in the inner.
 *   <li>Two steps of k a turn in every strip: 0.89 to 0.98 of the speed up to 128^3, because each
 *       load of a turn has its bounds check before the loop; from k = 384 on 1.04 to 1.06 while the
 *       core is shared (see below), 0.98 to 1.02 else, so only long sums do it. Four steps: as two.
 *       A remainder after the loop: 10 vectors on the stack. A remainder before it: integers in
 *       vector registers, and no gain. Hence blocks of an even number of steps.
 *   <li>Counting by the offset in the strip, which spares two instructions more at AVX2: the tile
 *       of 8x2 fell from 0.97 of the peak to 0.83 (AVX-512, G1).
 *   <li>Packing one panel after the other: 0.7 cycles an element at 512^2, 1.4 at 1024^2 where each
 *       row lies in a page of its own; four panels at once 0.4 and 0.5.
 *   <li>Rows of A copied but not transposed: at AVX2 0.76 to 0.98 of OpenBLAS from 256^3 to 2048^3,
 *       against 0.91 to 1.08 with strips. At AVX-512 neither is worth its cost: strips 0.96 and
 *       0.97 of the speed of rows read in place at 512^3 and 256^3, 0.85 at 128x1000x512.
 *   <li>Panels in the outer loop where B is read in place and tiles in the inner one is the order
 *       that is right there: 1.10 and 0.87 of OpenBLAS and MKL at 64x784x256 (AVX2), against 0.83
 *       in the other.
 *   <li>Other transpositions, in cycles an element from L2 to L2, where copying takes 0.42: three
 *       stages of rearrangements on blocks of 8x8, a distance of the results that the JIT does not
 *       know, 0.55 to 0.7; a distance that it knows 0.46 to 0.54; blocks of 8x4, whose halves are
 *       loaded apart, 0.44 to 0.54. Neighbours exchanged by shifts of 64 bits: the same. Sixteen
 *       rows at once, to write whole cache lines: 1.3. 64 columns at a time, so that a line is
 *       filled while in L1: 0.55 to 0.6.
 *   <li>Packed panels in 64-byte-aligned native memory: no gain over a float[] on the kernel in L1
 *       (8x2: 0.93 to 0.97 either way), and more spills at AVX2.
 *   <li>Zeroing the accumulators in a branch where beta = 0: the JIT pruned the branch that had not
 *       been seen, and allocated registers anew each time; at AVX2 512^3 fell from 0.9 of OpenBLAS
 *       to 0.45 depending on what had run before. Loading the start from a row of zeros costs
 *       nothing and always gives the same code. Kernels of their own that start from zeroed
 *       registers do so too, and gain 0 to 5 % from 64^3 to 256^3 (Zen 3): of the 215 instructions
 *       that a call spends beside its loop, 60 load the start and check its bounds.
 *   <li>On Zen 3, in CPU time, alternating with the code before: panels in the outer loop and eight
 *       tiles, or all, in the inner one, so that a panel stays in L1: 0.95 to 1.01 of the speed
 *       from 64^3 to 256^3. Strips packed just before their tile, into one buffer: 0.99 to 1.01.
 *       Rows of A copied to a distance that the JIT knows: packing falls from 0.9 cycles an element
 *       to 0.35, the loop takes 5 to 8 % longer, together nothing. A read in place at 64^3 and
 *       96^3, where transposing it is a tenth of the time: 1.07 to 1.1 in some runs, 0.87 in
 *       another; at 128^3 and 256^3 1.01 and 0.8 to 0.9.
 *   <li>A vector times a transposed 1024x1024 matrix: eight scalar chains side by side 8.6 Gflop/s,
 *       sixteen rows transposed in registers 6.7 (rows 4 KiB apart fall into one set of L1), eight
 *       rows 12.4 (one chain of 8 lanes, bound by the latency of its multiply-adds). Groups of
 *       eight rows taking turns, sixteen steps each, 4.5 to 7; blocks of 64 steps transposed into a
 *       buffer and multiplied from there in four chains 4 to 6 (rows are no longer read in long
 *       runs).
 *   <li>A core that another guest of the host shares: its front end deals out instructions in turn,
 *       and then their number counts, not the multipliers. In the worst tenth of one minute,
 *       against the peak of a quiet one: 12 FMAs in a loop 0.89, with 8 loads and 1 other
 *       instruction (written in C) 0.83, with 11 others 0.68; the strip's loop 0.62 when it had 10
 *       others, 0.70 with 8, 0.75 with 4, as two steps a turn have. At AVX-512 31 instructions take
 *       16 cycles, and hardly anything is lost.
 *   <li>The collector, and what runs first: the Serial and the Parallel collector compile loops
 *       without strip mining, and where the first products of a JVM are sums of fewer than ten
 *       steps, the JIT takes these loops for short ones and keeps their counters in vector
 *       registers. Products that read A in place (at AVX2 those of fewer than 112 columns or 32
 *       rows) then stay at 0.6 (AVX-512) or 0.5 (AVX2) of their speed; with G1 at 0.5 to 1.0. Three
 *       ways round it were tried. Rows of A copied to a distance that the JIT knows, which takes
 *       every bounds check out of the loop as with strips: as fast in every order, but with G1 0.82
 *       to 0.90 of the speed at AVX-512, 0.93 to 1.1 at AVX2, and 0.65 to 0.8 where k is 10. Sums
 *       of fewer than ten steps always packed: cures it, but they fall to 0.45 to 0.87 of their
 *       speed. Fewer strides, two pointers to rows or strides in an array: 0.35 to 0.9 of the peak,
 *       now here, now there. Strips at AVX2 below 64 columns: 0.67 to 0.9 of the speed.
 *   <li>Vectors of eight lanes that transpose where all else has sixteen: a quarter faster than
 *       sixteen lanes do it, 1 to 5 % of a product that packs with transposition, but see {@link
 *       lanewise.simd.Lanes} for what it does to every other kernel. Other ways with sixteen lanes,
 *       in cycles an element where eight take 0.55: sixteen rows at once 0.6, but 1.1 where they
 *       fall into one set of L1; halves of a vector written under masks 0.75, but the check of a
 *       mask allocates as soon as other kernels use masks at the end of an array.
 * </ul>
 */
@NullMarked
package lanewise.simd.gemm;

import org.jspecify.annotations.NullMarked;
