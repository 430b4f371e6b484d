package lanewise.kernel;

import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * The kernels that layers, losses and optimizers compute with: one implementation of each kernel
 * interface, behind checks.
 *
 * <p>A backend is an object, never a process-wide switch: one JVM may hold several, each with its
 * own threads. Each method of {@link #products} and the other families checks element types, shapes
 * and overlap, then computes what its Javadoc says; {@link Kernels} has the rules that hold for
 * all. A tensor that does not fit raises {@link lanewise.tensor.ShapeException}, a number outside
 * of its range {@link lanewise.tensor.LanewiseException}. No method allocates. Safe for concurrent
 * calls; {@link #close} ends the backend's threads.
 */
public final class Backend implements Kernels {
  private final BackendSelection selection;
  private final Kernels kernels;
  private final Products products;
  private final Elements elements;
  private final Reductions reductions;
  private final RowOps rowOps;
  private final Losses losses;
  private final Norms norms;
  private final OptimizerSteps optimizerSteps;
  private final Convolutions convolutions;
  private final Pools pools;

  private Backend(BackendSelection selection, int threads) {
    this.selection = selection;
    this.kernels = selection.provider().create(threads);
    OperandChecks check =
        new OperandChecks(selection.provider().dtype(), selection.provider().name());
    products = new CheckedProducts(kernels.products(), check);
    elements = new CheckedElements(kernels.elements(), check);
    reductions = new CheckedReductions(kernels.reductions(), check);
    rowOps = new CheckedRowOps(kernels.rowOps(), check);
    losses = new CheckedLosses(kernels.losses(), check);
    norms = new CheckedNorms(kernels.norms(), check);
    optimizerSteps = new CheckedOptimizerSteps(kernels.optimizerSteps(), check);
    convolutions = new CheckedConvolutions(kernels.convolutions(), check);
    pools = new CheckedPools(kernels.pools(), check);
  }

  /** The fastest backend available here, on one thread. */
  public static Backend auto() {
    return create(BackendSelection.AUTO, 1);
  }

  /**
   * The kernels on the Vector API, in float32.
   *
   * @param threads as for {@link #create(String, int)}
   * @throws BackendUnavailableException if module lanewise.simd is missing or cannot run here
   */
  public static Backend vector(int threads) {
    return create("vector", threads);
  }

  /** The kernels as plain loops in float32, on the calling thread. */
  public static Backend scalar() {
    return create("scalar", 1);
  }

  /** The kernels as their formulas in float64, on the calling thread. */
  public static Backend reference() {
    return create("reference", 1);
  }

  /**
   * Creates a backend.
   *
   * @param name {@code auto}, {@code vector}, {@code scalar} or {@code reference}
   * @param threads how many threads may work on one call, the caller's included; the backends of
   *     plain loops have one all the same
   * @throws BackendUnavailableException if the name is unknown or the backend cannot run here
   */
  public static Backend create(String name, int threads) {
    checkThreads(name, threads);
    return new Backend(BackendSelection.select(name), threads);
  }

  /**
   * Creates the backend of a selection, such as one that was made for a reason of the caller's.
   *
   * @param threads as for {@link #create(String, int)}
   * @throws BackendUnavailableException if {@code threads} is out of its range
   */
  public static Backend create(BackendSelection selection, int threads) {
    checkThreads(selection.provider().name(), threads);
    return new Backend(selection, threads);
  }

  private static void checkThreads(String name, int threads) {
    if (threads < 1 || threads > 1024) {
      throw new BackendUnavailableException(
          "backend " + name + ": threads=" + threads + ", expected 1 to 1024");
    }
  }

  /** The name of what was chosen: never {@code auto}. */
  public String name() {
    return selection.provider().name();
  }

  public DType dtype() {
    return selection.provider().dtype();
  }

  /** How many threads may work on one call, the caller's included: 1 where asking cannot help. */
  @Override
  public int threads() {
    return kernels.threads();
  }

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

  /** What was chosen and why. */
  public BackendSelection selection() {
    return selection;
  }

  /** One line: what was chosen and why. */
  @Override
  public String toString() {
    return name()
        + ": "
        + selection.provider().description()
        + ", threads "
        + threads()
        + " ("
        + selection.reason()
        + ")";
  }

  @Override
  public void close() {
    kernels.close();
  }

  /** A new tensor of zeros of this backend's element type. */
  public Tensor zeros(int... dims) {
    return zeros(Shape.of(dims));
  }

  /** A new tensor of zeros of this backend's element type. */
  public Tensor zeros(Shape shape) {
    return Tensor.zeros(dtype(), shape);
  }

  /** A new tensor with these elements, rounded to this backend's element type. */
  public Tensor tensor(Shape shape, double... values) {
    return zeros(shape).copyFrom(values);
  }
}
