package lanewise.optim;

import lanewise.kernel.Backend;
import lanewise.nn.ParameterSet;
import lanewise.tensor.LanewiseException;

/**
 * What is done to the gradients between backward and the optimizer's step.
 *
 * @param kind what is limited
 * @param limit the limit, above 0; 0 for {@link Kind#NONE}
 */
public record GradientClipping(Kind kind, double limit) {
  /** What is limited. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** The Euclidean norm of all gradients together. */
    NORM,
    /** The size of each element. */
    VALUE
  }

  /** Gradients stay as they are. */
  public static final GradientClipping NONE = new GradientClipping(Kind.NONE, 0);

  public GradientClipping {
    if (kind == Kind.NONE ? limit != 0 : !(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
      throw new LanewiseException(
          "gradient clipping "
              + kind
              + ": limit "
              + limit
              + ", expected "
              + (kind == Kind.NONE ? "0" : "a finite number above 0"));
    }
  }

  /**
   * Scales all gradients by limit / norm where their norm exceeds the limit, on every backend for
   * all finite float32 numbers. Gradients whose norm is not finite (one of them is NaN or infinite,
   * or beyond 1e154 in float64) stay as they are: training then stops at the loss or the
   * parameters, with a place. Source: Pascanu, Mikolov, Bengio 2013.
   */
  public static GradientClipping byNorm(double limit) {
    return new GradientClipping(Kind.NORM, limit);
  }

  /** Bounds each element to [-limit, limit]. */
  public static GradientClipping byValue(double limit) {
    return new GradientClipping(Kind.VALUE, limit);
  }

  /** Clips the gradients in place. */
  public void apply(ParameterSet parameters) {
    Backend backend = parameters.backend();
    switch (kind) {
      case NONE -> {}
      case NORM -> {
        double norm = Math.sqrt(backend.reductions().sumOfSquares(parameters.gradients()));
        if (norm > limit && norm < Double.POSITIVE_INFINITY) {
          backend.elements().scale(limit / norm, parameters.gradients());
        }
      }
      case VALUE -> backend.elements().clamp(limit, parameters.gradients());
    }
  }
}
