package lanewise.nn;

import java.util.List;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The largest pixel under a window, per channel; x (N, height, width, channels) or (N, time,
 * channels). Padding never counts, NaN is larger than all others, and of equals the first has the
 * gradient.
 */
public final class MaxPool extends Pool {
  static final String KIND = "max-pool";

  private static final Key TAPS = Key.of("taps");

  public MaxPool(String name, Stencil stencil) {
    super(name, stencil);
  }

  static MaxPool of(LayerSpec spec) {
    spec.requireKeys(Stencil.keys());
    return new MaxPool(spec.name(), Stencil.parse(spec));
  }

  @Override
  public LayerSpec description() {
    return stencil().describe(LayerSpec.of(KIND, name()));
  }

  @Override
  protected List<Buffer> buffers(Shape input) {
    return List.of(new Buffer(TAPS, outputShape(input), Buffer.Use.KEPT));
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    Tensor taps = workspace.tensor(TAPS, y.shape());
    workspace.backend().pools().maxPool(windowOn(x), x, y, taps);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    if (dX != null) {
      workspace.backend().pools().maxPoolGradient(windowOn(x), dY, workspace.tensor(TAPS), dX);
    }
  }
}
