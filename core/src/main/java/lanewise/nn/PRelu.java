package lanewise.nn;

import java.util.List;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x where x &gt; 0, else slope * x, with a learned slope per feature, 0.25 at first and not
 * regularised.
 *
 * <p>Shapes: x, y (N, ..., features), the parameter weight (features), named as in PyTorch. Source:
 * He et al. 2015.
 */
public final class PRelu extends UnaryLayer {
  static final String KIND = "prelu";

  private final int features;
  private final Parameter slope;

  /**
   * @param features the width of the last axis
   * @throws lanewise.tensor.ShapeException if it is below 1
   */
  public PRelu(String name, int features) {
    super(name);
    LayerChecks.requirePositive(where(), "features", features);
    this.features = features;
    slope =
        new Parameter(
            name + ".weight", Shape.of(features), Parameter.Role.BIAS, Initializers.constant(0.25));
  }

  static PRelu of(LayerSpec spec) {
    spec.requireKeys("features");
    return new PRelu(spec.name(), spec.integer("features"));
  }

  /** The width of the last axis. */
  public int features() {
    return features;
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name()).with("features", features);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(slope);
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
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    workspace.backend().rowOps().prelu(x, slope.value(), y);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    workspace.backend().norms().preluGradient(x, slope.value(), dY, dX, slope.gradient());
  }
}
