package lanewise.nn;

import java.util.List;
import lanewise.kernel.Elements;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/** The inputs side by side along the last axis; all other axes are equal. */
public final class Concat implements Layer {
  static final String KIND = "concat";

  private final String name;

  public Concat(String name) {
    this.name = LayerSpec.requireName(name);
  }

  static Concat of(LayerSpec spec) {
    spec.requireKeys();
    return new Concat(spec.name());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape first = inputs.get(0);
    int cols = 0;
    for (Shape input : inputs) {
      if (input.rank() == 0 || !input.withCols(1).equals(first.withCols(1))) {
        throw new ShapeException(
            "Concat["
                + name
                + "]: inputs "
                + inputs
                + ", expected shapes that differ in the last"
                + " axis alone");
      }
      cols += input.cols();
    }
    return first.withCols(cols);
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
  public boolean accumulates() {
    return true;
  }

  @Override
  public void forward(List<Tensor> inputs, Tensor y, Workspace workspace) {
    Elements elements = workspace.backend().elements();
    ColumnViews columns = workspace.columns(y, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      elements.copy(inputs.get(i), columns.part(i));
    }
  }

  @Override
  public void backward(
      Tensor dY, List<Tensor> inputs, Tensor y, Gradients gradients, Workspace workspace) {
    ColumnViews columns = workspace.columns(dY, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      gradients.give(i, columns.part(i), workspace.backend().elements());
    }
  }
}
