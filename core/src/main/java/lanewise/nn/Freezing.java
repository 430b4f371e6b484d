package lanewise.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import org.jspecify.annotations.Nullable;

/** One pass over a graph that makes {@link Network#frozen} of it. */
final class Freezing {
  private final Graph graph;
  private final Backend backend;
  private final List<Graph.Node> nodes = new ArrayList<>();
  private final IdentityHashMap<Layer, Layer> copies = new IdentityHashMap<>();

  /** For each value of the graph its number in the frozen one. */
  private final int[] numbers;

  /** For each value the one that it is without dropout: its input's, behind one. */
  private final int[] roots;

  /** For each root how many read it, directly or behind a dropout. */
  private final int[] readers;

  Freezing(Graph graph, Backend backend) {
    this.graph = graph;
    this.backend = backend;
    int inputs = graph.inputs().size();
    numbers = new int[inputs + graph.nodes().size()];
    readers = new int[numbers.length];
    roots = new int[numbers.length];
    Arrays.setAll(numbers, v -> v);
    Arrays.setAll(roots, v -> v);
    graph.outputs().forEach(output -> readers[output]++);
    graph.nodes().forEach(node -> node.inputs().forEach(input -> readers[input]++));
  }

  Network network() {
    int inputs = graph.inputs().size();
    for (int j = 0; j < graph.nodes().size(); j++) {
      Graph.Node node = graph.nodes().get(j);
      int only = roots[node.inputs().get(0)];
      if (node.layer() instanceof Dropout) {
        numbers[inputs + j] = numbers[only];
        roots[inputs + j] = only;
        readers[only] += readers[inputs + j] - 1;
      } else if (readers[only] == 1 && foldedInto(numbers[only] - inputs, node.layer())) {
        numbers[inputs + j] = numbers[only];
      } else {
        List<Integer> read = node.inputs().stream().map(v -> numbers[v]).toList();
        numbers[inputs + j] = inputs + nodes.size();
        nodes.add(
            new Graph.Node(node.value(), copy(node.layer()), read, node.shape(), node.given()));
      }
    }
    List<Integer> outputs = graph.outputs().stream().map(v -> numbers[v]).toList();
    Network frozen = new Network(backend, new Graph(graph.inputs(), nodes, outputs), 0, true);
    copies.forEach(Freezing::copyValues);
    return frozen;
  }

  private Layer copy(Layer layer) {
    Layer copy = copies.get(layer);
    if (copy == null) {
      copy = layer.frozen(backend);
      copies.put(layer, copy);
    }
    return copy;
  }

  /** Whether a layer became part of the dense layer or convolution before it. */
  private boolean foldedInto(int before, Layer layer) {
    if (before < 0
        || !(nodes.get(before).layer() instanceof FrozenAffine affine)
        || !affine.isBare()
        || isShared(affine)) {
      return false;
    }
    @Nullable FrozenAffine folded = null;
    if (layer instanceof BatchNorm norm) {
      folded = affine.scaled(norm.scale(), norm.shift(), backend);
    } else if (layer instanceof ActivationLayer activation
        && activation.activation().kind() != Activation.Kind.IDENTITY) {
      folded = affine.with(activation.activation());
    }
    if (folded == null) {
      return false;
    }
    Graph.Node node = nodes.get(before);
    nodes.set(
        before, new Graph.Node(node.value(), folded, node.inputs(), node.shape(), node.given()));
    return true;
  }

  /** A layer in two places keeps its one copy. */
  private boolean isShared(Layer copy) {
    return graph.nodes().stream().filter(node -> copies.get(node.layer()) == copy).count() > 1;
  }

  private static void copyValues(Layer layer, Layer copy) {
    List<Parameter> values = copy.parameters();
    for (int i = 0; i < values.size(); i++) {
      values.get(i).value().copyFrom(layer.parameters().get(i).value());
    }
  }
}
