package lanewise.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;

/**
 * A network without its memory: inputs, layers in an order in which they can be computed, and which
 * values are the outputs. It is data, has a text that a model file can hold, and can be built on
 * any backend, any number of times.
 *
 * <p>Values are numbered: the inputs first, then the output of each node. A layer that is in two
 * nodes is shared: it has its parameters once.
 */
public final class Graph {
  /**
   * One place where a layer is computed.
   *
   * @param value the name of its output: the layer's, with {@code #2} where the layer occurs a
   *     second time
   * @param layer unbound, unless it was bound elsewhere before
   * @param inputs the numbers of the values it reads
   * @param shape of one example of its output
   * @param given whether the layer came as an object, which a network may take over
   */
  public record Node(String value, Layer layer, List<Integer> inputs, Shape shape, boolean given) {
    /** Copies the list. */
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * What a network is given.
   *
   * @param name for messages and files
   * @param shape of one example
   */
  public record Input(String name, Shape shape) {}

  private final List<Input> inputs;
  private final List<Node> nodes;
  private final List<Integer> outputs;

  /**
   * @param outputs the numbers of values
   * @throws LanewiseException if two different layers or values share a name
   */
  Graph(List<Input> inputs, List<Node> nodes, List<Integer> outputs) {
    this.inputs = List.copyOf(inputs);
    this.nodes = List.copyOf(nodes);
    this.outputs = List.copyOf(outputs);
    requireNames();
  }

  /**
   * The graph that ends in these values, found by walking back to the inputs. Inputs come in the
   * order of {@link Value#input}'s calls, layers in an order in which each follows its inputs;
   * layers without a name of their own are numbered by kind: fc1, fc2, bn1. An activation that
   * alone reads a dense layer becomes part of it, which costs nothing and keeps the name of the
   * layer.
   *
   * @throws LanewiseException if two different layers share a name
   */
  public static Graph of(Value... outputs) {
    return new GraphBuilder(List.of(outputs)).graph();
  }

  /** A chain of layers behind one input. */
  public static Graph chain(Shape input, List<Layer> layers) {
    if (layers.isEmpty()) {
      throw new LanewiseException("Graph: no layers, expected at least one");
    }
    Value value = Value.input(input.dims());
    for (Layer layer : layers) {
      value = value.then(layer);
    }
    return of(value);
  }

  public List<Input> inputs() {
    return inputs;
  }

  public List<Node> nodes() {
    return nodes;
  }

  /** The numbers of the values that are the outputs. */
  public List<Integer> outputs() {
    return outputs;
  }

  /** The distinct layers, in the order of their first places. */
  public List<Layer> layers() {
    Set<Layer> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    return nodes.stream().map(Node::layer).filter(distinct::add).toList();
  }

  /** The shape of one example of a value. */
  public Shape shape(int value) {
    return value < inputs.size()
        ? inputs.get(value).shape()
        : nodes.get(value - inputs.size()).shape();
  }

  /** The name of a value. */
  public String name(int value) {
    return value < inputs.size()
        ? inputs.get(value).name()
        : nodes.get(value - inputs.size()).value();
  }

  /**
   * The shape of one example of the input.
   *
   * @throws ShapeException if there is more than one
   */
  public Shape inputShape() {
    requireOne("inputs", inputs.size());
    return inputs.get(0).shape();
  }

  /**
   * The shape of one example of the output.
   *
   * @throws ShapeException if there is more than one
   */
  public Shape outputShape() {
    requireOne("outputs", outputs.size());
    return shape(outputs.get(0));
  }

  private static void requireOne(String what, int count) {
    if (count != 1) {
      throw new ShapeException("Graph: " + count + " " + what + ", expected one");
    }
  }

  /** How many numbers the network learns or keeps; known without giving memory to them. */
  public long parameterCount() {
    Set<Parameter> distinct = new LinkedHashSet<>();
    layers().forEach(layer -> distinct.addAll(layer.parameters()));
    return distinct.stream().mapToLong(parameter -> parameter.shape().size()).sum();
  }

  /** Builds the network with He-normal weights: right for ReLU and its relatives. */
  public Network build(Backend backend, long seed) {
    return build(backend, seed, Initializers.heNormal());
  }

