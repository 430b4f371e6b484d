package lanewise.nn;

import java.util.List;
import lanewise.kernel.Elements;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** y = x1 * x2 * ..., inputs of one shape, element by element, multiplied in their order. */
public final class Multiply implements Layer {
  static final String KIND = "multiply";

  private final String name;

  public Multiply(String name) {
    this.name = LayerSpec.requireName(name);
  }

  static Multiply of(LayerSpec spec) {
    spec.requireKeys();
    return new Multiply(spec.name());
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
    LayerChecks.requireAlike("Multiply[" + name + "]", inputs);
    return inputs.get(0);
  }

  @Override
  public boolean readsOutput() {
    return false;
  }

  @Override
  public void forward(List<Tensor> inputs, Tensor y, Workspace workspace) {
    Elements elements = workspace.backend().elements();
    elements.multiply(inputs.get(0), inputs.get(1), y);
    for (int i = 2; i < inputs.size(); i++) {
      elements.multiply(y, inputs.get(i), y);
    }
  }

  @Override
  public void backward(
      Tensor dY, List<Tensor> inputs, Tensor y, Gradients gradients, Workspace workspace) {
    Elements elements = workspace.backend().elements();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor dX = gradients.into(i);
      if (dX == null) {
        continue;
      }
      Tensor product = dY;
      for (int other = 0; other < inputs.size(); other++) {
        if (other != i) {
          elements.multiply(product, inputs.get(other), dX);
          product = dX;
        }
      }
    }
  }
}
