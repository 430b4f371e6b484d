package lanewise.nn;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lanewise.kernel.Backend;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * A graph of layers with memory for its parameters, on a backend.
 *
 * <p>A network has one input and one output or several of each. Passes run in the caller's {@link
 * Workspace}; results lie there and are overwritten by the next pass with the same workspace. Where
 * a value is read more than once its gradients are added in a fixed order, the reverse of the
 * layers': so bits are the same for any number of threads. Passes for inference may run at once,
 * each with a workspace of its own; a training step writes the parameters' gradients and must run
 * alone.
 */
public final class Network {
  private final Backend backend;
  private final Graph graph;
  private final List<Layer> layers;
  private final ParameterSet parameters;
  private final boolean frozen;

  Network(Backend backend, Graph graph, long seed) {
    this(backend, graph, seed, false);
  }

  /** {@code frozen}: for inference alone. */
  Network(Backend backend, Graph graph, long seed, boolean frozen) {
    this.frozen = frozen;
    this.backend = backend;
    this.graph = graph;
    this.layers = graph.layers();
    Set<Parameter> distinct = new LinkedHashSet<>();
    layers.forEach(layer -> distinct.addAll(layer.parameters()));
    this.parameters = new ParameterSet(backend, new ArrayList<>(distinct), seed);
  }

  /** The graph that ends in these values, to be built on a backend: {@link Graph#of}. */
  public static Graph of(Value... outputs) {
    return Graph.of(outputs);
  }

  /**
   * Builds a chain of these layers, which become part of it.
   *
   * @param inputShape the shape of one example
   * @param seed the same seed gives the same parameters on every backend, up to rounding
   * @throws lanewise.tensor.ShapeException if a layer does not fit the one before it
   * @throws lanewise.tensor.LanewiseException if two layers or parameters have one name, or a layer
   *     belongs to a network already
   */
  public static Network of(Backend backend, Shape inputShape, long seed, Layer... layers) {
    for (Layer layer : layers) {
      layer.parameters().forEach(Parameter::requireUnbound);
    }
    return Graph.chain(inputShape, List.of(layers)).build(backend, seed);
  }

  public Backend backend() {
    return backend;
  }

  /** The network without its memory. */
  public Graph graph() {
    return graph;
  }

  /** The form {@code network (4) -> (3): 2 layers, 67 parameters, on vector}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("network");
    graph.inputs().forEach(input -> text.append(' ').append(input.shape()));
    text.append(" ->");
    graph.outputs().forEach(output -> text.append(' ').append(graph.shape(output)));
    return text.append(
            String.format(
                Locale.ROOT,
                ": %d layers, %d parameters, on %s",
                layers.size(),
                parameters.count(),
                backend.name()))
        .toString();
  }

  /**
   * The shape of one example of the input.
   *
   * @throws lanewise.tensor.ShapeException if there is more than one
   */
  public Shape inputShape() {
    return graph.inputShape();
  }

  /**
   * The shape of one example of the output.
   *
   * @throws lanewise.tensor.ShapeException if there is more than one
   */
  public Shape outputShape() {
    return graph.outputShape();
  }

  /** The distinct layers, in the order of their first places. */
  public List<Layer> layers() {
    return layers;
  }

  /** All parameters of all layers, in flat memory. */
  public ParameterSet parameterSet() {
    return parameters;
  }

  /** All parameters, learned and kept, in the order of the layers. */
  public List<Parameter> parameters() {
    return parameters.all();
  }

  /**
   * A network of the same graph and the same values on a backend, this one's or another: to compare
   * backends, or to keep the values of a moment.
   *
   * @throws lanewise.tensor.LanewiseException if a layer has no description
   */
  public Network copyTo(Backend other) {
    Network copy = graph.build(other, 0, Initializers.zeros());
    copy.parameters.copyFrom(parameters);
    return copy;
  }

  /**
   * The network as it is now, for inference alone: it has copies of all values, so that training
   * this one does not change its answers. Dropout is gone, batch normalisation and activations are
   * part of the dense layer before them, and the weights of dense layers are there twice, laid out
   * for products of few rows and of many; a single row then takes less than half of the time, eight
   * three quarters (784-1024-1024-10). Its answers are those of this network, to the bit where no
   * batch normalisation was folded in, else within the rounding of the weights. It has no gradients
   * to train with, and cannot be saved.
   *
   * @throws lanewise.tensor.LanewiseException if a layer has no description
   */
  public Network frozen() {
    return new Freezing(graph, backend).network();
  }

  /** Whether the network is for inference alone: {@link #frozen()}'s, of copies of weights. */
  public boolean isFrozen() {
    return frozen;
  }

  // ---------------------------------------------------------------- passes

  /** A workspace for training steps with this network, which need no gradient of the input. */
  public Workspace trainingWorkspace() {
    return Workspace.forTraining(backend);
  }

  /** A workspace for inference with this network. */
  public Workspace inferenceWorkspace() {
    return Workspace.forInference(backend);
  }

  /**
   * The first output for a batch, in the workspace's memory.
   *
   * @param x (batch, d1, ..., dk); examples of the input's size in another shape are taken as they
   *     lie
   * @throws lanewise.tensor.ShapeException if the input does not fit, or there is more than one
   */
  public Tensor forward(Tensor x, Workspace workspace) {
    return workspace.pass(this).forward(x).get(0);
  }

  /**
   * All outputs for a batch, in the workspace's memory; the list is the same in each call.
   *
   * @param inputs of one number of examples, in the order of the graph's inputs
   * @throws lanewise.tensor.ShapeException if they do not fit
   */
  public List<Tensor> forward(List<Tensor> inputs, Workspace workspace) {
    return workspace.pass(this).forward(inputs);
  }

  /**
   * Adds to the gradients of the parameters, for the latest forward pass of this workspace.
   *
   * @param dY the gradient of the loss in the one output, of its shape; not modified
   * @throws lanewise.tensor.LanewiseException if no forward pass for training came before
   */
  public void backward(Tensor dY, Workspace workspace) {
    workspace.pass(this).backward(dY);
  }

  /** As {@link #backward(Tensor, Workspace)}, with a gradient per output. */
  public void backward(List<Tensor> outputGradients, Workspace workspace) {
    workspace.pass(this).backward(outputGradients);
  }

  /**
   * The gradient of the loss in input i, of its shape, after a backward pass.
   *
   * @throws lanewise.tensor.LanewiseException if the workspace does not want it
   */
  public Tensor inputGradient(int i, Workspace workspace) {
    return workspace.pass(this).inputGradient(i);
  }

  /**
   * As {@link #forward(Tensor, Workspace)}, showing the output of each layer right after it was
   * computed; the pass ends where the visitor wants no more.
   */
  public void forward(Tensor x, Workspace workspace, OutputVisitor visitor) {
    workspace.pass(this).forward(x, visitor);
  }

  /** Looks at the output of a layer. */
  @FunctionalInterface
  public interface OutputVisitor {
    /** Whether the next one is wanted too; the output is valid during the call. */
    boolean visit(Layer layer, Tensor output);
  }

  /**
   * Elements per example that a workspace for this network reserves, gradients included where it is
   * for training; a few kept per network come on top.
   */
  public static long workspaceValues(Graph graph, boolean training) {
    return new PassPlan(graph, training, false).memory().values();
  }
}
