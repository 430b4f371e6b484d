package lanewise.nn;

import java.util.List;
import lanewise.kernel.Elements;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** y = x1 + x2 + ..., inputs of one shape, added in their order. */
public final class Add implements Layer {
  static final String KIND = "add";

  private final String name;

  public Add(String name) {
    this.name = LayerSpec.requireName(name);
  }

  static Add of(LayerSpec spec) {
    spec.requireKeys();
    return new Add(spec.name());
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
    LayerChecks.requireAlike("Add[" + name + "]", inputs);
    return inputs.get(0);
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
    elements.copy(inputs.get(0), y);
    for (int i = 1; i < inputs.size(); i++) {
      elements.axpy(1, inputs.get(i), y);
    }
  }

  @Override
  public void backward(
      Tensor dY, List<Tensor> inputs, Tensor y, Gradients gradients, Workspace workspace) {
    for (int i = 0; i < inputs.size(); i++) {
      gradients.give(i, dY, workspace.backend().elements());
    }
  }
}
