package lanewise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Numbers that CS231n publishes for its layers of images (assignment 2, ConvolutionalNetworks),
 * with channels first as there: (N, C, H, W) and (F, C, HH, WW).
 */
class ImageFactsTest {
  private static final double ERROR = 1e-7;

  private static final double[] CONV = {
    -0.08759809, -0.10987781, -0.18387192, -0.2109216, 0.21027089, 0.21661097, 0.22847626,
    0.23004637, 0.50813986, 0.54309974, 0.64082444, 0.67101435, -0.98053589, -1.03143541,
    -1.19128892, -1.24695841, 0.69108355, 0.66880383, 0.59480972, 0.56776003, 2.36270298,
    2.36904306, 2.38090835, 2.38247847
  };

  private static final double[] POOL = {
    -0.26315789,
    -0.24842105,
    -0.20421053,
    -0.18947368,
    -0.14526316,
    -0.13052632,
    -0.08631579,
    -0.07157895,
    -0.02736842,
    -0.01263158,
    0.03157895,
    0.04631579,
    0.09052632,
    0.10526316,
    0.14947368,
    0.16421053,
    0.20842105,
    0.22315789,
    0.26736842,
    0.28210526,
    0.32631579,
    0.34105263,
    0.38526316,
    0.4
  };

  /** (n, c, h, w) to (n, h, w, c). */
  private static Tensor channelsLast(Tensor x) {
    return permuted(x, 0, 2, 3, 1);
  }

  /** (n, h, w, c) to (n, c, h, w). */
  private static Tensor channelsFirst(Tensor x) {
    return permuted(x, 0, 3, 1, 2);
  }

  private static Tensor permuted(Tensor x, int... axes) {
    int[] dims = x.shape().dims();
    int[] strides = new int[4];
    int stride = 1;
    for (int axis = 3; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
    Shape shape = Shape.of(dims[axes[0]], dims[axes[1]], dims[axes[2]], dims[axes[3]]);
    double[] from = x.toDoubles();
    double[] to = new double[from.length];
    int at = 0;
    for (int a = 0; a < shape.dim(0); a++) {
      for (int b = 0; b < shape.dim(1); b++) {
        for (int c = 0; c < shape.dim(2); c++) {
          for (int d = 0; d < shape.dim(3); d++) {
            to[at++] =
                from[
                    a * strides[axes[0]]
                        + b * strides[axes[1]]
                        + c * strides[axes[2]]
                        + d * strides[axes[3]]];
          }
        }
      }
    }
    return Tensor.of(to, 0, shape);
  }

  @Test
  void convForwardNaive() {
    Tensor x = channelsLast(Tensor.linspace(-0.1, 0.5, 2, 3, 4, 4));
    Tensor w = channelsLast(Tensor.linspace(-0.2, 0.3, 3, 3, 4, 4));
    Tensor b = Tensor.linspace(-0.1, 0.2, 3);
    Slide slide = new Slide(4, 4, 2, 1, 1, 1);
    Tensor y = Tensor.of(new double[24], 0, Shape.of(2, 2, 2, 3));
    ConvGeometry geometry = new ConvGeometry(new Window(slide, slide), 3, 3, 1);
    new ReferenceKernels().convolutions().convolve(geometry, x, w, b, Activation.IDENTITY, y);
    assertThat(channelsFirst(y).toDoubles()).containsExactly(CONV, within(ERROR));
  }

  @Test
  void maxPoolForwardNaive() {
    Tensor x = channelsLast(Tensor.linspace(-0.3, 0.4, 2, 3, 4, 4));
    Slide slide = Slide.valid(4, 2, 2, 1);
    Tensor y = Tensor.of(new double[24], 0, Shape.of(2, 2, 2, 3));
    Tensor taps = Tensor.of(new double[24], 0, Shape.of(2, 2, 2, 3));
    new ReferenceKernels().pools().maxPool(new Window(slide, slide), x, y, taps);
    assertThat(channelsFirst(y).toDoubles()).containsExactly(POOL, within(ERROR));
    assertThat(taps.toDoubles()).containsOnly(3);
  }
}
