package lanewise.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import lanewise.kernel.Activation;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * A symbol for one tensor of a network to be: an input, or the output of a layer. Each method makes
 * a layer that reads this value and returns the symbol of its output; widths are inferred. A value
 * may be read any number of times. Nothing is computed before {@link Network#of}'s graph is built.
 *
 * <pre>
 * Value x = Value.input(64);
 * Value h = x.dense(64).relu();
 * Network network = Network.of(h.dense(64).add(x).relu().dense(10)).build(backend, seed);
 * </pre>
 *
 * <p>Layers are named by kind and number (fc1, fc2, bn1) unless {@link #named}.
 */
public final class Value {
  private static final AtomicLong INPUTS = new AtomicLong();

  /** Any name will do for a layer that is asked for its shape alone. */
  private static final String NAMELESS = "layer";

  /** Makes the layer of a value once its name is known. */
  interface Maker extends Function<String, Layer> {}

  private final Shape shape;
  private final List<Value> inputs;
  private final String prefix;
  private final @Nullable String name;
  private final @Nullable Maker maker;
  private final @Nullable Layer layer;
  private final boolean given;
  private final long order;

  private Value(
      Shape shape,
      List<Value> inputs,
      String prefix,
      @Nullable String name,
      @Nullable Maker maker,
      @Nullable Layer layer,
      boolean given,
      long order) {
    this.shape = shape;
    this.inputs = inputs;
    this.prefix = prefix;
    this.name = name;
    this.maker = maker;
    this.layer = layer;
    this.given = given;
    this.order = order;
  }

  // ---------------------------------------------------------------- inputs

  /** An input of the network; the extents are those of one example. */
  public static Value input(int... dims) {
    return new Value(
        Shape.of(dims), List.of(), "x", null, null, null, false, INPUTS.incrementAndGet());
  }

  // ---------------------------------------------------------------- layers

  /** {@link Dense}: an affine map of the last axis to so many values. */
  public Value dense(int out) {
    int in = shape.cols();
    return made("fc", layerName -> new Dense(layerName, in, out, Initializers.heNormal()));
  }

  /**
   * {@link Conv}: a convolution with so many output channels and a square kernel, or one of {@code
   * kernel} taps for signals, "same" padding and stride 1, which {@link #stride}, {@link #padding},
   * {@link #dilation}, {@link #groups} and {@link #noBias} change.
   */
  public Value conv(int out, int kernel) {
    return conv(out, square(kernel));
  }

  /** {@link Conv} with so many output channels and any window. */
  public Value conv(int out, Stencil stencil) {
    int in = shape.cols();
    return made(
        "conv",
        layerName ->
            new Conv(
                layerName,
                in,
                out,
                stencil,
                1,
                true,
                Activation.IDENTITY,
                Initializers.heNormal()));
  }

  /** {@link Conv} of each channel with a kernel of its own; changed as {@link #conv} is. */
  public Value depthwiseConv(int kernel) {
    int channels = shape.cols();
    return conv(channels, kernel).groups(channels);
  }

  /** {@link #depthwiseConv}, then a convolution of one pixel, which mixes the channels. */
  public Value separableConv(int out, int kernel) {
    return depthwiseConv(kernel).conv(out, 1);
  }

  /** {@link MaxPool} of a square window that moves by its own size, without padding. */
  public Value maxPool(int size) {
    return maxPool(tiles(size));
  }

  /** {@link MaxPool} of any window. */
  public Value maxPool(Stencil stencil) {
    return made("pool", layerName -> new MaxPool(layerName, stencil));
  }

  /** {@link AveragePool} of a square window that moves by its own size, without padding. */
  public Value averagePool(int size) {
    return averagePool(tiles(size));
  }

  /** {@link AveragePool} of any window; padding does not count. */
  public Value averagePool(Stencil stencil) {
    return made("pool", layerName -> new AveragePool(layerName, stencil, false));
  }

  /** {@link GlobalAveragePool}. */
  public Value globalAveragePool() {
    return made("pool", GlobalAveragePool::new);
  }

  private Stencil square(int kernel) {
    return Stencil.of(shape.rank() == 2 ? 1 : kernel, kernel);
  }

  private Stencil tiles(int size) {
    return square(size).stride(shape.rank() == 2 ? 1 : size, size).padding(Padding.VALID);
  }

  /** The convolution that this value is the output of, with a stride, the same down and along. */
  public Value stride(int stride) {
    return convolved("stride(n)", conv -> conv.stencil().stride(down(conv, stride), stride));
  }

  /** The convolution that this value is the output of, with gaps between its taps. */
  public Value dilation(int dilation) {
    return convolved(
        "dilation(n)", conv -> conv.stencil().dilation(down(conv, dilation), dilation));
  }

  /** The convolution that this value is the output of, with another padding. */
  public Value padding(Padding padding) {
    return convolved("padding(p)", conv -> conv.stencil().padding(padding));
  }

  /** The convolution that this value is the output of, in so many groups. */
  public Value groups(int count) {
    Conv conv = convolution("groups(n)");
    conv.withGroups(NAMELESS, count);
    return remade(layerName -> conv.withGroups(layerName, count));
  }

  private static int down(Conv conv, int along) {
    return conv.stencil().height() == 1 && conv.stencil().width() != 1 ? 1 : along;
  }

  private Value convolved(String call, Function<Conv, Stencil> change) {
    Conv conv = convolution(call);
    Stencil changed = change.apply(conv);
    return remade(layerName -> conv.with(layerName, changed));
  }

  private Conv convolution(String call) {
    if (maker != null && maker.apply(NAMELESS) instanceof Conv conv) {
      return conv;
    }
    throw new LanewiseException(
        "Value." + call + ": of no convolution, expected conv(channels, kernel)." + call);
  }

  /** The same place in a network to be with another layer. */
  private Value remade(Maker how) {
    List<Shape> shapes = inputs.stream().map(Value::shape).toList();
    Shape changed = how.apply(NAMELESS).outputShape(shapes);
    return new Value(changed, inputs, prefix, name, how, null, false, order);
  }

  /**
   * The dense layer or convolution that this value is the output of, without its bias.
   *
   * @throws LanewiseException if it is not the output of one
   */
  public Value noBias() {
    if (maker == null || !(maker.apply(NAMELESS) instanceof AffineLayer affine)) {
      throw new LanewiseException(
          "Value.noBias: of no dense layer or convolution, expected dense(n).noBias()");
    }
    return remade(affine::withoutBias);
  }

  public Value relu() {
    return activation(Activation.RELU);
  }

  public Value gelu() {
    return activation(Activation.GELU);
  }

  public Value tanh() {
    return activation(Activation.TANH);
  }

  public Value sigmoid() {
    return activation(Activation.SIGMOID);
  }

  /** {@link ActivationLayer}, or a part of the dense layer before it. */
  public Value activation(Activation f) {
    return f.kind() == Activation.Kind.IDENTITY
        ? this
        : made("act", layerName -> new ActivationLayer(layerName, f));
  }

  /** {@link PRelu}: one learned slope per value of the last axis. */
  public Value prelu() {
    int features = shape.cols();
    return made("act", layerName -> new PRelu(layerName, features));
  }

  /** {@link BatchNorm} of each value of the last axis. */
  public Value batchNorm() {
    int features = shape.cols();
    return made("bn", layerName -> new BatchNorm(layerName, features));
  }

  /** {@link LayerNorm} over the last axis. */
  public Value layerNorm() {
    int features = shape.cols();
    return made("ln", layerName -> new LayerNorm(layerName, features));
  }

  /** {@link Dropout}. */
  public Value dropout(double rate) {
    return made("drop", layerName -> new Dropout(layerName, rate));
  }

  /** {@link Flatten}: one axis per example; the value itself where it has one. */
  public Value flatten() {
    return shape.rank() == 1 ? this : made("flatten", Flatten::new);
  }

  /** {@link Softmax} over the last axis. */
  public Value softmax() {
    return made("softmax", Softmax::new);
  }

  /** {@link LogSoftmax} over the last axis. */
  public Value logSoftmax() {
    return made("logsoftmax", LogSoftmax::new);
  }

  /** {@link Add}: the sum of values of one shape. */
  public Value add(Value... others) {
    return joined("add", Add::new, others);
  }

  /** {@link Multiply}: the product of values of one shape, element by element. */
  public Value multiply(Value... others) {
    return joined("mul", Multiply::new, others);
  }

  /** {@link Concat}: the values side by side along the last axis. */
  public Value concat(Value... others) {
    return joined("concat", Concat::new, others);
  }

  /** {@link ColumnRange}: some neighbouring values of the last axis. */
  public Value columns(int from, int count) {
    return made("cols", layerName -> new ColumnRange(layerName, from, count));
  }

  /** {@link Embedding}: a learned vector for the category whose number this is. */
  public Value embedding(int entries, int dim) {
    return made("emb", layerName -> new Embedding(layerName, entries, dim));
  }

  /** Any layer of one input. The same layer object in two places is shared between them. */
  public Value then(Layer next) {
    return then(next, List.of(this));
  }

  /** Any layer, of several inputs. */
  public static Value then(Layer next, List<Value> inputs) {
    List<Shape> shapes = inputs.stream().map(Value::shape).toList();
    return new Value(
        next.outputShape(shapes),
        List.copyOf(inputs),
        next.name(),
        next.name(),
        null,
        next,
        true,
        0);
  }

  /**
   * All layers of another graph, of one input and one output, behind this value. The same graph in
   * two places shares its layers; {@link Graph#named} makes another of the same form.
   */
  public Value then(Graph nested) {
    if (!shape.equals(nested.inputShape())) {
      throw new ShapeException(
          "Value.then: "
              + this
              + " into a graph of "
              + nested.inputShape()
              + ", expected the same");
    }
    List<Value> values = new ArrayList<>(List.of(this));
    for (Graph.Node node : nested.nodes()) {
      List<Value> read = node.inputs().stream().map(values::get).toList();
      values.add(
          new Value(
              node.shape(),
              read,
              node.value(),
              node.layer().name(),
              null,
              node.layer(),
              node.given(),
              0));
    }
    return values.get(nested.outputs().get(0));
  }

  /**
   * The layer that this value is the output of, under another name: 1 to 128 letters, digits,
   * underscores, dots or hyphens.
   */
  public Value named(String other) {
    LayerSpec.requireName(other);
    if (layer != null) {
      throw new LanewiseException(
          "Value.named: layer "
              + layer.name()
              + " was given with its name, expected one made here");
    }
    return new Value(shape, inputs, prefix, other, maker, null, false, order);
  }

  private Value joined(String kind, Maker how, Value... others) {
    List<Value> all = Stream.concat(Stream.of(this), Stream.of(others)).toList();
    return made(kind, how, all);
  }

  private Value made(String kind, Maker how) {
    return made(kind, how, List.of(this));
  }

  private static Value made(String kind, Maker how, List<Value> inputs) {
    List<Shape> shapes = inputs.stream().map(Value::shape).toList();
    Shape shape = how.apply(NAMELESS).outputShape(shapes);
    return new Value(shape, new ArrayList<>(inputs), kind, null, how, null, false, 0);
  }

  // ---------------------------------------------------------------- what it is

  /** The shape of one example, without the batch axis. */
  public Shape shape() {
    return shape;
  }

  boolean isInput() {
    return maker == null && layer == null;
  }

  List<Value> inputs() {
    return inputs;
  }

  /** The name asked for, or null where it is to be numbered. */
  @Nullable String name() {
    return name;
  }

  String prefix() {
    return prefix;
  }

  /** When the input was made, among all inputs. */
  long order() {
    return order;
  }

  /** Whether the layer came as an object from outside. */
  boolean given() {
    return given;
  }

  /** The layer whose output this is: a new one of the name, unless there is one already. */
  Layer layer(String layerName) {
    if (layer != null) {
      return layer;
    }
    if (maker == null) {
      throw new IllegalStateException("an input has no layer");
    }
    return maker.apply(layerName);
  }

  @Override
  public String toString() {
    return "value " + (name == null ? prefix : name) + " " + shape;
  }
}
