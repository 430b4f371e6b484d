package lanewise.nn;

import lanewise.kernel.Elements;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Some neighbouring values of the last axis: y[..., j] = x[..., from + j]. Shapes: x (N, ..., any),
 * y (N, ..., count).
 */
public final class ColumnRange extends UnaryLayer {
  static final String KIND = "columns";

  private final Key cut = Key.of("columns");
  private final int from;
  private final int count;

  /**
   * @param from the first of them, counted from 0
   * @param count how many, 1 or more
   */
  public ColumnRange(String name, int from, int count) {
    super(name);
    LayerChecks.require(from >= 0, where(), "from", from, "0 or more");
    LayerChecks.requirePositive(where(), "count", count);
    this.from = from;
    this.count = count;
  }

  static ColumnRange of(LayerSpec spec) {
    spec.requireKeys("from", "count");
    return new ColumnRange(spec.name(), spec.integer("from"), spec.integer("count"));
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name()).with("from", from).with("count", count);
  }

  @Override
  protected Shape outputShape(Shape input) {
    if (input.rank() == 0 || input.cols() - count < from) {
      throw new ShapeException(
          where()
              + ": input "
              + input
              + ", expected a last axis of "
              + ((long) from + count)
              + " values or more");
    }
    return input.withCols(count);
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
    workspace.backend().elements().copy(workspace.columns(cut, x, from, count), y);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    if (dX != null) {
      Elements elements = workspace.backend().elements();
      elements.fill(0, dX);
      elements.copy(dY, workspace.columns(cut, dX, from, count));
    }
  }
}
