package lanewise.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.tensor.Shape;

/**
 * The fully connected nets of the course material and of the command line: {affine - [batch or
 * layer normalisation] - activation - [dropout]} x (L - 1) - affine. Without hidden layers it is
 * softmax regression; with one it is the two-layer net.
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
 * @param learnedSlopes whether a {@link PRelu}, with a learned slope a unit, stands after each
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
  /** What stands between a hidden layer and its activation. */
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

  /**
   * ReLU, no normalisation, no dropout, He-normal weights. The command line has Xavier-uniform
   * weights by default.
   */
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

  /** The same net with a learned slope a unit, {@link PRelu}, as its activation. */
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

  /** The layers. */
  public NetworkSpec spec() {
    List<LayerSpec> layers = new ArrayList<>();
    int in = inputShape.size();
    for (int i = 0; i < hidden.size(); i++) {
      addHidden(layers, i + 1, in, hidden.get(i));
      in = hidden.get(i);
    }
    layers.add(new Dense.Spec("fc" + (hidden.size() + 1), in, classes, Activation.IDENTITY, true));
    return new NetworkSpec(inputShape, layers);
  }

  /** The network, on a backend, from a seed. */
  public Network build(Backend backend, long seed) {
    return spec().build(backend, seed, initializer);
  }

  private void addHidden(List<LayerSpec> layers, int number, int in, int out) {
    boolean fused = normalization == Normalization.NONE;
    layers.add(
        new Dense.Spec("fc" + number, in, out, fused ? activation : Activation.IDENTITY, true));
    switch (normalization) {
      case NONE -> {}
      case BATCH, BATCH_UNBIASED ->
          layers.add(
              new BatchNorm.Spec(
                  "bn" + number,
                  out,
                  BatchNorm.DEFAULT_EPSILON,
                  BatchNorm.DEFAULT_MOMENTUM,
                  normalization == Normalization.BATCH_UNBIASED));
      case LAYER -> layers.add(new LayerNorm.Spec("ln" + number, out, LayerNorm.DEFAULT_EPSILON));
    }
    if (learnedSlopes) {
      layers.add(new PRelu.Spec("act" + number, out));
    } else if (!fused) {
      layers.add(new ActivationLayer.Spec("act" + number, activation));
    }
    if (dropout != 0) {
      layers.add(new Dropout.Spec("drop" + number, dropout));
    }
  }
}
