package lanewise.nn;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x - log(sum of exp(x)) over the last axis, stable for logits of any size. Meant to go before
 * {@code NegativeLogLikelihood}, or to read log-probabilities.
 */
public final class LogSoftmax extends UnaryLayer {
  static final String KIND = "log-softmax";

  public LogSoftmax(String name) {
    super(name);
  }

  static LogSoftmax of(LayerSpec spec) {
    spec.requireKeys();
    return new LogSoftmax(spec.name());
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
    workspace.backend().rowOps().logSoftmax(x, y);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    if (dX != null) {
      workspace.backend().rowOps().logSoftmaxGradient(y, dY, dX);
    }
  }
}