  /**
   * Builds the network: gives memory to the parameters and fills them, each from a stream named
   * after it.
   *
   * <p>A layer that was given as an object and belongs to no network yet becomes part of this one;
   * all others are built anew from their descriptions. Given layers keep initial values of their
   * own in each network.
   *
   * @param seed the same seed gives the same parameters on every backend, up to rounding
   * @param weights fills the weights of dense layers; all else starts as its layer says
   * @throws LanewiseException if a layer belongs to a network and has no description
   */
  public Network build(Backend backend, long seed, Initializer weights) {
    return new Network(backend, withLayers(node -> built(node, weights)), seed);
  }

  private static Layer built(Node node, Initializer weights) {
    Layer layer = node.layer();
    boolean takenOver = node.given() && layer.parameters().stream().noneMatch(Parameter::isBound);
    if (layer.parameters().isEmpty() || takenOver) {
      return layer;
    }
    Layer fresh = LayerKinds.layer(layer.description(), weights);
    if (node.given()) {
      fresh.parameters().forEach(parameter -> parameter.initializeAs(layer.parameters()));
    }
    return fresh;
  }

  /**
   * A graph of the same form with layers of its own, whose names begin with {@code prefix} and a
   * dot; for use beside this one in a larger network.
   */
  public Graph named(String prefix) {
    Graph renamed =
        withLayers(
            node -> {
              LayerSpec spec = node.layer().description();
              return LayerKinds.layer(
                  new LayerSpec(spec.kind(), prefix + "." + spec.name(), spec.options()),
                  Initializers.heNormal());
            });
    List<Node> others = new ArrayList<>();
    for (Node node : renamed.nodes) {
      others.add(
          new Node(prefix + "." + node.value(), node.layer(), node.inputs(), node.shape(), false));
    }
    return new Graph(inputs, others, outputs);
  }

  /** The same graph with other layers; a layer in two places is changed once. */
  Graph withLayers(Function<Node, Layer> change) {
    IdentityHashMap<Layer, Layer> changed = new IdentityHashMap<>();
    List<Node> others = new ArrayList<>();
    for (Node node : nodes) {
      Layer layer = changed.get(node.layer());
      if (layer == null) {
        layer = change.apply(node);
        changed.put(node.layer(), layer);
      }
      others.add(new Node(node.value(), layer, node.inputs(), node.shape(), node.given()));
    }
    return new Graph(inputs, others, outputs);
  }

  private void requireNames() {
    Map<String, Layer> layers = new HashMap<>();
    Set<String> values = new LinkedHashSet<>();
    inputs.forEach(input -> requireNew(values, input.name()));
    for (Node node : nodes) {
      requireNew(values, node.value());
      Layer known = layers.putIfAbsent(node.layer().name(), node.layer());
      if (known != null && known != node.layer()) {
        throw new LanewiseException(
            "Graph: layer name "
                + node.layer().name()
                + " is of two different layers, expected distinct names; give one with named()");
      }
    }
  }

  private static void requireNew(Set<String> names, String name) {
    if (!names.add(name)) {
      throw new LanewiseException(
          "Graph: two values are named " + name + ", expected distinct names");
    }
  }

  /** Whether every node reads the one before it alone, and the last is the output. */
  boolean isChain() {
    if (inputs.size() != 1 || outputs.size() != 1 || outputs.get(0) != nodes.size()) {
      return false;
    }
    for (int i = 0; i < nodes.size(); i++) {
      if (!nodes.get(i).inputs().equals(List.of(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The text that {@link #parse} reads back; see {@link GraphText}.
   *
   * @throws LanewiseException if a layer has no description
   */
  public String toText() {
    return GraphText.write(this);
  }

  /**
   * Reads the text of {@link #toText}, or of a network of version 0.1.
   *
   * @throws LanewiseException if it is not such a text, or the network in it does not fit together;
   *     the message names what was found and what is expected
   */
  public static Graph parse(String text) {
    return GraphText.read(text);
  }

  /** Whether the texts are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Graph graph && toText().equals(graph.toText());
  }

  @Override
  public int hashCode() {
    return toText().hashCode();
  }

  @Override
  public String toString() {
    Map<String, Shape> named = new LinkedHashMap<>();
    outputs.forEach(output -> named.put(name(output), shape(output)));
    return "graph of " + nodes.size() + " layers: " + inputs + " -> " + named;
  }
}
