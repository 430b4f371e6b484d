package lanewise.course;

import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * Between images as the course has them, (N, C, H, W), and as the engine has them, (N, H, W, C).
 */
final class ChannelsFirst {
  private ChannelsFirst() {}

  /** A copy with the channels last. */
  static Tensor toLast(String where, Tensor images) {
    require(where, images);
    Shape from = images.shape();
    return permuted(images, Shape.of(from.dim(0), from.dim(2), from.dim(3), from.dim(1)), true);
  }

  /** A copy with the channels first. */
  static Tensor toFirst(String where, Tensor images) {
    require(where, images);
    Shape from = images.shape();
    return permuted(images, Shape.of(from.dim(0), from.dim(3), from.dim(1), from.dim(2)), false);
  }

  private static Tensor permuted(Tensor images, Shape to, boolean last) {
    Shape shape = images.shape();
    int channels = last ? shape.dim(1) : shape.dim(3);
    int pixels = shape.size() / Math.max(1, shape.dim(0) * channels);
    double[] from = images.toDoubles();
    double[] values = new double[from.length];
    for (int n = 0; n < shape.dim(0); n++) {
      int first = n * channels * pixels;
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < pixels; p++) {
          int plane = first + c * pixels + p;
          int pixel = first + p * channels + c;
          values[last ? pixel : plane] = from[last ? plane : pixel];
        }
      }
    }
    return Tensor.of(values, 0, to);
  }

  private static void require(String where, Tensor images) {
    if (images.shape().rank() != 4) {
      throw new ShapeException(
          where + ": images " + images.shape() + ", expected (N, C, height, width)");
    }
  }
}
