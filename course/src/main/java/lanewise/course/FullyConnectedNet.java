package lanewise.course;

import java.util.Arrays;
import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.nn.ActivationLayer;
import lanewise.nn.BatchNorm;
import lanewise.nn.Graph;
import lanewise.nn.Initializer;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.nn.PRelu;
import lanewise.nn.Value;
import lanewise.tensor.Shape;

/**
 * The fully connected nets of the course material: {affine - [batch or layer normalisation] -
 * activation - [dropout]} x (L - 1) - affine. Without hidden layers it is softmax regression; with
 * one it is the two-layer net.
 *
 * <p>The layers are named fc1, bn1 or ln1, act1, drop1, fc2, ...; without normalisation the
 * activation is fused into its fc, unless its slopes are learned. The element type is the
 * backend's: float64 on {@code reference}.
 *
 * <pre>
 * Network network =
 *     FullyConnectedNet.of(Shape.of(784), 10, 256, 128).dropout(0.2).build(backend, seed);
 * </pre>
 *
 * @param inputShape the shape of one example
 * @param classes the number of outputs
 * @param hidden the widths of the hidden layers, none for softmax regression
 * @param activation after each hidden layer; the identity where {@code learnedSlopes}
 * @param learnedSlopes whether a {@link PRelu}, with a learned slope per unit, comes after each
 *     hidden layer
 * @param normalization between each hidden layer and its activation
 * @param dropout the probability with which a hidden value is dropped in training (CS231n's
 *     dropout_keep_ratio is 1 minus this)
 * @param initializer fills the weights; CS231n's weight_scale is {@link Initializers#normal}
 */
public record FullyConnectedNet(
    Shape inputShape,
    int classes,
    List<Integer> hidden,
    Activation activation,
    boolean learnedSlopes,
    Normalization normalization,
    double dropout,
    Initializer initializer) {
  /** What is between a hidden layer and its activation. */
  public enum Normalization {
    /** Nothing. */
    NONE,
    /** Over the batch; the running variance is that of each batch as it is, as CS231n has it. */
    BATCH,
    /** Over the batch; the running variance is the unbiased one, as PyTorch has it. */
    BATCH_UNBIASED,
    /** Over the values of one example. */
    LAYER
  }

  public FullyConnectedNet {
    hidden = List.copyOf(hidden);
  }

  /** ReLU, no normalisation, no dropout, He-normal weights. */
  public static FullyConnectedNet of(Shape inputShape, int classes, int... hidden) {
    return new FullyConnectedNet(
        inputShape,
        classes,
        Arrays.stream(hidden).boxed().toList(),
        Activation.RELU,
        false,
        Normalization.NONE,
        0,
        Initializers.heNormal());
  }

  /** The same net with another activation. */
  public FullyConnectedNet activation(Activation other) {
    return new FullyConnectedNet(
        inputShape, classes, hidden, other, false, normalization, dropout, initializer);
  }

  /** The same net with a learned slope per unit, {@link PRelu}, as its activation. */
  public FullyConnectedNet prelu() {
    return new FullyConnectedNet(
        inputShape,
        classes,
        hidden,
        Activation.IDENTITY,
        true,
        normalization,
        dropout,
        initializer);
  }

  /** The same net with another normalisation. */
  public FullyConnectedNet normalization(Normalization other) {
    return new FullyConnectedNet(
        inputShape, classes, hidden, activation, learnedSlopes, other, dropout, initializer);
  }

  /** The same net with another dropout rate. */
  public FullyConnectedNet dropout(double rate) {
    return new FullyConnectedNet(
        inputShape, classes, hidden, activation, learnedSlopes, normalization, rate, initializer);
  }

  /** The same net with other initial weights. */
  public FullyConnectedNet initializer(Initializer other) {
    return new FullyConnectedNet(
        inputShape, classes, hidden, activation, learnedSlopes, normalization, dropout, other);
  }

  /** The layers, as a graph: a chain. */
  public Graph graph() {
    Value value = Value.input(inputShape.dims()).flatten();
    for (int i = 0; i < hidden.size(); i++) {
      value = behindHidden(value.dense(hidden.get(i)).named("fc" + (i + 1)), i + 1);
    }
    return Graph.of(value.dense(classes).named("fc" + (hidden.size() + 1)));
  }

  /** The network, on a backend, from a seed. */
  public Network build(Backend backend, long seed) {
    return graph().build(backend, seed, initializer);
  }

  private Value behindHidden(Value affine, int number) {
    Value value =
        switch (normalization) {
          case NONE -> affine;
          case BATCH -> affine.batchNorm().named("bn" + number);
          case BATCH_UNBIASED ->
              affine.then(
                  new BatchNorm(
                      "bn" + number,
                      affine.shape().cols(),
                      BatchNorm.DEFAULT_EPSILON,
                      BatchNorm.DEFAULT_MOMENTUM,
                      true));
          case LAYER -> affine.layerNorm().named("ln" + number);
        };
    if (learnedSlopes) {
      value = value.prelu().named("act" + number);
    } else if (activation.kind() != Activation.Kind.IDENTITY
        || normalization != Normalization.NONE) {
      value = value.then(new ActivationLayer("act" + number, activation));
    }
    return dropout == 0 ? value : value.dropout(dropout).named("drop" + number);
  }
}
