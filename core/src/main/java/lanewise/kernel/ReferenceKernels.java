package lanewise.kernel;

/**
 * The kernels as plain loops in float64 on the calling thread: the truth that the float32 backends
 * and all gradients are checked against. Written to be read, not to be fast: every method is its
 * formula in {@link Kernels}.
 *
 * <p>One theme of the seam, one interface of default methods: nothing here but their union.
 */
public final class ReferenceKernels
    implements ReferenceProducts,
        ReferenceElements,
        ReferenceReductions,
        ReferenceRows,
        ReferenceLosses,
        ReferenceNorms,
        ReferenceOptimizers {
  /** Kernels without threads or state: any two are alike. */
  public ReferenceKernels() {}

  @Override
  public void close() {}
}
