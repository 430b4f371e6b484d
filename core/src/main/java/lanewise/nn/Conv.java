package lanewise.nn;

import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Window;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A convolution, y = f(x * weight + bias), of images or of signals, channels last, with the
 * activation fused into it.
 *
 * <p>Shapes: x (N, height, width, in) or (N, time, in); weight (out, kernel height, kernel width,
 * in / groups), bias (out) or none; y (N, places down, places along, out) or (N, places, out). As
 * many groups as channels, in = out, is a depthwise convolution. The kernel is not flipped. Padding
 * is zeros. Non-finite values propagate. Cost: 2 taps in/groups flop per element of y forward,
 * twice that backward (once, if the gradient of the input is not wanted). {@link
 * lanewise.kernel.Convolutions} has the order of the sums.
 */
public final class Conv implements AffineLayer {
  static final String KIND = "conv";

  private static final Key AFFINE = Key.of("affine");
  private static final Key AFFINE_GRADIENT = Key.of("gradient of affine");

  private final String name;
  private final int in;
  private final int out;
  private final Stencil stencil;
  private final int groups;
  private final Activation activation;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** The geometry for the size of image that came last. */
  private volatile @Nullable ConvGeometry latest;

  /**
   * @param in channels of the input
   * @param out channels of the output
   * @param groups 1, or a divisor of both
   * @param bias whether there is one; it starts at zero
   * @throws lanewise.tensor.LanewiseException if a number is out of its range or the groups do not
   *     divide the channels
   */
  public Conv(
      String name,
      int in,
      int out,
      Stencil stencil,
      int groups,
      boolean bias,
      Activation activation,
      Initializer initializer) {
    this.name = LayerSpec.requireName(name);
    this.in = in;
    this.out = out;
    this.stencil = stencil;
    this.groups = groups;
    this.activation = activation;
    LayerChecks.requirePositive(where(), "in", in);
    LayerChecks.requirePositive(where(), "out", out);
    stencil.require(where());
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new ShapeException(
          where()
              + ": groups="
              + groups
              + " of "
              + in
              + " input and "
              + out
              + " output channels, expected a divisor of both");
    }
    Shape kernel = Shape.of(out, stencil.height(), stencil.width(), in / groups);
    this.weight = new Parameter(name + ".weight", kernel, Parameter.Role.WEIGHT, initializer);
    this.bias =
        bias
            ? new Parameter(
                name + ".bias", Shape.of(out), Parameter.Role.BIAS, Initializers.zeros())
            : null;
  }

  static Conv of(LayerSpec spec, Initializer weights) {
    spec.requireKeys(Stencil.keys("in", "out", "groups", "activation", "bias"));
    return new Conv(
        spec.name(),
        spec.integer("in"),
        spec.integer("out"),
        Stencil.parse(spec),
        spec.integer("groups"),
        spec.flag("bias"),
        Activations.parse(spec.word("activation")),
        weights);
  }

  /** A new layer with another window; its weights start as this one's would. */
  Conv with(String otherName, Stencil other) {
    return new Conv(
        otherName, in, out, other, groups, bias != null, activation, weight.initializer());
  }

  /** A new layer of so many groups. */
  Conv withGroups(String otherName, int count) {
    return new Conv(
        otherName, in, out, stencil, count, bias != null, activation, weight.initializer());
  }

  @Override
  public Conv with(Activation other) {
    return new Conv(name, in, out, stencil, groups, bias != null, other, weight.initializer());
  }

  @Override
  public Conv withoutBias(String otherName) {
    return new Conv(otherName, in, out, stencil, groups, false, activation, weight.initializer());
  }

  @Override
  public String name() {
    return name;
  }

  /** Channels of the input. */
  public int in() {
    return in;
  }

  /** Channels of the output. */
  public int out() {
    return out;
  }

  /** How the kernel slides. */
  public Stencil stencil() {
    return stencil;
  }

  /** Groups of channels. */
  public int groups() {
    return groups;
  }

  @Override
  public Activation activation() {
    return activation;
  }

  /** The weight (out, kernel height, kernel width, in / groups). */
  public Parameter weight() {
    return weight;
  }

  /** The bias (out), or null if the layer has none. */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  public LayerSpec description() {
    LayerSpec spec = LayerSpec.of(KIND, name).with("in", in).with("out", out);
    return stencil
        .describe(spec)
        .with("groups", groups)
        .with("activation", Activations.text(activation))
        .with("bias", bias != null);
  }

  @Override
  public List<Parameter> parameters() {
    return bias == null ? List.of(weight) : List.of(weight, bias);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    LayerChecks.requireOneInput(where(), inputs);
    Shape example = inputs.get(0);
    return Stencil.result(geometry(example).window(), example, out);
  }

  /** The sizes on images such as an example. */
  private ConvGeometry geometry(Shape example) {
    Window window = stencil.over(where(), example);
    LayerChecks.requireChannels(where(), example, in);
    return new ConvGeometry(window, in, out, groups);
  }

  /** {@link #geometry} of a batch, kept for the next of the same size. */
  private ConvGeometry geometryOf(Tensor x) {
    ConvGeometry known = latest;
    Shape batch = x.shape();
    int rank = batch.rank();
    if (known == null
        || known.window().columns().extent() != batch.dim(rank - 2)
        || known.window().rows().extent() != (rank == 3 ? 1 : batch.dim(1))) {
      known = geometry(batch.example());
      latest = known;
    }
    return known;
  }

  @Override
  public boolean readsOutput() {
    return activation.kind() != Activation.Kind.IDENTITY && !activation.derivativeNeedsInput();
  }

  @Override
  public boolean accumulates() {
    return true;
  }

  @Override
  public List<Buffer> buffers(List<Shape> inputs) {
    if (activation.kind() == Activation.Kind.IDENTITY) {
      return List.of();
    }
    Shape example = outputShape(inputs);
    Buffer gradient = new Buffer(AFFINE_GRADIENT, example, Buffer.Use.BACKWARD);
    return activation.derivativeNeedsInput()
        ? List.of(new Buffer(AFFINE, example, Buffer.Use.KEPT), gradient)
        : List.of(gradient);
  }

  @Override
  public void forward(List<Tensor> inputs, Tensor y, Workspace workspace) {
    Backend backend = workspace.backend();
    Tensor x = inputs.get(0);
    ConvGeometry geometry = geometryOf(x);
    Tensor offset = bias == null ? null : bias.value();
    if (activation.derivativeNeedsInput() && workspace.training()) {
      Tensor affine = workspace.tensor(AFFINE, y.shape());
      backend
          .convolutions()
          .convolve(geometry, x, weight.value(), offset, Activation.IDENTITY, affine);
      backend.elements().activate(activation, affine, y);
    } else {
      backend.convolutions().convolve(geometry, x, weight.value(), offset, activation, y);
    }
  }

  @Override
  public void backward(
      Tensor dY, List<Tensor> inputs, Tensor y, Gradients gradients, Workspace workspace) {
    Backend backend = workspace.backend();
    Tensor x = inputs.get(0);
    ConvGeometry geometry = geometryOf(x);
    Tensor dAffine = affineGradient(dY, y, workspace);
    // First beta: gradient() would fill a cleared gradient with zeros, which beta 0 overwrites.
    double beta = weight.beginAccumulation();
    backend.convolutions().convolveWeight(geometry, dAffine, x, beta, weight.gradient());
    if (bias != null) {
      double biasBeta = bias.beginAccumulation();
      backend.reductions().columnSums(dAffine, biasBeta, bias.gradient());
    }
    Tensor dX = gradients.into(0);
    if (dX != null) {
      backend
          .convolutions()
          .convolveInput(geometry, dAffine, weight.value(), gradients.beta(0), dX);
    }
  }

  private Tensor affineGradient(Tensor dY, Tensor y, Workspace workspace) {
    if (activation.kind() == Activation.Kind.IDENTITY) {
      return dY;
    }
    Tensor saved = activation.derivativeNeedsInput() ? workspace.tensor(AFFINE) : y;
    Tensor dAffine = workspace.tensor(AFFINE_GRADIENT, dY.shape());
    workspace.backend().elements().activateGradient(activation, saved, dY, dAffine);
    return dAffine;
  }

  @Override
  public Layer frozen(Backend backend) {
    return FrozenConv.of(this, backend);
  }

  private String where() {
    return "Conv[" + name + "]";
  }
}
