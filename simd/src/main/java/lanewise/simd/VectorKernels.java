package lanewise.simd;

import lanewise.kernel.Convolutions;
import lanewise.kernel.Elements;
import lanewise.kernel.Kernels;
import lanewise.kernel.Losses;
import lanewise.kernel.Norms;
import lanewise.kernel.OptimizerSteps;
import lanewise.kernel.Pools;
import lanewise.kernel.Products;
import lanewise.kernel.Reductions;
import lanewise.kernel.RowOps;
import lanewise.simd.gemm.Convolution;
import lanewise.simd.gemm.Gemm;
import lanewise.simd.image.Depthwise;
import lanewise.simd.parallel.WorkerPool;

/**
 * The kernels on the Vector API, float32: each family shares large work among threads and leaves
 * the computing to the loops it names.
 *
 * <p>Element-wise kernels are shared by ranges of elements, row-wise ones by rows, sums down
 * columns by columns; a sum is cut only where its definition adds up blocks, so the number of
 * threads changes no bit. A call allocates nothing; one that is shared, only its task (with the
 * sums of its blocks, if it is a sum).
 */
final class VectorKernels implements Kernels {
  private final WorkerPool pool;
  private final Products products;
  private final Elements elements;
  private final Reductions reductions;
  private final RowOps rowOps;
  private final Losses losses;
  private final Norms norms;
  private final OptimizerSteps optimizerSteps;
  private final Convolutions convolutions;
  private final Pools pools;

  VectorKernels(int threads) {
    pool = new WorkerPool(threads);
    Sharing sharing = new Sharing(pool);
    Gemm gemm = new Gemm(pool);
    Epilogues epilogues = new Epilogues();
    products = new VectorProducts(gemm, epilogues);
    convolutions = new VectorConvolutions(new Convolution(gemm), new Depthwise(pool), epilogues);
    pools = new VectorPools(sharing);
    elements = new VectorElements(sharing);
    reductions = new VectorReductions(sharing);
    rowOps = new VectorRowOps(sharing);
    losses = new VectorLosses(sharing);
    norms = new VectorNorms(sharing);
    optimizerSteps = new VectorOptimizerSteps(sharing);
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

  @Override
  public int threads() {
    return pool.threads();
  }

  @Override
  public void close() {
    pool.close();
  }
}
