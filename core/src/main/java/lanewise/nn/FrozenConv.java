package lanewise.nn;

import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Window;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A convolution for inference: the same answers as the {@link Conv} it was made of, to the bit. */
final class FrozenConv extends FrozenAffine {
  private final Conv sizes;
  private final Tensor weight;
  private final @Nullable Tensor bias;
  private volatile @Nullable ConvGeometry latest;

  private FrozenConv(Conv sizes, Activation activation, Tensor weight, @Nullable Tensor bias) {
    super("Conv", sizes.name(), activation);
    this.sizes = sizes;
    this.weight = weight;
    this.bias = bias;
  }

  /** Copies the values that a layer has now. */
  static FrozenConv of(Conv conv, Backend backend) {
    Parameter bias = conv.bias();
    return new FrozenConv(
        conv,
        conv.activation(),
        copy(conv.weight().value(), backend),
        bias == null ? null : copy(bias.value(), backend));
  }

  private static Tensor copy(Tensor tensor, Backend backend) {
    return backend.tensor(tensor.shape(), tensor.toDoubles());
  }

  @Override
  FrozenConv with(Activation f) {
    return new FrozenConv(sizes, f, weight, bias);
  }

  @Override
  FrozenConv scaled(double[] scale, double[] shift, Backend backend) {
    return new FrozenConv(
        sizes,
        activation(),
        backend.tensor(weight.shape(), scaledWeights(weight, scale)),
        backend.tensor(Shape.of(scale.length), shiftedBias(bias, scale, shift)));
  }

  @Override
  protected Shape outputShape(Shape input) {
    return Stencil.result(window(input), input, sizes.out());
  }

  private Window window(Shape example) {
    return sizes.stencil().over(where(), example);
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    Shape batch = x.shape();
    int rank = batch.rank();
    ConvGeometry geometry = latest;
    if (geometry == null
        || geometry.window().columns().extent() != batch.dim(rank - 2)
        || geometry.window().rows().extent() != (rank == 3 ? 1 : batch.dim(1))) {
      geometry = new ConvGeometry(window(batch.example()), sizes.in(), sizes.out(), sizes.groups());
      latest = geometry;
    }
    workspace.backend().convolutions().convolve(geometry, x, weight, bias, activation(), y);
  }
}
