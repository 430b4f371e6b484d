package lanewise.nn;

import java.util.List;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One differentiable step of a network.
 *
 * <p>A layer keeps nothing between calls but its parameters: what {@link #backward} needs of a
 * forward pass lies in the {@link Cache}, which belongs to the caller. So one layer serves many
 * threads at once, each with a cache of its own, and the same layer may stand twice in a network
 * (its parameters are then shared, and their gradients add up). A layer holds no loop over
 * elements: all arithmetic goes through the cache's backend.
 *
 * <p>The first axis of every tensor is the batch. Results live in the cache and are overwritten by
 * the next call with the same cache; inputs are never modified.
 */
public interface Layer {
  /** The name in messages and, with a dot, before the names of its parameters. */
  String name();

  /**
   * The shape of one example's output, given that of one example's input (no batch axis).
   *
   * @throws lanewise.tensor.ShapeException if the layer cannot take such an input; the message says
   *     what fits
   */
  Shape outputShape(Shape inputShape);

  /** What this layer learns or keeps (weights, biases, running statistics), in a fixed order. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * The layer without its memory, from which it can be built again.
   *
   * @throws LanewiseException if it is of a kind that no {@link LayerSpec} describes
   */
  default LayerSpec description() {
    throw new LanewiseException(
        getClass().getSimpleName()
            + "["
            + name()
            + "]: has no description, expected a layer of package lanewise.nn; a network with it can"
            + " be trained but neither saved nor copied");
  }

  /**
   * Computes y from x, keeping in the cache what backward needs.
   *
   * @param x (batch, d1, ..., dk)
   * @return y, in the cache's memory (or x itself where a layer has nothing to do)
   */
  Tensor forward(Tensor x, Cache cache);

  /**
   * Adds to the gradients of the parameters and computes the gradient of the input, for the latest
   * forward pass of this cache.
   *
   * @param dY the gradient of the loss in y, of y's shape; not modified
   * @return dX, of x's shape, in the cache's memory (or dY itself, or a view of it, where a layer
   *     has nothing to do); null if and only if {@link Cache#wantsInputGradient} is false
   */
  @Nullable Tensor backward(Tensor dY, Cache cache);
}
