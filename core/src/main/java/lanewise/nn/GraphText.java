package lanewise.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;

/**
 * Graphs as text. A chain of layers, each once or shared, has the form 1, which version 0.1 reads
 * too: a header, {@code input} with the extents of one example, and a line per layer.
 *
 * <pre>
 * lanewise-network 1
 * input 64
 * dense fc1 in=64 out=32 activation=relu bias=yes
 * dense fc2 in=32 out=10 activation=identity bias=yes
 * </pre>
 *
 * <p>Every other graph has the form 2: inputs have names, each line says after {@code <-} which
 * values it reads, a layer in a second place is {@code again}, and the outputs come last.
 *
 * <pre>
 * lanewise-network 2
 * input x 64
 * dense fc1 &lt;- x in=64 out=64 activation=relu bias=yes
 * again fc1#2 &lt;- fc1
 * add add1 &lt;- fc1#2 x
 * output add1
 * </pre>
 */
final class GraphText {
  private static final String FORM_1 = "lanewise-network 1";
  private static final String FORM_2 = "lanewise-network 2";
  private static final String AGAIN = "again";

  private GraphText() {}

  static String write(Graph graph) {
    return graph.isChain() ? chain(graph) : edges(graph);
  }

  private static String chain(Graph graph) {
    StringBuilder text =
        new StringBuilder(FORM_1).append("\ninput").append(extents(graph.shape(0)));
    for (Graph.Node node : graph.nodes()) {
      text.append('\n').append(node.layer().description().text());
    }
    return text.append('\n').toString();
  }

  private static String edges(Graph graph) {
    StringBuilder text = new StringBuilder(FORM_2);
    for (Graph.Input input : graph.inputs()) {
      text.append("\ninput ").append(input.name()).append(extents(input.shape()));
    }
    for (Graph.Node node : graph.nodes()) {
      boolean first = node.value().equals(node.layer().name());
      LayerSpec spec = node.layer().description();
      text.append('\n').append(first ? spec.kind() : AGAIN).append(' ').append(node.value());
      text.append(" <-");
      node.inputs().forEach(input -> text.append(' ').append(graph.name(input)));
      if (first) {
        spec.words().forEach(word -> text.append(' ').append(word));
      }
    }
    text.append("\noutput");
    graph.outputs().forEach(output -> text.append(' ').append(graph.name(output)));
    return text.append('\n').toString();
  }

  private static String extents(Shape shape) {
    StringBuilder text = new StringBuilder();
    for (int dim : shape.dims()) {
      text.append(' ').append(dim);
    }
    return text.toString();
  }

  static Graph read(String text) {
    List<String> lines = text.strip().lines().toList();
    String first = lines.isEmpty() ? "" : lines.get(0);
    if (!first.equals(FORM_1) && !first.equals(FORM_2)) {
      throw new LanewiseException(
          "Graph: first line \""
              + LayerSpec.shortened(first)
              + "\", expected \""
              + FORM_1
              + "\" or \""
              + FORM_2
              + "\"");
    }
    if (lines.size() < 3) {
      throw new LanewiseException(
          "Graph: " + lines.size() + " lines, expected a header, an input and at least one layer");
    }
    List<String> body = lines.subList(1, lines.size());
    return first.equals(FORM_1) ? readChain(body) : new EdgeReader().read(body);
  }

  // ---------------------------------------------------------------- form 1

