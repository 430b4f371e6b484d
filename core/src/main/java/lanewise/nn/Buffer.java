package lanewise.nn;

import lanewise.tensor.Shape;

/**
 * A tensor that a layer will ask its {@link Workspace} for, one row or block per example: declared
 * ahead, so that a network can place it where nothing else is needed at the time.
 *
 * @param key how the layer asks for it
 * @param example the shape per example, without the batch axis
 * @param use when its elements matter
 */
public record Buffer(Key key, Shape example, Use use) {
  /** When the elements of a buffer matter. */
  public enum Use {
    /** From the forward pass to the backward pass of the layer. */
    KEPT,
    /** Within one forward pass of the layer. */
    FORWARD,
    /** Within one backward pass of the layer. */
    BACKWARD
  }
}
