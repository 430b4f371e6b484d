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
 * <p>What was tried, and in what share of the peak: docs/notes/gemm.md.
 */
@NullMarked
package lanewise.simd.gemm;

import org.jspecify.annotations.NullMarked;
