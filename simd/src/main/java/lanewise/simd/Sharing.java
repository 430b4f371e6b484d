package lanewise.simd;

import lanewise.simd.parallel.WorkerPool;
import lanewise.tensor.Tensor;

/**
 * Shares a kernel's work among the threads of a pool: by ranges of elements, of rows, or of columns
 * where sums go down them. Where a share ends changes no bit of the result.
 *
 * <p>A kernel asks {@link #small} first and calls its loop itself: a task would be garbage.
 */
record Sharing(WorkerPool pool) {
  /** Whether the tensor is not worth more than the calling thread. */
  boolean small(Tensor x) {
    return pool.threads() == 1 || Shares.isSmall(x.size());
  }

  /** Shares the elements of a tensor without gaps. */
  void elements(Tensor x, Shares.Range work) {
    units(x.size(), 1, work);
  }

  void rows(Tensor x, Shares.Range work) {
    units(x.rows(), x.cols(), work);
  }

  void columns(Tensor x, Shares.Range work) {
    run(Shares.ofColumns(x.cols(), x.rows(), pool.threads(), work));
  }

  /** Shares so many units of {@code width} elements each. */
  void units(int count, int width, Shares.Range work) {
    run(Shares.ofRows(count, width, pool.threads(), work));
  }

  private void run(Shares shares) {
    pool.run(shares.count(), shares);
  }
}
