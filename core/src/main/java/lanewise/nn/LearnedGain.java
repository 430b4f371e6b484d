package lanewise.nn;

import java.util.List;
import lanewise.kernel.Gain;
import lanewise.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The weight and the bias of a normalisation, one each per feature, as kernels take them. */
final class LearnedGain {
  private final Parameter weight;
  private final Parameter bias;
  private @Nullable Gain values;
  private @Nullable Gain gradients;

  /** {@code weight}, 1 at first, and {@code bias}, 0, neither regularised. */
  LearnedGain(String layer, int features) {
    Shape each = Shape.of(features);
    weight = new Parameter(layer + ".weight", each, Parameter.Role.BIAS, Initializers.constant(1));
    bias = new Parameter(layer + ".bias", each, Parameter.Role.BIAS, Initializers.zeros());
  }

  List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  Parameter weight() {
    return weight;
  }

  /** The values; made once, so that a call allocates nothing. */
  Gain values() {
    Gain known = values;
    if (known == null) {
      known = new Gain(weight.value(), bias.value());
      values = known;
    }
    return known;
  }

  /** The gradients, which hold what was added to them since they were cleared. */
  Gain gradients() {
    weight.gradient();
    bias.gradient();
    Gain known = gradients;
    if (known == null) {
      known = new Gain(weight.gradient(), bias.gradient());
      gradients = known;
    }
    return known;
  }
}
