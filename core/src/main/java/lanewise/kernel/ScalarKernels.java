package lanewise.kernel;

/**
 * The kernels as plain loops in float32 on the calling thread: what runs where vectors cannot, and
 * the baseline that they are measured against.
 *
 * <p>The loops walk memory in order and leave vectorising to the JIT; elementary functions are
 * those of {@link Math}, computed in double. Results agree with {@link ReferenceKernels} within the
 * rounding of float32, but not in bits with other float32 backends: products are not fused into the
 * sums of a GEMM, and sums along memory are kept in double.
 *
 * <p>One theme of the seam, one interface of default methods: nothing here but their union.
 */
public final class ScalarKernels
    implements ScalarProducts,
        ScalarElements,
        ScalarReductions,
        ScalarRows,
        ScalarLosses,
        ScalarNorms,
        ScalarOptimizers {
  /** Kernels without threads or state: any two are alike. */
  public ScalarKernels() {}

  @Override
  public void close() {}
}
