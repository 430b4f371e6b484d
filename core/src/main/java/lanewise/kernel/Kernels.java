package lanewise.kernel;

/**
 * One implementation of the kernel interfaces: every loop over elements that the engine runs.
 *
 * <p>Implementations trust their arguments, but for {@link Backend}, which checks them. Sizes of 0
 * are valid and do nothing (a product with k = 0 still scales C by beta). What lies between the
 * rows of a tensor is neither read for its value nor written.
 *
 * <p>Aliasing: an output may be the very same elements as an input ({@link
 * lanewise.tensor.Tensor#samePlace}) where the method says "in place"; any other overlap is
 * forbidden.
 *
 * <p>Non-finite values propagate: NaN in gives NaN out, unless a method says otherwise. beta = 0
 * overwrites, so NaN in the old output is ignored.
 *
 * <p>Determinism: a method's result depends on its arguments alone, never on the number of threads
 * or the vector width, and row i of a result depends on row i of the inputs alone where the
 * operation is row-wise. On the vector and the reference backend every element of a product is one
 * chain of fused multiply-adds over k = 0, 1, ..., K-1, started from beta*C: so there a product has
 * exactly one right answer. The vector backend's sums along memory ({@link Reductions#sum}, {@link
 * RowOps#softmax}) use a fixed tree of 16 virtual lanes. The scalar backend, which also serves
 * processors without a fused multiply-add, rounds each product and keeps sums along memory in
 * double: it agrees with the others within the bounds of their roundings, not in bits.
 *
 * <p>Sums down a column ({@link Reductions#columnSums}, {@link Norms#columnMoments}, the gradients
 * of slopes, gains and shifts) add row after row in more precision than the elements have: float32
 * in double, float64 with a compensation. So their error does not grow with the number of rows: it
 * is below 2.1u times the sum of the terms' magnitudes, for up to 2^25 rows, plus the few roundings
 * of a term that is a formula; u is the unit roundoff, 2^-24 or 2^-53. Nothing overflows on the way
 * to a finite float32 result.
 *
 * <p>Calls allocate nothing, but one that is shared among threads its task. Safe for concurrent
 * calls.
 */
public interface Kernels extends AutoCloseable {
  Products products();

  Elements elements();

  Reductions reductions();

  RowOps rowOps();

  Losses losses();

  Norms norms();

  OptimizerSteps optimizerSteps();

  Convolutions convolutions();

  Pools pools();

  /** How many threads may work on one call, the caller's included. */
  default int threads() {
    return 1;
  }

  /** Releases the threads, if any. No call may follow. */
  @Override
  default void close() {}
}
