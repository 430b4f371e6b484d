package lanewise.nn;

import lanewise.kernel.Activation;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = f(x), element by element, for inputs of any shape. Right after a dense layer the activation
 * belongs into {@link Dense}, which computes it within its product; this layer is for all other
 * places, such as after a normalisation.
 */
public final class ActivationLayer implements Layer {
  private static final int OUTPUT = 0;
  private static final int SAVED = 1;
  private static final int INPUT_GRADIENT = 2;

  private final Spec spec;

  public ActivationLayer(String name, Activation activation) {
    this(new Spec(name, activation));
  }

  /** The layer of a description. */
  public ActivationLayer(Spec spec) {
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
    return inputShape;
  }

  @Override
  public Tensor forward(Tensor x, Cache cache) {
    Tensor y = cache.bufferLike(OUTPUT, x);
    cache.backend().elements().activate(spec.activation, x, y);
    cache.keep(SAVED, spec.activation.derivativeNeedsInput() ? x : y);
    return y;
  }

  @Override
  public @Nullable Tensor backward(Tensor dY, Cache cache) {
    if (!cache.wantsInputGradient()) {
      return null;
    }
    Tensor dX = cache.bufferLike(INPUT_GRADIENT, dY);
    cache.backend().elements().activateGradient(spec.activation, cache.kept(SAVED), dY, dX);
    return dX;
  }

  /** An activation layer without its memory. */
  public record Spec(String name, Activation activation) implements LayerSpec {
    static final String KIND = "activation";

    public Spec {
      SpecLine.requireName(name);
    }

    static Spec of(SpecLine line) {
      line.requireKeys("f");
      return new Spec(line.name(), Activations.parse(line.word("f")));
    }

    @Override
    public String text() {
      return SpecLine.of(KIND, name).with("f", Activations.text(activation)).text();
    }

    @Override
    public Shape outputShape(Shape inputShape) {
      return inputShape;
    }

    @Override
    public long parameterCount() {
      return 0;
    }

    @Override
    public ActivationLayer layer(Initializer weights) {
      return new ActivationLayer(this);
    }
  }
}
