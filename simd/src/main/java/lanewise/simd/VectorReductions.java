package lanewise.simd;

import java.util.concurrent.atomic.AtomicInteger;
import lanewise.kernel.Reductions;
import lanewise.simd.math.Columns;
import lanewise.simd.math.ReductionLoops;
import lanewise.tensor.Tensor;

/**
 * {@link Reductions} of {@link VectorKernels}. A sum is cut only where its definition adds up
 * blocks.
 */
record VectorReductions(Sharing sharing) implements Reductions {
  @Override
  public double sum(Tensor x) {
    if (sharing.small(x)) {
      return ReductionLoops.sum(x);
    }
    double[] blocks = blocks(x);
    sharing.units(blocks.length, SUM_BLOCK, (b, n) -> ReductionLoops.blockSums(x, blocks, b, n));
    return inOrder(blocks);
  }

  @Override
  public double sumOfSquares(Tensor x) {
    if (sharing.small(x)) {
      return ReductionLoops.sumOfSquares(x);
    }
    double[] blocks = blocks(x);
    sharing.units(
        blocks.length, SUM_BLOCK, (b, n) -> ReductionLoops.blockSumsOfSquares(x, blocks, b, n));
    return inOrder(blocks);
  }

  private static double[] blocks(Tensor x) {
    return new double[Math.ceilDiv(x.size(), SUM_BLOCK)];
  }

  private static double inOrder(double[] blocks) {
    double total = 0;
    for (double block : blocks) {
      total += block;
    }
    return total;
  }

  @Override
  public int firstNonFinite(Tensor x) {
    if (sharing.small(x)) {
      return ReductionLoops.firstNonFinite(x, 0, x.size());
    }
    AtomicInteger first = new AtomicInteger(x.size());
    sharing.elements(
        x,
        (i, n) -> {
          int found = ReductionLoops.firstNonFinite(x, i, n);
          if (found >= 0) {
            first.accumulateAndGet(found, Math::min);
          }
        });
    return first.get() == x.size() ? -1 : first.get();
  }

  @Override
  public void columnSums(Tensor x, double beta, Tensor y) {
    if (sharing.small(x)) {
      Columns.sums(x, (float) beta, y, 0, x.cols());
    } else {
      sharing.columns(x, (c, n) -> Columns.sums(x, (float) beta, y, c, n));
    }
  }

  @Override
  public void argmax(Tensor x, Tensor index) {
    if (sharing.small(x)) {
      ReductionLoops.argmax(x, index, 0, x.rows());
    } else {
      sharing.rows(x, (i, n) -> ReductionLoops.argmax(x, index, i, n));
    }
  }
}
