package lanewise.nn;

import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * (N, d1, ..., dk) to (N, d1 * ... * dk), without copying. A {@link Dense} layer does this by
 * itself; the layer is for readers and for what expects one axis.
 */
public final class Flatten implements Layer {
  private static final int OUTPUT = 0;
  private static final int INPUT_GRADIENT = 1;

  private final Spec spec;

  public Flatten(String name) {
    this(new Spec(name));
  }

  /** The layer of a description. */
  public Flatten(Spec spec) {
    this.spec = spec;
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
  public Shape outputShape(Shape inputShape) {
    return spec.outputShape(inputShape);
  }

  @Override
  public Tensor forward(Tensor x, Cache cache) {
    cache.keep(OUTPUT, x);
    return cache.flattened(OUTPUT, x);
  }

  @Override
  public @Nullable Tensor backward(Tensor dY, Cache cache) {
    if (!cache.wantsInputGradient()) {
      return null;
    }
    return cache.reshapedLike(INPUT_GRADIENT, dY, cache.kept(OUTPUT));
  }

  /** A flattening without its memory. */
  public record Spec(String name) implements LayerSpec {
    static final String KIND = "flatten";

    public Spec {
      SpecLine.requireName(name);
    }

    static Spec of(SpecLine line) {
      line.requireKeys();
      return new Spec(line.name());
    }

    @Override
    public String text() {
      return SpecLine.of(KIND, name).text();
    }

    @Override
    public Shape outputShape(Shape inputShape) {
      return Shape.of(inputShape.size());
    }

    @Override
    public long parameterCount() {
      return 0;
    }

    @Override
    public Flatten layer(Initializer weights) {
      return new Flatten(this);
    }
  }
}
