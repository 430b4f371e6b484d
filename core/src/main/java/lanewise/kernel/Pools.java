package lanewise.kernel;

import lanewise.tensor.Tensor;

/**
 * The largest or the mean of the pixels under a window, per channel: x (N, height, width,
 * channels), y (N, places down, places along, channels), channels last and contiguous. Pixels may
 * have gaps between them. Padding never takes part, but where averages are asked to count it.
 */
public interface Pools {
  /**
   * y = the largest element under the window, per channel, and which it was. NaN is larger than all
   * others; of equals the first counts. A window on padding alone gives -infinity at tap 0.
   *
   * @param taps receives for each element of y the number of the tap that it came from, row by row
   *     from 0; of y's pixels and channels, in the element type of the others
   */
  void maxPool(Window window, Tensor x, Tensor y, Tensor taps);

  /**
   * dX = for each element the sum of dY over the places where it was the largest, in their order.
   *
   * @param taps as {@link #maxPool} gave them
   */
  void maxPoolGradient(Window window, Tensor dY, Tensor taps, Tensor dX);

  /**
   * y = the mean of the elements under the window, per channel: their sum, tap after tap, divided
   * by their number. A window on padding alone gives 0. Accuracy: n u times the mean of the
   * magnitudes, n the taps.
   *
   * @param countPadding whether padding counts as zeros, so that the divisor is always the number
   *     of taps (PyTorch's default), else only what is there is averaged (Keras's, ONNX's)
   */
  void averagePool(Window window, boolean countPadding, Tensor x, Tensor y);

  /**
   * dX = for each element the sum of dY / divisor over the places that cover it, in their order.
   */
  void averagePoolGradient(Window window, boolean countPadding, Tensor dY, Tensor dX);
}
