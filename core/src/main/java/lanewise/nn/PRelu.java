package lanewise.nn;

import java.util.List;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x where x &gt; 0, else slope * x, with a learned slope a feature, 0.25 at first and not
 * regularised.
 *
 * <p>Shapes: x, y (N, d1, ..., dk), the parameter weight (d1 * ... * dk), named as in PyTorch.
 * Source: He et al. 2015.
 */
public final class PRelu implements Layer {
  private static final int OUTPUT = 0;
  private static final int INPUT = 1;
  private static final int INPUT_GRADIENT = 2;
  private static final int OUTPUT_ROWS = 3;
  private static final int GRADIENT_ROWS = 4;
  private static final int INPUT_GRADIENT_ROWS = 5;

  private final Spec spec;
  private final Parameter slope;

  public PRelu(String name, int features) {
    this(new Spec(name, features));
  }

  /** The layer of a description. */
  public PRelu(Spec spec) {
    this.spec = spec;
    slope =
        new Parameter(
            spec.name + ".weight",
            Shape.of(spec.features),
            Parameter.Role.BIAS,
            Initializers.constant(0.25));
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
    return List.of(slope);
  }

  @Override
  public Shape outputShape(Shape inputShape) {
    return spec.outputShape(inputShape);
  }

  @Override
  public Tensor forward(Tensor x, Cache cache) {
    LayerChecks.requireFeatures(this, x, spec.features);
    Tensor rows = cache.flattened(INPUT, x);
    Tensor y = cache.bufferLike(OUTPUT, x);
    cache.backend().rowOps().prelu(rows, slope.value(), cache.flattened(OUTPUT_ROWS, y));
    cache.keep(INPUT, rows);
    return y;
  }

  @Override
  public @Nullable Tensor backward(Tensor dY, Cache cache) {
    Tensor dX = cache.wantsInputGradient() ? cache.bufferLike(INPUT_GRADIENT, dY) : null;
    cache
        .backend()
        .norms()
        .preluGradient(
            cache.kept(INPUT),
            slope.value(),
            cache.flattened(GRADIENT_ROWS, dY),
            dX == null ? null : cache.flattened(INPUT_GRADIENT_ROWS, dX),
            slope.gradient());
    return dX;
  }

  /**
   * A parametric ReLU without its memory.
   *
   * @param features values of one example
   */
  public record Spec(String name, int features) implements LayerSpec {
    static final String KIND = "prelu";

    public Spec {
      SpecLine.requireName(name);
      LayerChecks.requirePositive("PRelu[" + name + "]", "features", features);
    }

    static Spec of(SpecLine line) {
      line.requireKeys("features");
      return new Spec(line.name(), line.integer("features"));
    }

    @Override
    public String text() {
      return SpecLine.of(KIND, name).with("features", features).text();
    }

    @Override
    public Shape outputShape(Shape inputShape) {
      LayerChecks.requireFeatures(where(), inputShape, features);
      return inputShape;
    }

    @Override
    public long parameterCount() {
      return features;
    }

    @Override
    public PRelu layer(Initializer weights) {
      return new PRelu(this);
    }

    private String where() {
      return "PRelu[" + name + "]";
    }
  }
}
