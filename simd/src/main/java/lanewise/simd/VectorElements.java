package lanewise.simd;

import lanewise.kernel.Activation;
import lanewise.kernel.Elements;
import lanewise.kernel.Function;
import lanewise.simd.math.ActivationGradients;
import lanewise.simd.math.ActivationLoops;
import lanewise.simd.math.Maps;
import lanewise.simd.math.Streams;
import lanewise.tensor.Tensor;

/** {@link Elements} of {@link VectorKernels}. */
record VectorElements(Sharing sharing) implements Elements {
  @Override
  public void map(Function f, Tensor x, Tensor y) {
    if (sharing.small(x)) {
      Maps.apply(f, x, y, 0, x.size());
    } else {
      sharing.elements(x, (i, n) -> Maps.apply(f, x, y, i, n));
    }
  }

  @Override
  public void activate(Activation f, Tensor x, Tensor y) {
    if (sharing.small(x)) {
      ActivationLoops.apply(f, x, y, 0, x.size());
    } else {
      sharing.elements(x, (i, n) -> ActivationLoops.apply(f, x, y, i, n));
    }
  }

  @Override
  public void activateGradient(Activation f, Tensor saved, Tensor dY, Tensor dX) {
    if (sharing.small(dX)) {
      ActivationGradients.apply(f, saved, dY, dX, 0, dX.size());
    } else {
      sharing.elements(dX, (i, n) -> ActivationGradients.apply(f, saved, dY, dX, i, n));
    }
  }

  @Override
  public void fill(double value, Tensor x) {
    if (sharing.small(x)) {
      Streams.fill((float) value, x, 0, x.size());
    } else {
      sharing.elements(x, (i, n) -> Streams.fill((float) value, x, i, n));
    }
  }

  @Override
  public void scale(double alpha, Tensor x) {
    if (sharing.small(x)) {
      Streams.scale((float) alpha, x, 0, x.size());
    } else {
      sharing.elements(x, (i, n) -> Streams.scale((float) alpha, x, i, n));
    }
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    boolean whole = x.contiguous() && y.contiguous();
    if (sharing.small(x)) {
      if (whole) {
        Streams.copy(x, y, 0, x.size());
      } else {
        Streams.copyRows(x, y, 0, x.rows());
      }
    } else if (whole) {
      sharing.elements(x, (i, n) -> Streams.copy(x, y, i, n));
    } else {
      sharing.rows(x, (i, n) -> Streams.copyRows(x, y, i, n));
    }
  }

  @Override
  public void axpy(double alpha, Tensor x, Tensor y) {
    boolean whole = x.contiguous() && y.contiguous();
    if (sharing.small(x)) {
      if (whole) {
        Streams.axpy((float) alpha, x, y, 0, x.size());
      } else {
        Streams.axpyRows((float) alpha, x, y, 0, x.rows());
      }
    } else if (whole) {
      sharing.elements(x, (i, n) -> Streams.axpy((float) alpha, x, y, i, n));
    } else {
      sharing.rows(x, (i, n) -> Streams.axpyRows((float) alpha, x, y, i, n));
    }
  }

  @Override
  public void multiply(Tensor x, Tensor y, Tensor z) {
    if (sharing.small(z)) {
      Streams.multiply(x, y, z, 0, z.size());
    } else {
      sharing.elements(z, (i, n) -> Streams.multiply(x, y, z, i, n));
    }
  }

  @Override
  public void clamp(double limit, Tensor x) {
    if (sharing.small(x)) {
      Streams.clamp((float) limit, x, 0, x.size());
    } else {
      sharing.elements(x, (i, n) -> Streams.clamp((float) limit, x, i, n));
    }
  }

  @Override
  public void dropoutMask(long seed, double keep, Tensor mask) {
    if (sharing.small(mask)) {
      Streams.dropoutMask(seed, keep, mask, 0, mask.size());
    } else {
      sharing.elements(mask, (i, n) -> Streams.dropoutMask(seed, keep, mask, i, n));
    }
  }
}
