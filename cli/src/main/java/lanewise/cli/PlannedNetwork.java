package lanewise.cli;

import lanewise.kernel.Backend;
import lanewise.nn.Graph;
import lanewise.nn.Initializer;
import lanewise.nn.Network;

/**
 * The network that the options ask for, before it has memory.
 *
 * @param initializer fills its weights
 */
record PlannedNetwork(Graph graph, Initializer initializer) {
  Network build(Backend backend, long seed) {
    return graph.build(backend, seed, initializer);
  }
}
