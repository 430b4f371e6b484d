package lanewise.nn;

import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * (N, d1, ..., dk) to (N, d1 * ... * dk), without copying: what an image passes before a dense
 * layer.
 */
public final class Flatten extends UnaryLayer {
  static final String KIND = "flatten";

  public Flatten(String name) {
    super(name);
  }

  static Flatten of(LayerSpec spec) {
    spec.requireKeys();
    return new Flatten(spec.name());
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name());
  }

  @Override
  protected Shape outputShape(Shape input) {
    return Shape.of(input.size());
  }

  @Override
  public boolean isView(boolean training) {
    return true;
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    throw asView();
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    throw asView();
  }

  private LanewiseException asView() {
    return new LanewiseException(
        where() + ": called like a layer that computes, expected x.reshape(...) as isView says");
  }
}
