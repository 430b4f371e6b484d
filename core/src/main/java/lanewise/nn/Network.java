package lanewise.nn;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of layers with the memory of their parameters. It is called as a layer is, but cannot
 * be a layer of another network, whose parameters lie in one memory. The network is immutable but
 * for the parameters' values, so any number of threads may run {@link #forward} at once, each with
 * its own {@link Cache}.
 */
public final class Network implements Layer {
  private final String name;
  private final Backend backend;
  private final Shape inputShape;
  private final Shape outputShape;
  private final List<Layer> layers;
  private final ParameterSet parameters;

  /** The first layer that learns; no gradient goes beyond it unless the caller wants it. */
  private final int firstLearning;

  private Network(String name, Backend backend, Shape inputShape, long seed, List<Layer> layers) {
    this.name = name;
    this.backend = backend;
    this.inputShape = inputShape;
    this.layers = List.copyOf(layers);
    requireNoNetwork(this.layers);
    this.firstLearning = firstLearning(this.layers);
    this.outputShape = through(inputShape);
    Set<Parameter> distinct = new LinkedHashSet<>();
    for (Layer layer : layers) {
      distinct.addAll(layer.parameters());
    }
    this.parameters = new ParameterSet(backend, new ArrayList<>(distinct), seed);
  }

  private static void requireNoNetwork(List<Layer> layers) {
    for (Layer layer : layers) {
      if (layer instanceof Network) {
        throw new LanewiseException(
            "Network: a network among the layers, expected layers that belong to none; join the"
                + " layers of both descriptions, spec().layers(), in one NetworkSpec");
      }
    }
  }

  private static int firstLearning(List<Layer> layers) {
    int first = 0;
    while (first < layers.size()
        && layers.get(first).parameters().stream()
            .allMatch(parameter -> parameter.role() == Parameter.Role.STATE)) {
      first++;
    }
    return first;
  }

  /**
   * Builds a network: checks that the layers fit each other, gives memory to their parameters and
   * initialises them.
   *
   * @param inputShape the shape of one example
   * @param seed the same seed gives the same parameters on every backend, up to rounding
   * @throws ShapeException if a layer does not fit the one before it
   * @throws LanewiseException if a layer is a network or already belongs to one, or two parameters
   *     have one name
   */
  public static Network of(Backend backend, Shape inputShape, long seed, Layer... layers) {
    return of(backend, inputShape, seed, List.of(layers));
  }

  /** As {@link #of(Backend, Shape, long, Layer...)}. */
  public static Network of(Backend backend, Shape inputShape, long seed, List<Layer> layers) {
    return new Network("network", backend, inputShape, seed, layers);
  }

  @Override
  public String name() {
    return name;
  }

  public Backend backend() {
    return backend;
  }

  /** The form {@code network (4) -> (3): 2 layers, 67 parameters, on vector}. */
  @Override
  public String toString() {
    return "%s %s -> %s: %d layers, %d parameters, on %s"
        .formatted(
            name, inputShape, outputShape, layers.size(), parameters.count(), backend().name());
  }

  /** The shape of one example. */
  public Shape inputShape() {
    return inputShape;
  }

  /** The shape of one example's output. */
  public Shape outputShape() {
    return outputShape;
  }

  public List<Layer> layers() {
    return layers;
  }

  /** All parameters of all layers, in flat memory. */
  public ParameterSet parameterSet() {
    return parameters;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters.all();
  }

  /**
   * The network without its memory.
   *
   * @throws LanewiseException if a layer has no description
   */
  public NetworkSpec spec() {
    return new NetworkSpec(inputShape, layers.stream().map(Layer::description).toList());
  }

  /**
   * A network of the same layers and the same values on a backend, this one's or another: to
   * compare backends, or to keep the values of a moment.
   *
   * @throws LanewiseException if a layer has no description
   */
  public Network copyTo(Backend other) {
    Network copy = spec().build(other, 0, Initializers.zeros());
    copy.parameters.copyFrom(parameters);
    return copy;
  }

  /**
   * The network as it is now, for inference alone: it has copies of all values, so that training
   * this one does not change its answers, and the weights of its dense layers twice, laid out for
   * products of few rows and of many; a single row then takes less than half of the time, eight
   * three quarters (784-1024-1024-10). Its answers are those of this network to the bit. It has no
   * gradients to train with, and cannot be saved. What is frozen twice is another frozen network of
   * the same answers.
   *
   * @throws LanewiseException if a layer has no description
   */
  public Network frozen() {
    // By identity, so that a layer used twice has one copy used twice.
    IdentityHashMap<Layer, Layer> copyOf = new IdentityHashMap<>();
    List<Layer> copies = new ArrayList<>();
    for (Layer layer : layers) {
      copies.add(copyOf.computeIfAbsent(layer, this::frozen));
    }
    Network frozen = new Network(name, backend, inputShape, 0, copies);
    copyOf.forEach(Network::copyValues);
    return frozen;
  }

  private Layer frozen(Layer layer) {
    return switch (layer) {
      case Dense dense -> FrozenDense.of(dense, backend);
      case FrozenDense frozen -> frozen;
      default -> layer.description().layer(Initializers.zeros());
    };
  }

  /** A frozen dense layer has its values already, and no parameters. */
  private static void copyValues(Layer layer, Layer copy) {
    List<Parameter> copies = copy.parameters();
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).value().copyFrom(layer.parameters().get(i).value());
    }
  }

  /** A cache for training steps with this network, which need no gradient of the input. */
  public Cache trainingCache() {
    Cache cache = Cache.forTraining(backend);
    cache.wantInputGradient(false);
    return cache;
  }

  /** A cache for inference with this network. */
  public Cache inferenceCache() {
    return Cache.forInference(backend);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (!input.equals(inputShape)) {
      throw new ShapeException("Network: input example " + input + ", expected " + inputShape);
    }
    return outputShape;
  }

  @Override
  public Tensor forward(Tensor x, Cache cache) {
    if (x.shape().rank() == 0 || x.shape().exampleSize() != inputShape.size()) {
      throw new ShapeException(
          "Network: input "
              + x.shape()
              + ", expected a batch of "
              + inputShape
              + ", so "
              + inputShape.size()
              + " values a row");
    }
    Tensor y = x;
    for (int i = 0; i < layers.size(); i++) {
      y = layers.get(i).forward(y, cache.child(i));
    }
    return y;
  }

  @Override
  public @Nullable Tensor backward(Tensor dY, Cache cache) {
    Tensor gradient = dY;
    for (int i = layers.size() - 1; i >= 0; i--) {
      Cache child = cache.child(i);
      child.wantInputGradient(i > firstLearning || cache.wantsInputGradient());
      Tensor next = layers.get(i).backward(gradient, child);
      if (next == null) {
        return null;
      }
      gradient = next;
    }
    return gradient;
  }

  private Shape through(Shape input) {
    Shape shape = input;
    for (Layer layer : layers) {
      shape = layer.outputShape(shape);
    }
    return shape;
  }
}
