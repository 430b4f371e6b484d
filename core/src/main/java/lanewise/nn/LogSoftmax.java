package lanewise.nn;

import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x - log(sum of exp(x)) over the values of each example, stable for logits of any size. Meant
 * to go before {@code NegativeLogLikelihood}, or to read log-probabilities.
 */
public final class LogSoftmax implements Layer {
  private static final int OUTPUT = 0;
  private static final int INPUT_GRADIENT = 1;

  private final Spec spec;

  public LogSoftmax(String name) {
    this(new Spec(name));
  }

  /** The layer of a description. */
  public LogSoftmax(Spec spec) {
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
    cache.backend().logSoftmax(x, y);
    cache.keep(OUTPUT, y);
    return y;
  }

  @Override
  public @Nullable Tensor backward(Tensor dY, Cache cache) {
    if (!cache.wantsInputGradient()) {
      return null;
    }
    Tensor dX = cache.bufferLike(INPUT_GRADIENT, dY);
    cache.backend().logSoftmaxGradient(cache.kept(OUTPUT), dY, dX);
    return dX;
  }

  /** The layer without its memory. */
  public record Spec(String name) implements LayerSpec {
    static final String KIND = "log-softmax";

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
      return inputShape;
    }

    @Override
    public long parameterCount() {
      return 0;
    }

    @Override
    public LogSoftmax layer(Initializer weights) {
      return new LogSoftmax(this);
    }
  }
}
