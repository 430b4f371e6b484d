package lanewise.nn;

import lanewise.kernel.Backend;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * y = exp(x) / sum of exp(x) over the values of each example, stable for logits of any size. It
 * turns logits into probabilities for those who read a network's output; for training, put {@code
 * SoftmaxCrossEntropy} on the logits instead, which is faster and more exact.
 */
public final class Softmax extends RowLayer {
  public Softmax(String name) {
    this(new Spec(name));
  }

  /** The layer of a description. */
  public Softmax(Spec spec) {
    super(spec);
  }

  @Override
  void compute(Backend backend, Tensor x, Tensor y) {
    backend.rowOps().softmax(x, y);
  }

  @Override
  void computeGradient(Backend backend, Tensor y, Tensor dY, Tensor dX) {
    backend.rowOps().softmaxGradient(y, dY, dX);
  }

  /** The layer without its memory. */
  public record Spec(String name) implements LayerSpec {
    static final String KIND = "softmax";

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
    public Softmax layer(Initializer weights) {
      return new Softmax(this);
    }
  }
}
