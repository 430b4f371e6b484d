package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of images, channels last: x (N, height, width, in), y (N, places down, places along,
 * out), weight (out, kernel height, kernel width, in / groups) without gaps, sizes as {@link
 * ConvGeometry} has them. The pixels of x, y and their gradients may have gaps between them; any
 * shape of so many pixels (rows) and channels (columns) will do. Signals of one dimension are
 * images of one row. Like everywhere in deep learning the kernel is not flipped.
 *
 * <p>Padding is zeros, and takes part: an infinite or NaN weight makes NaN at the border. On the
 * vector and the reference backend each element of a result is one chain of fused multiply-adds in
 * the order that the method names. Accuracy: k u times the sum of the terms' magnitudes, k the
 * length of the chain. No buffer of the size of all patches is made.
 */
public interface Convolutions {
  /**
   * y = f(x * weight + bias).
   *
   * <p>Each element is a chain from 0 over the taps, row by row, and for each tap over the input
   * channels; then the bias is added, then f applied, as {@link Products#affine} does. Cost: 2
   * steps() flop an element of y.
   *
   * @param bias of out elements, or absent
   */
  void convolve(
      ConvGeometry geometry,
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      Activation f,
      Tensor y);

  /**
   * dX = beta dX + the gradient in x: also the transposed convolution of dY.
   *
   * <p>Each element is a chain from beta dX over the places of the window that cover the pixel, in
   * their order, padding around dY included, and for each place over the output channels of the
   * group. beta = 0 ignores dX.
   */
  void convolveInput(ConvGeometry geometry, Tensor dY, Tensor weight, double beta, Tensor dX);

  /**
   * dWeight = beta dWeight + the gradient in the weight.
   *
   * <p>Each element is a chain from beta dWeight over the images and the places of the window in
   * their order: as long as dY has pixels. beta = 0 ignores dWeight.
   */
  void convolveWeight(ConvGeometry geometry, Tensor dY, Tensor x, double beta, Tensor dWeight);
}
