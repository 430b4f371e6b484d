package lanewise.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.kernel.Activation;
import org.jspecify.annotations.Nullable;

/** Turns values into a graph: walks back to the inputs, fuses, names, numbers. */
final class GraphBuilder {
  private final List<Value> outputs;
  private final List<Value> order = new ArrayList<>();
  private final Map<Value, Integer> readers = new IdentityHashMap<>();
  private final Map<Value, Integer> numbers = new IdentityHashMap<>();

  GraphBuilder(List<Value> outputs) {
    this.outputs = outputs;
  }

  Graph graph() {
    walk();
    List<Value> inputs =
        order.stream()
            .filter(Value::isInput)
            .sorted(Comparator.comparingLong(Value::order))
            .toList();
    List<Graph.Input> named = new ArrayList<>();
    for (Value input : inputs) {
      numbers.put(input, named.size());
      named.add(
          new Graph.Input(inputs.size() == 1 ? "x" : "x" + (named.size() + 1), input.shape()));
    }
    List<Graph.Node> nodes = nodes(named.size());
    return new Graph(named, nodes, outputs.stream().map(numbers::get).toList());
  }

  /** Depth first without recursion: a network may be deeper than the stack. */
  private void walk() {
    Set<Value> done = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Value> stack = new ArrayList<>(outputs.reversed());
    while (!stack.isEmpty()) {
      Value value = stack.getLast();
      List<Value> open = value.inputs().stream().filter(input -> !done.contains(input)).toList();
      if (done.contains(value) || open.isEmpty()) {
        stack.removeLast();
        if (done.add(value)) {
          order.add(value);
          value.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
      } else {
        stack.addAll(open.reversed());
      }
    }
    outputs.forEach(output -> readers.merge(output, 1, Integer::sum));
  }

  private List<Graph.Node> nodes(int inputCount) {
    Names names = new Names(order);
    List<Graph.Node> nodes = new ArrayList<>();
    for (Value value : order) {
      if (value.isInput()) {
        continue;
      }
      int before = value.inputs().size() == 1 ? numbers.get(value.inputs().get(0)) : -1;
      if (before >= inputCount
          && before == inputCount + nodes.size() - 1
          && readers.get(value.inputs().get(0)) == 1
          && value.layer(value.prefix()) instanceof ActivationLayer activation
          && fused(nodes.getLast(), activation.activation()) instanceof Graph.Node fused) {
        nodes.set(nodes.size() - 1, fused);
        numbers.put(value, before);
        continue;
      }
      Layer layer = value.layer(names.ofLayer(value));
      numbers.put(value, inputCount + nodes.size());
      nodes.add(
          new Graph.Node(
              names.ofValue(layer.name()),
              layer,
              value.inputs().stream().map(numbers::get).toList(),
              value.shape(),
              value.given()));
    }
    return nodes;
  }

  /** The node with the activation within its product; null where it is no bare dense layer. */
  private static Graph.@Nullable Node fused(Graph.Node node, Activation f) {
    return !node.given()
            && node.layer() instanceof Dense dense
            && dense.activation().kind() == Activation.Kind.IDENTITY
        ? new Graph.Node(node.value(), dense.with(f), node.inputs(), node.shape(), false)
        : null;
  }

  /** Numbers what has no name of its own, passing over names that are taken. */
  private static final class Names {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();

    Names(List<Value> values) {
      for (Value value : values) {
        String name = value.name();
        if (name != null) {
          taken.add(name);
        }
      }
    }

    String ofLayer(Value value) {
      String name = value.name();
      while (name == null) {
        String next = value.prefix() + counts.merge(value.prefix(), 1, Integer::sum);
        name = taken.contains(next) ? null : next;
      }
      return name;
    }

    String ofValue(String layer) {
      int use = uses.merge(layer, 1, Integer::sum);
      return use == 1 ? layer : layer + "#" + use;
    }
  }
}
