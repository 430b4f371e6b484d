package lanewise.nn;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = exp(x) / sum of exp(x) over the last axis, stable for logits of any size. It turns logits
 * into probabilities for those who read a network's output; for training, put {@code
 * SoftmaxCrossEntropy} on the logits instead, which is faster and more exact.
 */
public final class Softmax extends UnaryLayer {
  static final String KIND = "softmax";

  public Softmax(String name) {
    super(name);
  }

  static Softmax of(LayerSpec spec) {
    spec.requireKeys();
    return new Softmax(spec.name());
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name());
  }

  @Override
  public boolean readsInputs() {
    return false;
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    workspace.backend().rowOps().softmax(x, y);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    if (dX != null) {
      workspace.backend().rowOps().softmaxGradient(y, dY, dX);
    }
  }
}
