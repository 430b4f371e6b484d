package lanewise.nn;

import java.util.List;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation of each example: y = weight * (x - mean) / sqrt(variance + epsilon) + bias,
 * with the mean and the biased variance of the example's own values; the same in training and
 * inference.
 *
 * <p>Shapes: x, y (N, d1, ..., dk), weight (1 at first) and bias (0) (d1 * ... * dk), neither
 * regularised. Source: Ba, Kiros, Hinton 2016.
 */
public final class LayerNorm implements Layer {
  /** What is added to the variance if nothing else is said. */
  public static final double DEFAULT_EPSILON = 1e-5;

  private static final int OUTPUT = 0;
  private static final int MEAN = 1;
  private static final int INVERSE_DEVIATION = 2;
  private static final int INPUT_GRADIENT = 3;
  private static final int INPUT = 4;
  private static final int OUTPUT_ROWS = 5;
  private static final int GRADIENT_ROWS = 6;
  private static final int INPUT_GRADIENT_ROWS = 7;
  private static final Shape SCALAR = Shape.of();

  private final Spec spec;
  private final Parameter weight;
  private final Parameter bias;
  private final LearnedGain gain;

  /** With epsilon 1e-5. */
  public LayerNorm(String name, int features) {
    this(new Spec(name, features, DEFAULT_EPSILON));
  }

  /** The layer of a description. */
  public LayerNorm(Spec spec) {
    this.spec = spec;
    Shape each = Shape.of(spec.features);
    weight =
        new Parameter(spec.name + ".weight", each, Parameter.Role.BIAS, Initializers.constant(1));
    bias = new Parameter(spec.name + ".bias", each, Parameter.Role.BIAS, Initializers.zeros());
    gain = new LearnedGain(weight, bias);
  }

  @Override
  public String name() {
    return spec.name;
  }

  @Override
  public Spec description() {
    return spec;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public Shape outputShape(Shape inputShape) {
    return spec.outputShape(inputShape);
  }

  @Override
  public Tensor forward(Tensor x, Cache cache) {
    LayerChecks.requireFeatures(this, x, spec.features);
    int rows = x.shape().examples();
    Tensor input = cache.flattened(INPUT, x);
    Tensor y = cache.bufferLike(OUTPUT, x);
    Tensor mean = cache.buffer(MEAN, rows, SCALAR);
    Tensor inverseDeviation = cache.buffer(INVERSE_DEVIATION, rows, SCALAR);
    cache
        .backend()
        .norms()
        .layerNorm(
            input,
            spec.epsilon,
            gain.values(),
            cache.flattened(OUTPUT_ROWS, y),
            mean,
            inverseDeviation);
    cache.keep(INPUT, input);
    cache.keep(MEAN, mean);
    cache.keep(INVERSE_DEVIATION, inverseDeviation);
    return y;
  }

  @Override
  public @Nullable Tensor backward(Tensor dY, Cache cache) {
    Tensor dX = cache.wantsInputGradient() ? cache.bufferLike(INPUT_GRADIENT, dY) : null;
    cache
        .backend()
        .norms()
        .layerNormGradient(
            cache.kept(INPUT),
            cache.kept(MEAN),
            cache.kept(INVERSE_DEVIATION),
            weight.value(),
            cache.flattened(GRADIENT_ROWS, dY),
            gain.gradients(),
            dX == null ? null : cache.flattened(INPUT_GRADIENT_ROWS, dX));
    return dX;
  }

  /**
   * A layer normalisation without its memory.
   *
   * @param features values of one example
   * @param epsilon added to the variance, above 0
   */
  public record Spec(String name, int features, double epsilon) implements LayerSpec {
    static final String KIND = "layer-norm";

    public Spec {
      SpecLine.requireName(name);
      LayerChecks.requirePositive(where(name), "features", features);
      LayerChecks.requireEpsilon(where(name), epsilon);
    }

    static Spec of(SpecLine line) {
      line.requireKeys("features", "epsilon");
      return new Spec(line.name(), line.integer("features"), line.number("epsilon"));
    }

    @Override
    public String text() {
      return SpecLine.of(KIND, name).with("features", features).with("epsilon", epsilon).text();
    }

    @Override
    public Shape outputShape(Shape inputShape) {
      LayerChecks.requireFeatures(where(), inputShape, features);
      return inputShape;
    }

    @Override
    public long parameterCount() {
      return 2L * features;
    }

    @Override
    public LayerNorm layer(Initializer weights) {
      return new LayerNorm(this);
    }

    private String where() {
      return where(name);
    }

    private static String where(String name) {
      return "LayerNorm[" + name + "]";
    }
  }
}
