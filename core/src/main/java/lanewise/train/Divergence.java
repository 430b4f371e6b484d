package lanewise.train;

import java.util.Map;
import lanewise.kernel.Backend;
import lanewise.nn.Cache;
import lanewise.nn.Layer;
import lanewise.nn.Network;
import lanewise.nn.Parameter;
import lanewise.optim.Optimizer;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Finds where the first value that is not finite appeared. */
final class Divergence {
  private Divergence() {}

  /** What in a network or its optimizer is not finite, in words; null if all is finite. */
  static @Nullable String inState(Network network, Optimizer optimizer) {
    Backend backend = network.backend();
    if (backend.firstNonFinite(network.parameterSet().values()) >= 0
        || backend.firstNonFinite(network.parameterSet().state()) >= 0) {
      for (Parameter parameter : network.parameters()) {
        if (backend.firstNonFinite(parameter.value()) >= 0) {
          return "the parameter " + parameter.name();
        }
      }
    }
    for (Map.Entry<String, Tensor> moment : optimizer.state().entrySet()) {
      if (backend.firstNonFinite(moment.getValue()) >= 0) {
        return "the state " + moment.getKey() + " of optimizer " + optimizer.name();
      }
    }
    return null;
  }

  /**
   * The origin of a step's loss in words: the input, a parameter, a layer's output, or the loss
   * itself. The forward pass is repeated, but the running statistics stay as they are.
   */
  static String originOf(Network network, Tensor input, Cache cache) {
    Tensor statistics = network.parameterSet().state();
    Tensor kept = BestParameters.copyOf(statistics);
    try {
      return originInForward(network, input, cache);
    } finally {
      statistics.copyFrom(kept);
    }
  }

  private static String originInForward(Network network, Tensor input, Cache cache) {
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
