package lanewise.nn;

import lanewise.kernel.Slide;
import lanewise.kernel.Window;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The mean of all pixels, per channel: (N, ..., channels) to (N, channels). */
public final class GlobalAveragePool extends UnaryLayer {
  static final String KIND = "global-average-pool";

  private volatile @Nullable Window latest;

  public GlobalAveragePool(String name) {
    super(name);
  }

  static GlobalAveragePool of(LayerSpec spec) {
    spec.requireKeys();
    return new GlobalAveragePool(spec.name());
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name());
  }

  @Override
  protected Shape outputShape(Shape input) {
    if (input.rank() < 2) {
      throw new ShapeException(
          where()
              + ": input "
              + input.batchText()
              + ", expected (batch, height, width, channels) or (batch, time, channels)");
    }
    return Shape.of(input.cols());
  }

  /** One window over all pixels of an example. */
  private Window windowOn(Tensor x) {
    Window known = latest;
    int pixels = x.rows() / Math.max(1, x.shape().examples());
    if (known == null || known.columns().extent() != pixels) {
      known = new Window(Slide.none(), Slide.valid(pixels, pixels, 1, 1));
      latest = known;
    }
    return known;
  }

  @Override
  public boolean readsInputs() {
    return false;
  }

  @Override
  public boolean readsOutput() {
    return false;
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    workspace.backend().pools().averagePool(windowOn(x), true, x, y);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    if (dX != null) {
      workspace.backend().pools().averagePoolGradient(windowOn(x), true, dY, dX);
    }
  }
}
