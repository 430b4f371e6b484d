package lanewise.nn;

import java.util.List;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A layer of one input. Unless it says otherwise its output has the shape of its input. */
public abstract class UnaryLayer implements Layer {
  private final String name;

  protected UnaryLayer(String name) {
    this.name = LayerSpec.requireName(name);
  }

  @Override
  public final String name() {
    return name;
  }

  /** The shape of one example's output; see {@link Layer#outputShape}. */
  protected Shape outputShape(Shape input) {
    return input;
  }

  /** Computes y from x; see {@link Layer#forward}. */
  protected abstract void forward(Tensor x, Tensor y, Workspace workspace);

  /**
   * Adds to the gradients of the parameters and overwrites dX unless it is null; see {@link
   * Layer#backward}.
   */
  protected abstract void backward(
      Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace);

  /** The tensors per example that the layer will ask for; see {@link Layer#buffers}. */
  protected List<Buffer> buffers(Shape input) {
    return List.of();
  }

  @Override
  public final Shape outputShape(List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new ShapeException(
          where() + ": " + inputs.size() + " inputs, expected one; join them with add or concat");
    }
    return outputShape(inputs.get(0));
  }

  @Override
  public final void forward(List<Tensor> inputs, Tensor y, Workspace workspace) {
    forward(inputs.get(0), y, workspace);
  }

  @Override
  public final void backward(
      Tensor dY, List<Tensor> inputs, Tensor y, Gradients gradients, Workspace workspace) {
    backward(dY, inputs.get(0), y, gradients.into(0), workspace);
  }

  @Override
  public final List<Buffer> buffers(List<Shape> inputs) {
    return buffers(inputs.get(0));
  }

  /** The form {@code Dense[fc1]}, for messages. */
  protected final String where() {
    return getClass().getSimpleName() + "[" + name + "]";
  }
}
