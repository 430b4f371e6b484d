package lanewise.nn;

import lanewise.kernel.Backend;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * y = x - log(sum of exp(x)) over the values of each example, stable for logits of any size. Meant
 * to go before {@code NegativeLogLikelihood}, or to read log-probabilities.
 */
public final class LogSoftmax extends RowLayer {
  public LogSoftmax(String name) {
    this(new Spec(name));
  }

  /** The layer of a description. */
  public LogSoftmax(Spec spec) {
    super(spec);
  }

  @Override
  void compute(Backend backend, Tensor x, Tensor y) {
    backend.rowOps().logSoftmax(x, y);
  }

  @Override
  void computeGradient(Backend backend, Tensor y, Tensor dY, Tensor dX) {
    backend.rowOps().logSoftmaxGradient(y, dY, dX);
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
