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

/** Turns values into a graph: walks back to the inputs, fuses, names, numbers. */
final class GraphBuilder {
  private final List<Value> outputs;
  private final List<Value> order = new ArrayList<>();
  private final IdentityHashMap<Value, Integer> readers = new IdentityHashMap<>();
  private final IdentityHashMap<Value, Integer> numbers = new IdentityHashMap<>();

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
      if (!value.isInput() && !fused(value, nodes, inputCount)) {
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
    }
    return nodes;
  }

  /** Whether an activation became part of the bare dense layer or convolution just before it. */
  private boolean fused(Value value, List<Graph.Node> nodes, int inputCount) {
    if (nodes.isEmpty() || !(value.layer(value.prefix()) instanceof ActivationLayer activation)) {
      return false;
    }
    Value before = value.inputs().get(0);
    Graph.Node node = nodes.getLast();
    int number = numbers.getOrDefault(before, -1);
    if (number == inputCount + nodes.size() - 1
        && readers.getOrDefault(before, 0) == 1
        && !node.given()
        && node.layer() instanceof AffineLayer affine
        && affine.activation().kind() == Activation.Kind.IDENTITY) {
      Layer whole = affine.with(activation.activation());
      nodes.set(
          nodes.size() - 1,
          new Graph.Node(node.value(), whole, node.inputs(), node.shape(), false));
      numbers.put(value, number);
      return true;
    }
    return false;
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
