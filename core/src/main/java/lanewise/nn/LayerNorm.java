package lanewise.nn;

import java.util.List;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation over the last axis: y = weight * (x - mean) / sqrt(variance + epsilon) +
 * bias, with the mean and the biased variance of each row; the same in training and inference.
 *
 * <p>Shapes: x, y (N, ..., features), weight (1 at first) and bias (0) (features), neither
 * regularised. Source: Ba, Kiros, Hinton 2016.
 */
public final class LayerNorm extends UnaryLayer {
  /** What is added to the variance if nothing else is said. */
  public static final double DEFAULT_EPSILON = 1e-5;

  static final String KIND = "layer-norm";

  private static final Shape SCALAR = Shape.of();
  private static final Key MEAN = Key.of("mean");
  private static final Key INVERSE_DEVIATION = Key.of("inverse deviation");

  private final int features;
  private final double epsilon;
  private final LearnedGain gain;

  /** With epsilon 1e-5. */
  public LayerNorm(String name, int features) {
    this(name, features, DEFAULT_EPSILON);
  }

  /**
   * @param features the width of the last axis
   * @param epsilon added to the variance, above 0
   * @throws lanewise.tensor.LanewiseException if one is out of range
   */
  public LayerNorm(String name, int features, double epsilon) {
    super(name);
    LayerChecks.requirePositive(where(), "features", features);
    LayerChecks.requireEpsilon(where(), epsilon);
    this.features = features;
    this.epsilon = epsilon;
    gain = new LearnedGain(name, features);
  }

  static LayerNorm of(LayerSpec spec) {
    spec.requireKeys("features", "epsilon");
    return new LayerNorm(spec.name(), spec.integer("features"), spec.number("epsilon"));
  }

  /** The width of the last axis. */
  public int features() {
    return features;
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name()).with("features", features).with("epsilon", epsilon);
  }

  @Override
  public List<Parameter> parameters() {
    return gain.parameters();
  }

  @Override
  protected Shape outputShape(Shape input) {
    LayerChecks.requireFeatures(where(), input, features);
    return input;
  }

  @Override
  public boolean readsOutput() {
    return false;
  }

  @Override
  protected List<Buffer> buffers(Shape input) {
    Shape rows = Shape.of(input.rows());
    return List.of(
        new Buffer(MEAN, rows, Buffer.Use.KEPT),
        new Buffer(INVERSE_DEVIATION, rows, Buffer.Use.KEPT));
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    Tensor mean = workspace.tensor(MEAN, x.rows(), SCALAR);
    Tensor inverseDeviation = workspace.tensor(INVERSE_DEVIATION, x.rows(), SCALAR);
    workspace.backend().norms().layerNorm(x, epsilon, gain.values(), y, mean, inverseDeviation);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    workspace
        .backend()
        .norms()
        .layerNormGradient(
            x,
            workspace.tensor(MEAN),
            workspace.tensor(INVERSE_DEVIATION),
            gain.weight().value(),
            dY,
            gain.gradients(),
            dX);
  }
}
