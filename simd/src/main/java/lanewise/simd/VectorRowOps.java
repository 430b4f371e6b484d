package lanewise.simd;

import lanewise.kernel.RowOps;
import lanewise.simd.math.Columns;
import lanewise.simd.math.SoftmaxLoops;
import lanewise.simd.math.Streams;
import lanewise.tensor.Tensor;

/** {@link RowOps} of {@link VectorKernels}. */
record VectorRowOps(Sharing sharing) implements RowOps {
  @Override
  public void softmax(Tensor x, Tensor y) {
    if (sharing.small(x)) {
      SoftmaxLoops.softmax(x, y, 0, x.rows());
    } else {
      sharing.rows(x, (i, n) -> SoftmaxLoops.softmax(x, y, i, n));
    }
  }

  @Override
  public void logSoftmax(Tensor x, Tensor y) {
    if (sharing.small(x)) {
      SoftmaxLoops.logSoftmax(x, y, 0, x.rows());
    } else {
      sharing.rows(x, (i, n) -> SoftmaxLoops.logSoftmax(x, y, i, n));
    }
  }

  @Override
  public void softmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    if (sharing.small(y)) {
      SoftmaxLoops.softmaxGradient(y, dY, dX, 0, y.rows());
    } else {
      sharing.rows(y, (i, n) -> SoftmaxLoops.softmaxGradient(y, dY, dX, i, n));
    }
  }

  @Override
  public void logSoftmaxGradient(Tensor y, Tensor dY, Tensor dX) {
    if (sharing.small(y)) {
      SoftmaxLoops.logSoftmaxGradient(y, dY, dX, 0, y.rows());
    } else {
      sharing.rows(y, (i, n) -> SoftmaxLoops.logSoftmaxGradient(y, dY, dX, i, n));
    }
  }

  @Override
  public void prelu(Tensor x, Tensor slope, Tensor y) {
    if (sharing.small(x)) {
      Columns.prelu(x, slope, y, 0, x.rows());
    } else {
      sharing.rows(x, (i, n) -> Columns.prelu(x, slope, y, i, n));
    }
  }

  @Override
  public void gatherRows(Tensor source, Tensor indices, Tensor target) {
    if (sharing.small(target)) {
      Streams.gatherRows(source, indices, target, 0, target.rows());
    } else {
      sharing.rows(target, (i, n) -> Streams.gatherRows(source, indices, target, i, n));
    }
  }

  @Override
  public void scaleRows(Tensor x, Tensor factors, Tensor y) {
    if (sharing.small(x)) {
      Streams.scaleRows(x, factors, y, 0, x.rows());
    } else {
      sharing.rows(x, (i, n) -> Streams.scaleRows(x, factors, y, i, n));
    }
  }

  @Override
  public void embed(Tensor table, Tensor places, Tensor y) {
    if (sharing.small(y)) {
      Streams.embed(table, places, y, 0, y.rows());
    } else {
      sharing.rows(y, (i, n) -> Streams.embed(table, places, y, i, n));
    }
  }

  @Override
  public void embedGradient(Tensor dY, Tensor places, Tensor dTable) {
    if (sharing.small(dY)) {
      Streams.embedGradient(dY, places, dTable, 0, dY.cols());
    } else {
      sharing.columns(dY, (j, n) -> Streams.embedGradient(dY, places, dTable, j, n));
    }
  }
}
