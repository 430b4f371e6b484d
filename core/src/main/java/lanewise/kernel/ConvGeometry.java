package lanewise.kernel;

import lanewise.tensor.ShapeException;

/**
 * The sizes of a convolution. A layer makes one and keeps it.
 *
 * <p>The weight is (out, kernel height, kernel width, in / groups). Output channels fall into as
 * many groups as input channels; those of a group read the input channels of the same group alone.
 *
 * @param window how the kernel slides over an image
 * @param in channels of the input
 * @param out channels of the output
 * @param groups 1, or a divisor of both; in = out = groups is a depthwise convolution
 */
public record ConvGeometry(Window window, int in, int out, int groups) {
  /**
   * @throws ShapeException if a number is below 1 or the groups do not divide the channels
   */
  public ConvGeometry {
    if (in < 1 || out < 1) {
      throw new ShapeException("channels " + in + " to " + out + ", expected 1 or more of each");
    }
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new ShapeException(
          "groups "
              + groups
              + " of "
              + in
              + " input and "
              + out
              + " output channels, expected a divisor of both");
    }
  }

  /** Input channels of a group. */
  public int groupIn() {
    return in / groups;
  }

  /** Output channels of a group. */
  public int groupOut() {
    return out / groups;
  }

  /** Multiply-adds of an element of the result: taps times input channels of a group. */
  public int steps() {
    return window.taps() * groupIn();
  }

  /** Elements of the weight. */
  public int weights() {
    return out * steps();
  }

  /** Whether each channel is convolved with a kernel of its own. */
  public boolean isDepthwise() {
    return groups == in && groups == out && groups > 1;
  }
}
