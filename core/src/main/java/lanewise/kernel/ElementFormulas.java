package lanewise.kernel;

/**
 * The formulas of {@link Function}, {@link Activation} and {@link PointwiseLoss} for one element,
 * in double: written once for the two backends of plain loops.
 */
final class ElementFormulas {
  private static final double LOG_FLOOR = -100;
  private static final double VARIANCE_FLOOR = 1e-12;

  private ElementFormulas() {}

  static double map(Function f, double x) {
    return switch (f) {
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case ERF -> DoubleFunctions.erf(x);
    };
  }

  static double activate(Activation f, double x) {
    return switch (f.kind()) {
      case IDENTITY -> x;
      case RELU -> x <= 0 ? 0 : x;
      case LEAKY_RELU -> x > 0 ? x : f.parameter() * x;
      case SIGMOID -> DoubleFunctions.sigmoid(x);
      case TANH -> Math.tanh(x);
      case GELU -> DoubleFunctions.gelu(x);
      case SILU -> DoubleFunctions.silu(x);
      case ELU -> x > 0 ? x : f.parameter() * Math.expm1(x);
      case SELU -> Activation.SELU_LAMBDA * (x > 0 ? x : Activation.SELU_ALPHA * Math.expm1(x));
      case SOFTPLUS -> DoubleFunctions.softplus(x);
    };
  }

  /**
   * f'(x) from the output f(x), or from x itself where {@link Activation#derivativeNeedsInput}; NaN
   * of NaN, but for the identity.
   */
  static double derivative(Activation f, double saved) {
    return switch (f.kind()) {
      case IDENTITY -> 1;
      case RELU -> saved > 0 ? 1 : saved <= 0 ? 0 : saved;
      case LEAKY_RELU -> saved > 0 ? 1 : saved <= 0 ? f.parameter() : saved;
      case SIGMOID -> saved * (1 - saved);
      case TANH -> (1 - saved) * (1 + saved);
      case GELU -> DoubleFunctions.geluDerivative(saved);
      case SILU -> DoubleFunctions.siluDerivative(saved);
      case ELU -> saved > 0 ? 1 : saved + f.parameter();
      case SELU ->
          saved > 0
              ? Activation.SELU_LAMBDA
              : saved + Activation.SELU_LAMBDA * Activation.SELU_ALPHA;
      case SOFTPLUS -> -Math.expm1(-saved);
    };
  }

  static double loss(PointwiseLoss f, double x, double t) {
    return switch (f.kind()) {
      case SQUARED -> (x - t) * (x - t);
      case BINARY_LOGITS -> DoubleFunctions.softplus(x) - x * t;
      case BINARY_PROBABILITIES ->
          -(t * Math.max(Math.log(x), LOG_FLOOR) + (1 - t) * Math.max(Math.log1p(-x), LOG_FLOOR));
      case HUBER -> {
        double delta = f.parameter();
        double distance = Math.abs(x - t);
        yield distance <= delta ? 0.5 * distance * distance : delta * (distance - 0.5 * delta);
      }
    };
  }

  static double lossDerivative(PointwiseLoss f, double x, double t) {
    return switch (f.kind()) {
      case SQUARED -> 2 * (x - t);
      case BINARY_LOGITS -> DoubleFunctions.sigmoid(x) - t;
      case BINARY_PROBABILITIES -> (x - t) / Math.max(x * (1 - x), VARIANCE_FLOOR);
      case HUBER -> Math.max(-f.parameter(), Math.min(f.parameter(), x - t));
    };
  }
}
