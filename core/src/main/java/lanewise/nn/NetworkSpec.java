package lanewise.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;

/**
 * A network without its memory: the shape of one example and the layers in their order. It is data
 * only, has a text that a model file can hold, and can be built on any backend.
 *
 * <p>A name that stands twice is one layer used twice; the two descriptions must then be equal.
 *
 * @param inputShape the shape of one example
 */
public record NetworkSpec(Shape inputShape, List<LayerSpec> layers) {
  private static final String HEADER = "lanewise-network 1";

  /**
   * Checks that the layers fit each other.
   *
   * @throws LanewiseException if there is no layer, or two different ones share a name
   * @throws lanewise.tensor.ShapeException if a layer does not fit the one before it
   */
  public NetworkSpec {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new LanewiseException("NetworkSpec: no layers, expected at least one");
    }
    distinct(layers);
    through(inputShape, layers);
  }

  public NetworkSpec(Shape inputShape, LayerSpec... layers) {
    this(inputShape, List.of(layers));
  }

  /** The shape of one example's output. */
  public Shape outputShape() {
    return through(inputShape, layers);
  }

  /** How many numbers the network learns or keeps; known without giving memory to them. */
  public long parameterCount() {
    return distinct(layers).values().stream().mapToLong(LayerSpec::parameterCount).sum();
  }

  /**
   * Builds the network.
   *
   * @param seed the same seed gives the same parameters on every backend, up to rounding
   * @param weights fills the weights of dense layers; all else starts as its layer says
   */
  public Network build(Backend backend, long seed, Initializer weights) {
    Map<String, Layer> made = new LinkedHashMap<>();
    List<Layer> sequence = new ArrayList<>();
    for (LayerSpec spec : layers) {
      sequence.add(made.computeIfAbsent(spec.name(), name -> spec.layer(weights)));
    }
    return Network.of(backend, inputShape, seed, sequence);
  }

  /**
   * The text that {@link #parse} reads back: a header, {@code input} with the extents of one
   * example, and a line a layer.
   *
   * <pre>
   * lanewise-network 1
   * input 64
   * dense fc1 in=64 out=32 activation=relu bias=yes
   * dense fc2 in=32 out=10 activation=identity bias=yes
   * </pre>
   */
  public String toText() {
    StringBuilder text = new StringBuilder(HEADER).append("\ninput");
    for (int dim : inputShape.dims()) {
      text.append(' ').append(dim);
    }
    layers.forEach(layer -> text.append('\n').append(layer.text()));
    return text.append('\n').toString();
  }

  /**
   * Reads the text of {@link #toText}.
   *
   * @throws LanewiseException if it is not such a text, or the network in it does not fit together;
   *     the message names what was found and what is expected
   */
  public static NetworkSpec parse(String text) {
    List<String> lines = text.strip().lines().toList();
    String first = lines.isEmpty() ? "" : lines.get(0);
    if (!first.equals(HEADER)) {
      throw new LanewiseException(
          "NetworkSpec: first line \""
              + SpecLine.shortened(first)
              + "\", expected \""
              + HEADER
              + "\"");
    }
    if (lines.size() < 3) {
      throw new LanewiseException(
          "NetworkSpec: "
              + lines.size()
              + " lines, expected a header, an input and at least one layer");
    }
    return new NetworkSpec(
        parseInput(lines.get(1)),
        lines.subList(2, lines.size()).stream().map(LayerSpec::parse).toList());
  }

  private static Shape parseInput(String line) {
    String[] words = line.strip().split("[ \t]+", -1);
    int[] dims = new int[words.length - 1];
    try {
      for (int axis = 0; axis < dims.length; axis++) {
        dims[axis] = Integer.parseInt(words[axis + 1]);
      }
    } catch (NumberFormatException e) {
      throw badInput(line);
    }
    if (!words[0].equals("input") || dims.length == 0) {
      throw badInput(line);
    }
    return Shape.of(dims);
  }

  private static LanewiseException badInput(String line) {
    return new LanewiseException(
        "NetworkSpec: line \""
            + SpecLine.shortened(line)
            + "\", expected: input and the extents of one example");
  }

  private static Map<String, LayerSpec> distinct(List<LayerSpec> layers) {
    Map<String, LayerSpec> distinct = new LinkedHashMap<>();
    for (LayerSpec layer : layers) {
      LayerSpec known = distinct.putIfAbsent(layer.name(), layer);
      if (known != null && !known.equals(layer)) {
        throw new LanewiseException(
            "NetworkSpec: layer name "
                + layer.name()
                + " stands for two different layers, expected distinct names");
      }
    }
    return distinct;
  }

  private static Shape through(Shape inputShape, List<LayerSpec> layers) {
    Shape shape = inputShape;
    for (LayerSpec layer : layers) {
      shape = layer.outputShape(shape);
    }
    return shape;
  }
}
