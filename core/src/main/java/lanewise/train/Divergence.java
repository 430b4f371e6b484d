package lanewise.train;

import lanewise.kernel.Backend;
import lanewise.nn.Cache;
import lanewise.nn.Layer;
import lanewise.nn.Network;
import lanewise.nn.Parameter;
import lanewise.tensor.Tensor;

/** Finds where the first value that is not finite appeared in a step. */
final class Divergence {
  private Divergence() {}

  /** The origin in words: the input, a parameter, a layer's output, or the loss itself. */
  static String originOf(Network network, Tensor input, Cache cache) {
    Backend backend = network.backend();
    if (backend.firstNonFinite(input) >= 0) {
      return "the input";
    }
    Tensor y = input;
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      for (Parameter parameter : layer.parameters()) {
        if (backend.firstNonFinite(parameter.value()) >= 0) {
          return "the parameter " + parameter.name() + " of layer " + layer.name();
        }
      }
      y = layer.forward(y, cache.child(i));
      if (backend.firstNonFinite(y) >= 0) {
        return "the output of layer " + layer.name();
      }
    }
    return "the loss of finite outputs";
  }
}
