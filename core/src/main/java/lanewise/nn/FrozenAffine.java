package lanewise.nn;

import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** An {@link AffineLayer} for inference, into which what follows it can be folded. */
abstract class FrozenAffine extends UnaryLayer {
  private final String kind;
  private final Activation activation;

  /**
   * @param kind the class of the layer that it was made of, for messages
   */
  FrozenAffine(String kind, String name, Activation activation) {
    super(name);
    this.kind = kind;
    this.activation = activation;
  }

  final Activation activation() {
    return activation;
  }

  /** Whether nothing comes after the bias. */
  final boolean isBare() {
    return activation.kind() == Activation.Kind.IDENTITY;
  }

  /** The same layer with an activation behind it. */
  abstract FrozenAffine with(Activation f);

  /** The layer that computes scale * y + shift, per output. */
  abstract FrozenAffine scaled(double[] scale, double[] shift, Backend backend);

  /** The weight (out, ...) of a layer whose outputs are scaled. */
  static double[] scaledWeights(Tensor weight, double[] scale) {
    double[] weights = weight.toDoubles();
    int each = weights.length / scale.length;
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= scale[i / each];
    }
    return weights;
  }

  /** The bias of a layer whose outputs are scaled and shifted. */
  static double[] shiftedBias(@Nullable Tensor bias, double[] scale, double[] shift) {
    double[] biases = bias == null ? new double[scale.length] : bias.toDoubles();
    for (int j = 0; j < biases.length; j++) {
      biases[j] = scale[j] * biases[j] + shift[j];
    }
    return biases;
  }

  /** Always throws: the layer it was made of has the description. */
  @Override
  public final LayerSpec description() {
    throw new LanewiseException(
        kind
            + "["
            + name()
            + "]: frozen, holds a copy of weights, expected the layer itself; save or copy the"
            + " network that was frozen");
  }

  /** Always throws: copies of weights cannot be trained. */
  @Override
  protected final void backward(
      Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    throw new LanewiseException(
        kind
            + "["
            + name()
            + "]: frozen, cannot be trained, expected a forward pass; train the network that was"
            + " frozen");
  }

  @Override
  public final Layer frozen(Backend backend) {
    return this;
  }
}
