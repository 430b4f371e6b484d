package lanewise.nn;

import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.Transpose;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Computes Y = f(X . W^T + b) on the last axis: an affine map with the activation fused into the
 * product.
 *
 * <p>Shapes: x (N, ..., in), weight (out, in), as PyTorch's Linear; bias (out), or none; y (N, ...,
 * out). Non-finite values propagate. Cost: 2 in out flop per row forward, twice that backward
 * (once, if the gradient of the input is not wanted).
 *
 * <p>Where the derivative of f needs its input (GELU, SiLU), the affine result is kept beside y;
 * else y is all that is kept.
 */
public final class Dense implements AffineLayer {
  static final String KIND = "dense";

  private static final Key AFFINE = Key.of("affine");
  private static final Key AFFINE_GRADIENT = Key.of("gradient of affine");

  private final String name;
  private final int in;
  private final int out;
  private final Activation activation;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final List<Parameter> parameters;

  /** A layer with a bias, which starts at zero. */
  public Dense(String name, int in, int out, Activation activation, Initializer initializer) {
    this(name, in, out, activation, true, initializer);
  }

  /** An affine layer with a bias and without activation. */
  public Dense(String name, int in, int out, Initializer initializer) {
    this(name, in, out, Activation.IDENTITY, initializer);
  }

  /**
   * @param bias whether there is one; it starts at zero
   * @throws lanewise.tensor.LanewiseException if a size is below 1 or the weight does not fit an
   *     array
   */
  public Dense(
      String name, int in, int out, Activation activation, boolean bias, Initializer initializer) {
    this.name = LayerSpec.requireName(name);
    LayerChecks.requirePositive(where(), "in", in);
    LayerChecks.requirePositive(where(), "out", out);
    this.in = in;
    this.out = out;
    this.activation = activation;
    Shape each = Shape.of(out);
    this.weight =
        new Parameter(name + ".weight", Shape.of(out, in), Parameter.Role.WEIGHT, initializer);
    this.bias =
        bias
            ? new Parameter(name + ".bias", each, Parameter.Role.BIAS, Initializers.zeros())
            : null;
    this.parameters = this.bias == null ? List.of(weight) : List.of(weight, this.bias);
  }

  static Dense of(LayerSpec spec, Initializer weights) {
    spec.requireKeys("in", "out", "activation", "bias");
    return new Dense(
        spec.name(),
        spec.integer("in"),
        spec.integer("out"),
        Activations.parse(spec.word("activation")),
        spec.flag("bias"),
        weights);
  }

  /** A new layer of the same sizes with another activation. */
  @Override
  public Dense with(Activation other) {
    return new Dense(name, in, out, other, bias != null, weight.initializer());
  }

  /** A new layer of the same sizes and activation without a bias. */
  @Override
  public Dense withoutBias(String otherName) {
    return new Dense(otherName, in, out, activation, false, weight.initializer());
  }

  @Override
  public String name() {
    return name;
  }

  /** The width of the last axis of the input. */
  public int in() {
    return in;
  }

  /** The width of the last axis of the output. */
  public int out() {
    return out;
  }

  @Override
  public Activation activation() {
    return activation;
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name)
        .with("in", in)
        .with("out", out)
        .with("activation", Activations.text(activation))
        .with("bias", bias != null);
  }

  /** The weight (out, in). */
  public Parameter weight() {
    return weight;
  }

  /** The bias (out), or null if the layer has none. */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    LayerChecks.requireOneInput(where(), inputs);
    Shape input = inputs.get(0);
    if (input.rank() == 0 || input.cols() != in) {
      throw new ShapeException(
          where()
              + ": input "
              + input.batchText()
              + ", expected (batch, "
              + in
              + ")"
              + (input.size() == in ? "; flatten the input first" : ""));
    }
    return input.withCols(out);
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
    Shape example = outputShape(inputs);
    Buffer gradient = new Buffer(AFFINE_GRADIENT, example, Buffer.Use.BACKWARD);
    if (activation.kind() == Activation.Kind.IDENTITY) {
      return List.of();
    }
    return activation.derivativeNeedsInput()
        ? List.of(new Buffer(AFFINE, example, Buffer.Use.KEPT), gradient)
        : List.of(gradient);
  }

  @Override
  public void forward(List<Tensor> inputs, Tensor y, Workspace workspace) {
    Backend backend = workspace.backend();
    Tensor offset = bias == null ? null : bias.value();
    Tensor x = inputs.get(0);
    if (activation.derivativeNeedsInput() && workspace.training()) {
      Tensor affine = workspace.tensor(AFFINE, y.shape());
      backend
          .products()
          .affine(x, Transpose.YES, weight.value(), offset, Activation.IDENTITY, affine);
      backend.elements().activate(activation, affine, y);
    } else {
      backend.products().affine(x, Transpose.YES, weight.value(), offset, activation, y);
    }
  }

  @Override
  public void backward(
      Tensor dY, List<Tensor> inputs, Tensor y, Gradients gradients, Workspace workspace) {
    Backend backend = workspace.backend();
    Tensor dAffine = affineGradient(dY, y, workspace);
    // First beta: gradient() would fill a cleared gradient with zeros, which beta 0 overwrites.
    double beta = weight.beginAccumulation();
    backend
        .products()
        .gemm(1, Transpose.YES, dAffine, Transpose.NO, inputs.get(0), beta, weight.gradient());
    if (bias != null) {
      double biasBeta = bias.beginAccumulation();
      backend.reductions().columnSums(dAffine, biasBeta, bias.gradient());
    }
    Tensor dX = gradients.into(0);
    if (dX != null) {
      backend
          .products()
          .gemm(1, Transpose.NO, dAffine, Transpose.NO, weight.value(), gradients.beta(0), dX);
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
    return FrozenDense.of(this, backend);
  }

  private String where() {
    return "Dense[" + name + "]";
  }
}
