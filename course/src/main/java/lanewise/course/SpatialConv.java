package lanewise.course;

import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Slide;
import lanewise.kernel.Window;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * CS231n's convolution in its float64 and its forms, channels first.
 *
 * <p>Shapes: x (N, C, H, W), w (F, C, HH, WW), b (F), y (N, F, H', W') with H' = 1 + (H + 2 pad -
 * HH) / stride; all float64. NaN and infinity propagate. Weight and bias are the caller's own
 * tensors: what a step writes into them is seen by the next forward pass. Only one backward pass
 * may run at once.
 *
 * <p>Source: Stanford CS231n, assignment 2, {@code conv_forward_naive} and {@code
 * conv_backward_naive}.
 */
public final class SpatialConv {
  private final Backend backend = Backend.reference();
  private final Tensor weight;
  private final Tensor bias;
  private final int stride;
  private final int pad;
  private Tensor dWeight;
  private final Tensor dBias;

  /**
   * A layer on these tensors.
   *
   * @param weight (F, C, HH, WW)
   * @param bias (F)
   * @param stride pixels from one place of a filter to the next, both ways
   * @param pad pixels of zeros on each side
   * @throws ShapeException if they do not fit together
   */
  public SpatialConv(Tensor weight, Tensor bias, int stride, int pad) {
    if (weight.shape().rank() != 4 || !bias.shape().equals(Shape.of(weight.shape().dim(0)))) {
      throw new ShapeException(
          "SpatialConv: weight "
              + weight.shape()
              + " and bias "
              + bias.shape()
              + ", expected (F, C, HH, WW) and (F)");
    }
    this.weight = weight;
    this.bias = bias;
    this.stride = stride;
    this.pad = pad;
    dWeight = backend.zeros(weight.shape());
    dBias = backend.zeros(bias.shape());
  }

  /**
   * The convolution of a batch.
   *
   * @param x (N, C, H, W), not copied: unchanged until the backward pass
   * @param cache keeps x for {@link #backward}
   * @return (N, F, H', W'), the caller's own
   * @throws ShapeException if the channels differ, or a filter is larger than the padded image
   */
  public Tensor forward(Tensor x, Cache cache) {
    ConvGeometry geometry = geometry("SpatialConv.forward", x);
    Window window = geometry.window();
    Tensor y =
        backend.zeros(
            x.shape().dim(0), window.rows().places(), window.columns().places(), geometry.out());
    backend
        .convolutions()
        .convolve(
            geometry,
            ChannelsFirst.toLast("SpatialConv.forward", x),
            ChannelsFirst.toLast("SpatialConv", weight),
            bias,
            Activation.IDENTITY,
            y);
    cache.keep(this, x);
    return ChannelsFirst.toFirst("SpatialConv.forward", y);
  }

  /**
   * The gradients of the loss: in x as the result, in weight and bias as {@link #dWeight} and
   * {@link #dBias}.
   *
   * @param dOut the gradient of the loss in the output, (N, F, H', W')
   * @param cache of the forward pass
   * @return (N, C, H, W), the caller's own
   * @throws lanewise.tensor.LanewiseException if the cache has no forward pass of this layer
   */
  public Tensor backward(Tensor dOut, Cache cache) {
    Tensor x = cache.input("SpatialConv.backward", this);
    ConvGeometry geometry = geometry("SpatialConv.backward", x);
    Tensor images = ChannelsFirst.toLast("SpatialConv.backward", x);
    Tensor dY = ChannelsFirst.toLast("SpatialConv.backward", dOut);
    Tensor filters = ChannelsFirst.toLast("SpatialConv", weight);
    Tensor dFilters = backend.zeros(filters.shape());
    Tensor dX = backend.zeros(images.shape());
    backend.convolutions().convolveWeight(geometry, dY, images, 0, dFilters);
    backend.convolutions().convolveInput(geometry, dY, filters, 0, dX);
    backend.reductions().columnSums(dY, 0, dBias);
    dWeight = ChannelsFirst.toFirst("SpatialConv", dFilters);
    return ChannelsFirst.toFirst("SpatialConv.backward", dX);
  }

  private ConvGeometry geometry(String where, Tensor x) {
    Shape images = x.shape();
    Shape filters = weight.shape();
    if (images.rank() != 4 || images.dim(1) != filters.dim(1)) {
      throw new ShapeException(
          where
              + ": x "
              + images
              + ", expected (N, "
              + filters.dim(1)
              + ", height, width), as weight "
              + filters
              + " has channels");
    }
    return new ConvGeometry(
        new Window(
            new Slide(images.dim(2), filters.dim(2), stride, 1, pad, pad),
            new Slide(images.dim(3), filters.dim(3), stride, 1, pad, pad)),
        filters.dim(1),
        filters.dim(0),
        1);
  }

  /** The gradient in the weight, (F, C, HH, WW), of the latest backward pass; 0 before one. */
  public Tensor dWeight() {
    return dWeight;
  }

  /** The gradient in the bias, (F), overwritten by each backward pass; 0 before one. */
  public Tensor dBias() {
    return dBias;
  }
}
