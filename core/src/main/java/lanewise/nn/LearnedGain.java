package lanewise.nn;

import lanewise.kernel.Gain;
import org.jspecify.annotations.Nullable;

/** The weight and the bias of a normalisation as kernels take them; made once. */
final class LearnedGain {
  private final Parameter weight;
  private final Parameter bias;
  private @Nullable Gain values;
  private @Nullable Gain gradients;

  LearnedGain(Parameter weight, Parameter bias) {
    this.weight = weight;
    this.bias = bias;
  }

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
