package lanewise.kernel;

/**
 * The kernels as plain loops in float32 on the calling thread: what runs where vectors cannot, and
 * the baseline that they are measured against.
 *
 * <p>The loops walk memory in order and leave vectorising to the JIT; elementary functions are
 * those of {@link Math}, computed in double. Results agree with {@link ReferenceKernels} within the
 * rounding of float32, but not in bits with other float32 backends: products are not fused into the
 * sums of a GEMM, and sums along memory are kept in double.
 */
public final class ScalarKernels implements Kernels {
  private final ScalarElements elements = new ScalarElements();
  private final Products products = new ScalarProducts(elements);
  private final Reductions reductions = new ScalarReductions();
  private final RowOps rowOps = new ScalarRowOps();
  private final Losses losses = new ScalarLosses();
  private final Norms norms = new ScalarNorms();
  private final OptimizerSteps optimizerSteps = new ScalarOptimizerSteps();
  private final Convolutions convolutions = new ScalarConvolutions(elements);
  private final Pools pools = new ScalarPools();

  /** Kernels without threads or state: any two are alike. */
  public ScalarKernels() {}

  @Override
  public Products products() {
    return products;
  }

  @Override
  public Elements elements() {
    return elements;
  }

  @Override
  public Reductions reductions() {
    return reductions;
  }

  @Override
  public RowOps rowOps() {
    return rowOps;
  }

  @Override
  public Losses losses() {
    return losses;
  }

  @Override
  public Norms norms() {
    return norms;
  }

  @Override
  public OptimizerSteps optimizerSteps() {
    return optimizerSteps;
  }

  @Override
  public Convolutions convolutions() {
    return convolutions;
  }

  @Override
  public Pools pools() {
    return pools;
  }
}
