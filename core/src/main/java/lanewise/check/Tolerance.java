package lanewise.check;

/**
 * How far an element of a float32 result may lie from the float64 result of the same inputs. This
 * is the one place that says so.
 *
 * <p>The rule is standard forward error analysis (N. Higham, "Accuracy and Stability of Numerical
 * Algorithms", chapters 2 to 4): an operation in float32 rounds its result by at most u = 2^-24 of
 * the value that is rounded. A result that is made by n operations, one after the other, on values
 * no larger than a scale S is off by at most n u S. So a tolerance is a count of roundings and a
 * scale:
 *
 * <ul>
 *   <li>A chain of k multiply-adds: k roundings, each of a partial sum, and no partial sum is
 *       larger than the sum of the sizes of all products: S = |A|.|B|. So for a GEMM, a dense
 *       layer, column sums, the sums of a batch normalisation.
 *   <li>A sum along memory runs in {@link lanewise.kernel.Kernels#SUM_LANES} lanes of blocks of
 *       {@link lanewise.kernel.Kernels#SUM_BLOCK}, whose totals are added in double: the longest
 *       chain is a lane of a block and the tree over the lanes, whatever the length.
 *   <li>An elementary function is allowed 2 units in the last place (4 roundings) of its result, or
 *       of 1 where the formula cancels (GELU, ELU, softplus near 0). An error in its argument is
 *       passed on: exp(x - max) is off by |x - max| u more, so a softmax has the range of its row
 *       among its roundings.
 *   <li>All else is a small count of roundings on the terms that are added: S is the sum of the
 *       sizes of the terms, not the size of the result, so that cancellation is allowed for and
 *       nothing else is.
 *   <li>Copies, indices and masks are exact.
 * </ul>
 *
 * <p>These are bounds, not estimates: a right kernel cannot exceed them, and errors seen are
 * usually a tenth of them, for roundings seldom all point the same way. A wrong kernel (a lost
 * tail, a wrong index, a missing term) is off by orders of magnitude more. Below the smallest
 * normal float there is an absolute error on top.
 */
@FunctionalInterface
interface Tolerance {
  /** The unit roundoff of float32. */
  double UNIT = 0x1p-24;

  /**
   * The largest error allowed.
   *
   * @param index the element's index, counted without padding
   * @param reference its float64 value
   */
  double at(int index, double reference);

  /** Not a bit off. */
  static Tolerance exact() {
    return (index, reference) -> 0;
  }

  /** So many roundings of the result itself. */
  static Tolerance ofResult(double roundings) {
    return (index, reference) -> roundings * UNIT * Math.abs(reference) + Float.MIN_NORMAL;
  }

  /** So many roundings of the result, or of 1 where it is smaller. */
  static Tolerance ofResultOrOne(double roundings) {
    return (index, reference) -> roundings * UNIT * Math.max(1, Math.abs(reference));
  }

  /** So many roundings of terms whose sizes add up to {@code scale}, element by element. */
  static Tolerance ofTerms(double roundings, double[] scale) {
    return (index, reference) -> roundings * UNIT * scale[index] + Float.MIN_NORMAL;
  }

  /** The roundings of a sum along memory. */
  static double roundingsOfSum(int count) {
    return Math.min(
            count, lanewise.kernel.Kernels.SUM_BLOCK / (double) lanewise.kernel.Kernels.SUM_LANES)
        + 8;
  }
}
