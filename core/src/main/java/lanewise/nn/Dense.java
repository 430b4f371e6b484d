package lanewise.nn;

import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.Transpose;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Computes Y = f(X . W^T + b): an affine map with the activation fused into the product.
 *
 * <p>Shapes: x (N, d1, ..., dk) with d1 * ... * dk = in, read as (N, in); weight (out, in), as
 * PyTorch's Linear; bias (out), or none; y (N, out). dX has the shape of x. Non-finite values
 * propagate. Cost: 2 N in out flop forward, twice that backward (once, if the gradient of the input
 * is not wanted); allocates nothing once the cache has seen the batch size.
 *
 * <p>Where the derivative of f needs its input (GELU, SiLU), the affine result is kept beside y;
 * else y is all that is kept.
 */
public final class Dense implements Layer {
  private static final int OUTPUT = 0;
  private static final int AFFINE = 1;
  private static final int AFFINE_GRADIENT = 2;
  private static final int INPUT_GRADIENT = 3;
  private static final int INPUT = 4;
  private static final int ROWS = 5;

  private final Spec spec;
  private final Shape output;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final List<Parameter> parameters;

  /** A layer with a bias, which starts at zero. */
  public Dense(String name, int in, int out, Activation activation, Initializer initializer) {
    this(new Spec(name, in, out, activation, true), initializer);
  }

  /** An affine layer with a bias and without activation. */
  public Dense(String name, int in, int out, Initializer initializer) {
    this(name, in, out, Activation.IDENTITY, initializer);
  }

  /** The layer of a description. */
  public Dense(Spec spec, Initializer initializer) {
    this.spec = spec;
    this.output = Shape.of(spec.out);
    this.weight =
        new Parameter(
            spec.name + ".weight", Shape.of(spec.out, spec.in), Parameter.Role.WEIGHT, initializer);
    this.bias =
        spec.bias
            ? new Parameter(spec.name + ".bias", output, Parameter.Role.BIAS, Initializers.zeros())
            : null;
    this.parameters = bias == null ? List.of(weight) : List.of(weight, bias);
  }

  @Override
  public String name() {
    return spec.name;
  }

  @Override
  public Spec description() {
    return spec;
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
  public Shape outputShape(Shape inputShape) {
    return spec.outputShape(inputShape);
  }

  @Override
  public Tensor forward(Tensor x, Cache cache) {
    LayerChecks.requireFeatures(this, x, spec.in);
    Backend backend = cache.backend();
    Tensor y = cache.buffer(OUTPUT, x.shape().examples(), output);
    Tensor offset = bias == null ? null : bias.value();
    Tensor rows = cache.flattened(INPUT, x);
    cache.keep(INPUT, x);
    cache.keep(ROWS, rows);
    if (spec.activation.derivativeNeedsInput()) {
      Tensor affine = cache.bufferLike(AFFINE, y);
      backend
          .products()
          .affine(rows, Transpose.YES, weight.value(), offset, Activation.IDENTITY, affine);
      backend.elements().activate(spec.activation, affine, y);
      cache.keep(AFFINE, affine);
    } else {
      backend.products().affine(rows, Transpose.YES, weight.value(), offset, spec.activation, y);
      cache.keep(AFFINE, y);
    }
    return y;
  }

  @Override
  public @Nullable Tensor backward(Tensor dY, Cache cache) {
    Backend backend = cache.backend();
    Tensor x = cache.kept(INPUT);
    Tensor rows = cache.kept(ROWS);
    Tensor dAffine = affineGradient(dY, cache);
    // First beta: gradient() would fill a cleared gradient with zeros, which beta 0 overwrites.
    double beta = weight.beginAccumulation();
    backend.products().gemm(1, Transpose.YES, dAffine, Transpose.NO, rows, beta, weight.gradient());
    if (bias != null) {
      double biasBeta = bias.beginAccumulation();
      backend.reductions().columnSums(dAffine, biasBeta, bias.gradient());
    }
    if (!cache.wantsInputGradient()) {
      return null;
    }
    Tensor dX = cache.bufferLike(INPUT_GRADIENT, x);
    backend
        .products()
        .gemm(
            1,
            Transpose.NO,
            dAffine,
            Transpose.NO,
            weight.value(),
            0,
            cache.flattened(INPUT_GRADIENT, dX));
    return dX;
  }

  private Tensor affineGradient(Tensor dY, Cache cache) {
    if (spec.activation.kind() == Activation.Kind.IDENTITY) {
      return dY;
    }
    Tensor dAffine = cache.bufferLike(AFFINE_GRADIENT, dY);
    cache.backend().elements().activateGradient(spec.activation, cache.kept(AFFINE), dY, dAffine);
    return dAffine;
  }

  /**
   * A dense layer without its memory.
   *
   * @param in values of one input example
   * @param out values of one output example
   * @param bias whether there is a bias
   */
  public record Spec(String name, int in, int out, Activation activation, boolean bias)
      implements LayerSpec {
    static final String KIND = "dense";

    /**
     * Checks the arguments.
     *
     * @throws lanewise.tensor.LanewiseException if a size is below 1 or the weight does not fit an
     *     array
     */
    public Spec {
      SpecLine.requireName(name);
      LayerChecks.requirePositive(where(name), "in", in);
      LayerChecks.requirePositive(where(name), "out", out);
      Shape.of(out, in);
    }

    static Spec of(SpecLine line) {
      line.requireKeys("in", "out", "activation", "bias");
      return new Spec(
          line.name(),
          line.integer("in"),
          line.integer("out"),
          Activations.parse(line.word("activation")),
          line.flag("bias"));
    }

    @Override
    public String text() {
      return SpecLine.of(KIND, name)
          .with("in", in)
          .with("out", out)
          .with("activation", Activations.text(activation))
          .with("bias", SpecLine.flag(bias))
          .text();
    }

    @Override
    public Shape outputShape(Shape inputShape) {
      LayerChecks.requireFeatures(where(), inputShape, in);
      return Shape.of(out);
    }

    @Override
    public long parameterCount() {
      return (long) in * out + (bias ? out : 0);
    }

    @Override
    public Dense layer(Initializer weights) {
      return new Dense(this, weights);
    }

    private String where() {
      return where(name);
    }

    private static String where(String name) {
      return "Dense[" + name + "]";
    }
  }
}
