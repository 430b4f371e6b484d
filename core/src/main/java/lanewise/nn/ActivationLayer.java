package lanewise.nn;

import lanewise.kernel.Activation;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = f(x), element by element, for inputs of any shape. Right after a dense layer the activation
 * belongs into {@link Dense}, which computes it within its product; this layer is for all other
 * places, such as after a normalisation.
 */
public final class ActivationLayer extends UnaryLayer {
  static final String KIND = "activation";

  private final Activation activation;

  public ActivationLayer(String name, Activation activation) {
    super(name);
    this.activation = activation;
  }

  static ActivationLayer of(LayerSpec spec) {
    spec.requireKeys("f");
    return new ActivationLayer(spec.name(), Activations.parse(spec.word("f")));
  }

  public Activation activation() {
    return activation;
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name()).with("f", Activations.text(activation));
  }

  @Override
  public boolean readsInputs() {
    return activation.derivativeNeedsInput();
  }

  @Override
  public boolean readsOutput() {
    return !activation.derivativeNeedsInput();
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    workspace.backend().elements().activate(activation, x, y);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    if (dX != null) {
      Tensor saved = activation.derivativeNeedsInput() ? x : y;
      workspace.backend().elements().activateGradient(activation, saved, dY, dX);
    }
  }
}
