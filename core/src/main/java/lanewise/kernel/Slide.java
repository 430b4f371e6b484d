package lanewise.kernel;

import lanewise.tensor.ShapeException;

/**
 * A window that slides along one axis of an image: which elements it covers at each of its places.
 *
 * <p>At place p the window's tap t lies on element p * stride + t * dilation - before; what lies
 * outside of the axis is padding.
 *
 * @param extent elements of the axis
 * @param kernel taps of the window
 * @param stride elements from one place to the next
 * @param dilation elements from one tap to the next
 * @param before elements of padding before the first element
 * @param after elements of padding behind the last element, of which the window may leave some
 *     uncovered
 */
public record Slide(int extent, int kernel, int stride, int dilation, int before, int after) {
  /**
   * @throws ShapeException if a number is out of its range, or the window is wider than the padded
   *     axis
   */
  public Slide {
    require(extent >= 1, "extent " + extent, "1 or more");
    require(kernel >= 1, "kernel " + kernel, "1 or more");
    require(stride >= 1, "stride " + stride, "1 or more");
    require(dilation >= 1, "dilation " + dilation, "1 or more");
    require(before >= 0 && after >= 0, "padding " + before + ", " + after, "0 or more");
    long padded = (long) extent + before + after;
    require(padded <= Integer.MAX_VALUE, "padding " + before + ", " + after, "less");
    require(
        (long) (kernel - 1) * dilation < padded,
        "kernel "
            + kernel
            + (dilation == 1 ? "" : " of dilation " + dilation)
            + " on "
            + padded
            + " elements, padding included",
        "no more than "
            + ((padded - 1) / dilation + 1)
            + " taps; pad more or take a smaller kernel");
  }

  private static void require(boolean valid, String found, String rule) {
    if (!valid) {
      throw new ShapeException(found + ", expected " + rule);
    }
  }

  /** A window that does not slide, over an axis of one element. */
  public static Slide none() {
    return new Slide(1, 1, 1, 1, 0, 0);
  }

  /** Without padding. */
  public static Slide valid(int extent, int kernel, int stride, int dilation) {
    return new Slide(extent, kernel, stride, dilation, 0, 0);
  }

  /**
   * With as much padding as gives ceil(extent / stride) places, the odd element of it at the end:
   * "same" of Keras and TensorFlow, SAME_UPPER of ONNX.
   */
  public static Slide same(int extent, int kernel, int stride, int dilation) {
    long places = Math.ceilDiv(extent, Math.max(1, stride));
    long covered = (places - 1) * stride + (kernel - 1L) * dilation + 1;
    int padding = (int) Math.min(Integer.MAX_VALUE, Math.max(0, covered - extent));
    return new Slide(extent, kernel, stride, dilation, padding / 2, padding - padding / 2);
  }

  /** How many places the window has. */
  public int places() {
    return (int) (((long) extent + before + after - (kernel - 1L) * dilation - 1) / stride) + 1;
  }

  /** The element that a tap covers at a place; outside of 0 to extent - 1 it is padding. */
  public int element(int place, int tap) {
    return place * stride + tap * dilation - before;
  }

  /**
   * The place at which a tap covers an element, perhaps outside of 0 to places() - 1; or {@link
   * Integer#MIN_VALUE} if the stride steps over it.
   */
  public int place(int element, int tap) {
    int distance = element + before - tap * dilation;
    return Math.floorMod(distance, stride) == 0
        ? Math.floorDiv(distance, stride)
        : Integer.MIN_VALUE;
  }

  /** Whether every element is covered once, by a window of one tap. */
  boolean isIdentity() {
    return kernel == 1 && stride == 1 && before == 0 && after == 0;
  }
}
