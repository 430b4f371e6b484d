package lanewise.course;

import lanewise.kernel.Backend;
import lanewise.kernel.Slide;
import lanewise.kernel.Window;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * CS231n's max pooling in its float64 and its forms, channels first: x (N, C, H, W), y (N, C, H',
 * W') with H' = 1 + (H - height) / stride. Of equal pixels the first has the gradient.
 *
 * <p>Source: Stanford CS231n, assignment 2, {@code max_pool_forward_naive} and {@code
 * max_pool_backward_naive}.
 *
 * @param height rows of the window
 * @param width columns of the window
 * @param stride pixels from one place of the window to the next, both ways
 */
public record SpatialMaxPool(int height, int width, int stride) {
  /**
   * The largest pixels of a batch.
   *
   * @param x (N, C, H, W), not copied: unchanged until the backward pass
   * @param cache keeps x for {@link #backward}
   * @return (N, C, H', W'), the caller's own
   * @throws ShapeException if x is no batch of images, or smaller than the window
   */
  public Tensor forward(Tensor x, Cache cache) {
    Tensor images = ChannelsFirst.toLast("SpatialMaxPool.forward", x);
    cache.keep(this, x);
    return ChannelsFirst.toFirst("SpatialMaxPool.forward", pool(images)[0]);
  }

  /**
   * The gradient of the loss in x.
   *
   * @param dOut the gradient of the loss in the output, (N, C, H', W')
   * @param cache of the forward pass
   * @return (N, C, H, W), the caller's own
   * @throws lanewise.tensor.LanewiseException if the cache has no forward pass of this layer
   */
  public Tensor backward(Tensor dOut, Cache cache) {
    Tensor x = cache.input("SpatialMaxPool.backward", this);
    Tensor images = ChannelsFirst.toLast("SpatialMaxPool.backward", x);
    Tensor dY = ChannelsFirst.toLast("SpatialMaxPool.backward", dOut);
    try (Backend backend = Backend.reference()) {
      Tensor dX = backend.zeros(images.shape());
      backend.pools().maxPoolGradient(window(images), dY, pool(images)[1], dX);
      return ChannelsFirst.toFirst("SpatialMaxPool.backward", dX);
    }
  }

  /** What is largest, and where it was. */
  private Tensor[] pool(Tensor images) {
    Window window = window(images);
    Shape shape =
        Shape.of(
            images.shape().dim(0),
            window.rows().places(),
            window.columns().places(),
            images.cols());
    try (Backend backend = Backend.reference()) {
      Tensor y = backend.zeros(shape);
      Tensor taps = backend.zeros(shape);
      backend.pools().maxPool(window, images, y, taps);
      return new Tensor[] {y, taps};
    }
  }

  private Window window(Tensor images) {
    return new Window(
        Slide.valid(images.shape().dim(1), height, stride, 1),
        Slide.valid(images.shape().dim(2), width, stride, 1));
  }
}
