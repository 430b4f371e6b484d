package lanewise.examples;

import lanewise.check.GradientCheck;
import lanewise.kernel.Backend;
import lanewise.nn.Graph;
import lanewise.nn.LayerKinds;
import lanewise.nn.Network;
import lanewise.nn.Value;

/** A layer of one's own: its gradients checked, then read back as a file would hold it. */
final class OwnLayer {
  private OwnLayer() {}

  static void main() {
    Value x = Value.input(8);
    Network network =
        Network.of(x.then(new LearnedSwish("swish", 8)).dense(2)).build(Backend.reference(), 1);
    System.out.print(
        GradientCheck.of(network)); // worst relative error of each tensor; 1e-7 or less

    LayerKinds.register(
        "swish", (spec, weights) -> new LearnedSwish(spec.name(), spec.integer("features")));
    System.out.print(Graph.parse(network.graph().toText()).toText());
  }
}
