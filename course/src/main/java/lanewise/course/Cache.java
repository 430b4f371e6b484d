package lanewise.course;

import java.util.IdentityHashMap;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;

/**
 * What the layers of a net keep of a forward pass for the backward pass after it: CS231n's caches.
 * One serves any number of layers; a further forward pass of a layer replaces what it kept.
 */
public final class Cache {
  private final IdentityHashMap<Object, Tensor> inputs = new IdentityHashMap<>();

  /** An empty cache. */
  public Cache() {}

  void keep(Object layer, Tensor input) {
    inputs.put(layer, input);
  }

  Tensor input(String where, Object layer) {
    Tensor input = inputs.get(layer);
    if (input == null) {
      throw new LanewiseException(
          where + ": nothing of this layer in the cache, expected a forward pass with it before");
    }
    return input;
  }
}
