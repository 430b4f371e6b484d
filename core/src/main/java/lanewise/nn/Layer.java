package lanewise.nn;

import java.util.List;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * One differentiable step of a network, with one input or more and one output. {@link UnaryLayer}
 * is the simpler form for one input.
 *
 * <p>A layer keeps nothing between calls but its parameters: what {@link #backward} needs of a
 * forward pass lies in the {@link Workspace}, which belongs to the caller. So one layer serves many
 * threads at once, each with a workspace of its own, and the same layer may occur twice in a
 * network (its parameters are then shared, and their gradients add up). A layer of package
 * lanewise.nn holds no loop over elements: all arithmetic goes through the workspace's backend.
 *
 * <p>The first axis of every tensor is the batch. Inputs are never modified.
 */
public interface Layer {
  /** The name in messages and, with a dot, before the names of its parameters. */
  String name();

  /**
   * The shape of one example's output, given those of one example's inputs (no batch axis).
   *
   * @throws lanewise.tensor.ShapeException if the layer cannot take such inputs; the message says
   *     what fits
   */
  Shape outputShape(List<Shape> inputs);

  /** What this layer learns or keeps (weights, biases, running statistics), in a fixed order. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * The layer without its memory, from which {@link LayerKinds} builds it again.
   *
   * @throws LanewiseException if it is of a kind that has no description
   */
  default LayerSpec description() {
    throw new LanewiseException(
        getClass().getSimpleName()
            + "["
            + name()
            + "]: has no description, expected description() to say kind and options and"
            + " LayerKinds.register to know the kind; a network with it can be trained but neither"
            + " saved nor copied");
  }

  /**
   * Computes y from the inputs.
   *
   * @param y overwritten; what it holds before is undefined
   * @param workspace where everything else that backward needs is kept
   */
  void forward(List<Tensor> inputs, Tensor y, Workspace workspace);

  /**
   * Adds to the gradients of the parameters and gives those of the inputs that are wanted, for the
   * latest forward pass of this workspace.
   *
   * @param dY the gradient of the loss in y, of y's shape; not modified
   * @param inputs as given to forward; its elements are undefined where {@link #readsInputs} is
   *     false
   * @param y as computed by forward; its elements are undefined where {@link #readsOutput} is false
   */
  void backward(Tensor dY, List<Tensor> inputs, Tensor y, Gradients gradients, Workspace workspace);

  // ---------------------------------------------------------------- what a network may know

  /**
   * Whether the output is the one input itself, only seen under another shape: then the network
   * passes it on and calls neither forward nor backward.
   */
  default boolean isView(boolean training) {
    return false;
  }

  /** Whether backward reads the elements of the inputs. If not, their memory may be used again. */
  default boolean readsInputs() {
    return true;
  }

  /** Whether backward reads the elements of y. If not, its memory may be used again. */
  default boolean readsOutput() {
    return true;
  }

  /**
   * Whether backward heeds {@link Gradients#beta}. If not, a network adds where gradients meet, in
   * memory of its own.
   */
  default boolean accumulates() {
    return false;
  }

  /**
   * The tensors per example that the layer will ask its workspace for; others may come undeclared.
   */
  default List<Buffer> buffers(List<Shape> inputs) {
    return List.of();
  }

  /**
   * A layer of the same answers for inference alone; it need not have a backward pass. Its
   * parameters, in the order of this layer's, get copies of the values; or it has none, and has
   * copied them into a form of its own.
   */
  default Layer frozen(Backend backend) {
    return LayerKinds.layer(description(), Initializers.zeros());
  }
}