  private static Graph readChain(List<String> lines) {
    List<String> input = words(lines.get(0));
    if (!input.get(0).equals("input")) {
      throw badInput(lines.get(0));
    }
    Shape shape = shape(input.subList(1, input.size()), lines.get(0));
    List<Graph.Node> nodes = new ArrayList<>();
    Map<String, LayerSpec> specs = new HashMap<>();
    Map<String, Layer> layers = new HashMap<>();
    Map<String, Integer> uses = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      LayerSpec spec = spec(words(line), 2, line);
      LayerSpec known = specs.putIfAbsent(spec.name(), spec);
      if (known != null && !known.equals(spec)) {
        throw new LanewiseException(
            "Graph: layer name "
                + spec.name()
                + " is of two different layers, expected distinct names");
      }
      Layer layer =
          layers.computeIfAbsent(
              spec.name(), name -> LayerKinds.layer(spec, Initializers.heNormal()));
      if (flattensItself(layer, shape)) {
        shape = Shape.of(shape.size());
        nodes.add(
            new Graph.Node(
                spec.name() + ".flatten",
                new Flatten(spec.name() + ".flatten"),
                List.of(nodes.size()),
                shape,
                false));
      }
      shape = layer.outputShape(List.of(shape));
      int use = uses.merge(spec.name(), 1, Integer::sum);
      String value = use == 1 ? spec.name() : spec.name() + "#" + use;
      nodes.add(new Graph.Node(value, layer, List.of(nodes.size()), shape, false));
    }
    Shape first = shape(input.subList(1, input.size()), lines.get(0));
    return new Graph(List.of(new Graph.Input("x", first)), nodes, List.of(nodes.size()));
  }

  /** In version 0.1 layers with a width of their own read an example as one row of values. */
  private static boolean flattensItself(Layer layer, Shape shape) {
    return shape.rank() > 1
        && switch (layer) {
          case Dense dense -> dense.in() == shape.size() && dense.in() != shape.cols();
          case BatchNorm norm -> norm.features() == shape.size() && shape.size() != shape.cols();
          case LayerNorm norm -> norm.features() == shape.size() && shape.size() != shape.cols();
          case PRelu prelu -> prelu.features() == shape.size() && shape.size() != shape.cols();
          default -> false;
        };
  }

  // ---------------------------------------------------------------- form 2

  private static final class EdgeReader {
    private final List<Graph.Input> inputs = new ArrayList<>();
    private final List<Graph.Node> nodes = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Layer> layers = new HashMap<>();

    Graph read(List<String> lines) {
      List<Integer> outputs = List.of();
      for (String line : lines) {
        List<String> words = words(line);
        if (!outputs.isEmpty()) {
          throw bad(line, "nothing behind the outputs");
        }
        switch (words.get(0)) {
          case "input" -> addInput(words, line);
          case "output" ->
              outputs = words.subList(1, words.size()).stream().map(this::number).toList();
          default -> addNode(words, line);
        }
      }
      if (outputs.isEmpty() || inputs.isEmpty() || nodes.isEmpty()) {
        throw new LanewiseException(
            "Graph: " + lines.size() + " lines, expected inputs, layers and a line of outputs");
      }
      return new Graph(inputs, nodes, outputs);
    }

    private void addInput(List<String> words, String line) {
      if (words.size() < 3 || !nodes.isEmpty()) {
        throw badInput(line);
      }
      define(words.get(1), line);
      inputs.add(new Graph.Input(words.get(1), shape(words.subList(2, words.size()), line)));
    }

    private void addNode(List<String> words, String line) {
      int arrow = words.indexOf("<-");
      int end = arrow + 1;
      while (arrow == 2 && end < words.size() && !words.get(end).contains("=")) {
        end++;
      }
      if (arrow != 2 || end == 3) {
        throw bad(line, "kind name <- values key=value ...");
      }
      List<Integer> read = words.subList(3, end).stream().map(this::number).toList();
      Layer layer = words.get(0).equals(AGAIN) ? again(words, end, line) : layer(words, end, line);
      Shape shape =
          layer.outputShape(
              read.stream()
                  .map(
                      at ->
                          at < inputs.size()
                              ? inputs.get(at).shape()
                              : nodes.get(at - inputs.size()).shape())
                  .toList());
      define(words.get(1), line);
      nodes.add(new Graph.Node(words.get(1), layer, read, shape, false));
    }

    private Layer layer(List<String> words, int options, String line) {
      Layer layer = LayerKinds.layer(spec(words, options, line), Initializers.heNormal());
      layers.put(layer.name(), layer);
      return layer;
    }

    private Layer again(List<String> words, int options, String line) {
      Layer layer = layers.get(words.get(1).replaceFirst("#\\d+$", ""));
      if (layer == null || options < words.size()) {
        throw bad(line, "again name#2 <- values, of a layer before it");
      }
      return layer;
    }

    private int number(String name) {
      Integer number = numbers.get(name);
      if (number == null) {
        throw new LanewiseException(
            "Graph: no value "
                + LayerSpec.shortened(name)
                + " before it is read, expected one of "
                + numbers.keySet().stream().sorted().collect(Collectors.joining(", ")));
      }
      return number;
    }

    private void define(String name, String line) {
      LayerSpec.requireName(name.replaceFirst("#\\d+$", ""));
      if (numbers.putIfAbsent(name, inputs.size() + nodes.size()) != null) {
        throw bad(line, "a name that no other value has");
      }
    }
  }

  // ---------------------------------------------------------------- words

  private static List<String> words(String line) {
    return List.of(line.strip().split("[ \t]+", -1));
  }

  private static LayerSpec spec(List<String> words, int options, String line) {
    if (words.size() < 2) {
      throw bad(line, "kind name key=value ...");
    }
    return LayerSpec.parse(words.get(0), words.get(1), words.subList(options, words.size()));
  }

  private static Shape shape(List<String> extents, String line) {
    int[] dims = new int[extents.size()];
    try {
      for (int axis = 0; axis < dims.length; axis++) {
        dims[axis] = Integer.parseInt(extents.get(axis));
      }
    } catch (NumberFormatException e) {
      throw badInput(line);
    }
    if (dims.length == 0) {
      throw badInput(line);
    }
    return Shape.of(dims);
  }

  private static LanewiseException badInput(String line) {
    return bad(line, "input and the extents of one example");
  }

  private static LanewiseException bad(String line, String rule) {
    return new LanewiseException(
        "Graph: line \"" + LayerSpec.shortened(line) + "\", expected: " + rule);
  }
}
