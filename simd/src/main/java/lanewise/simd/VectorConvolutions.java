package lanewise.simd;

import lanewise.kernel.Activation;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Convolutions;
import lanewise.simd.gemm.Convolution;
import lanewise.simd.image.Depthwise;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Convolutions} of {@link VectorKernels}. */
record VectorConvolutions(Convolution convolution, Depthwise depthwise, Epilogues epilogues)
    implements Convolutions {
  @Override
  public void convolve(
      ConvGeometry geometry,
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      Activation f,
      Tensor y) {
    if (geometry.isDepthwise()) {
      depthwise.forward(geometry, x, weight, bias, epilogues.of(f), y);
    } else {
      convolution.forward(geometry, x, weight, bias, epilogues.of(f), y);
    }
  }

  @Override
  public void convolveInput(
      ConvGeometry geometry, Tensor dY, Tensor weight, double beta, Tensor dX) {
    if (geometry.isDepthwise()) {
      depthwise.input(geometry, dY, weight, (float) beta, dX);
    } else {
      convolution.input(geometry, dY, weight, (float) beta, dX);
    }
  }

  @Override
  public void convolveWeight(
      ConvGeometry geometry, Tensor dY, Tensor x, double beta, Tensor dWeight) {
    if (geometry.isDepthwise()) {
      depthwise.weight(geometry, dY, x, (float) beta, dWeight);
    } else {
      convolution.weight(geometry, dY, x, (float) beta, dWeight);
    }
  }
}
