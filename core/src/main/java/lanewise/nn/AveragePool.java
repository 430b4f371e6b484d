package lanewise.nn;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The mean of the pixels under a window, per channel; x (N, height, width, channels) or (N, time,
 * channels).
 */
public final class AveragePool extends Pool {
  static final String KIND = "average-pool";

  private final boolean countPadding;

  /**
   * @param countPadding whether padding counts as zeros (PyTorch's default), else it does not count
   *     (Keras, ONNX)
   */
  public AveragePool(String name, Stencil stencil, boolean countPadding) {
    super(name, stencil);
    this.countPadding = countPadding;
  }

  static AveragePool of(LayerSpec spec) {
    spec.requireKeys(Stencil.keys("count-padding"));
    return new AveragePool(spec.name(), Stencil.parse(spec), spec.flag("count-padding"));
  }

  @Override
  public LayerSpec description() {
    return stencil().describe(LayerSpec.of(KIND, name())).with("count-padding", countPadding);
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    workspace.backend().pools().averagePool(windowOn(x), countPadding, x, y);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    if (dX != null) {
      workspace.backend().pools().averagePoolGradient(windowOn(x), countPadding, dY, dX);
    }
  }
}
