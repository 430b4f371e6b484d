package lanewise.nn;

import lanewise.tensor.Shape;

/**
 * The description of a layer without its memory: kind, name, sizes and options. It is data only, so
 * a model file can hold it and any backend can build it.
 *
 * <p>The constructors of the descriptions check their arguments, and so do the layers, which are
 * made of them.
 */
public sealed interface LayerSpec
    permits ActivationLayer.Spec,
        BatchNorm.Spec,
        Dense.Spec,
        Dropout.Spec,
        Flatten.Spec,
        LayerNorm.Spec,
        LogSoftmax.Spec,
        PRelu.Spec,
        Softmax.Spec {
  /** The layer's name. */
  String name();

  /**
   * The shape of one example's output, given that of one example's input.
   *
   * @throws lanewise.tensor.ShapeException if the layer cannot take such an input
   */
  Shape outputShape(Shape inputShape);

  /** How many numbers the layer learns or keeps. */
  long parameterCount();

  /**
   * A new layer of this description.
   *
   * @param weights fills the weights; all other parameters have initial values of their own
   */
  Layer layer(Initializer weights);

  /** One line, {@code kind name key=value ...}; {@link #parse} reads it back. */
  String text();

  /**
   * Reads the line of a layer.
   *
   * @throws lanewise.tensor.LanewiseException if the kind or an option is unknown, missing or out
   *     of range; the message says what is expected
   */
  static LayerSpec parse(String line) {
    SpecLine parsed = SpecLine.parse(line);
    return switch (parsed.kind()) {
      case ActivationLayer.Spec.KIND -> ActivationLayer.Spec.of(parsed);
      case BatchNorm.Spec.KIND -> BatchNorm.Spec.of(parsed);
      case Dense.Spec.KIND -> Dense.Spec.of(parsed);
      case Dropout.Spec.KIND -> Dropout.Spec.of(parsed);
      case Flatten.Spec.KIND -> Flatten.Spec.of(parsed);
      case LayerNorm.Spec.KIND -> LayerNorm.Spec.of(parsed);
      case LogSoftmax.Spec.KIND -> LogSoftmax.Spec.of(parsed);
      case PRelu.Spec.KIND -> PRelu.Spec.of(parsed);
      case Softmax.Spec.KIND -> Softmax.Spec.of(parsed);
      default ->
          throw new lanewise.tensor.LanewiseException(
              "NetworkSpec: layer kind "
                  + SpecLine.shortened(parsed.kind())
                  + ", expected one of activation, batch-norm, dense, dropout, flatten, layer-norm,"
                  + " log-softmax, prelu, softmax");
    };
  }
}
