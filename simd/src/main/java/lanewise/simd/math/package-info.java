/**
 * Everything of the vector backend but its products: elementary functions, activations, row and
 * column kernels, losses, normalisation, optimizer steps.
 *
 * <p>One result for every vector width: functions are made of additions, multiplications, fused
 * multiply-adds, divisions and square roots (all correctly rounded), comparisons and bit
 * operations, so a lane computes what any other lane would; sums along memory follow {@link
 * lanewise.simd.math.LaneTree}. What is left of a count after the last whole vector goes through
 * the same code, under a mask or from padded {@link lanewise.simd.math.Scratch}.
 *
 * <p>No vector is ever held in a field, an array or a lambda, and none should cross a call that is
 * not inlined: there the JIT would allocate it. C2 stops inlining ordinary methods once a
 * compilation has made 18000 nodes, and an operation of the Vector API makes about 500 (the API's
 * own methods are exempt). Hence the form of this package: a loop calls at most one function of
 * vectors, as its first act; that function calls others early, or not at all; everything else is
 * spelled out; no loop contains a function of vectors twice.
 */
@NullMarked
package lanewise.simd.math;

import org.jspecify.annotations.NullMarked;
