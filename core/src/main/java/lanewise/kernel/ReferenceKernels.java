package lanewise.kernel;

/**
 * The kernels as plain loops in float64 on the calling thread: the truth that the float32 backends
 * and all gradients are checked against. Written to be read, not to be fast: every method is its
 * formula, spelled with {@link Matrix}, so that it is a second opinion on the scalar loops.
 */
public final class ReferenceKernels implements Kernels {
  private final ReferenceElements elements = new ReferenceElements();
  private final Products products = new ReferenceProducts();
  private final Reductions reductions = new ReferenceReductions();
  private final RowOps rowOps = new ReferenceRowOps();
  private final Losses losses = new ReferenceLosses();
  private final Norms norms = new ReferenceNorms();
  private final OptimizerSteps optimizerSteps = new ReferenceOptimizerSteps();
  private final Convolutions convolutions = new ReferenceConvolutions();
  private final Pools pools = new ReferencePools();

  /** Kernels without threads or state: any two are alike. */
  public ReferenceKernels() {}

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
