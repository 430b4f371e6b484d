package lanewise.kernel;

import java.util.Locale;
import lanewise.tensor.LanewiseException;

/**
 * An element-wise activation y = f(x) and its derivative.
 *
 * <p>The derivative at a kink is that of the left side: 0 for ReLU at 0. NaN gives NaN.
 *
 * <p>Largest error on the vector backend, measured over all 2^32 floats ({@link
 * lanewise.check.ExhaustiveScan}): {@link Kind#TANH} 1.057 ULP, {@link Kind#SIGMOID} 2.481 ULP,
 * {@link Kind#GELU} 2.44e-7 absolute; {@link Kind#IDENTITY} and {@link Kind#RELU} are exact. The
 * scalar backend rounds a value computed in double: little more than 0.5 ULP. The reference backend
 * is that value, in float64.
 *
 * @param kind the function
 * @param parameter the slope of {@link Kind#LEAKY_RELU}, the alpha of {@link Kind#ELU}; 0 elsewhere
 */
public record Activation(Kind kind, double parameter) {
  /** The function itself. */
  public enum Kind {
    /** x. */
    IDENTITY,
    /** x where x &gt; 0, else 0. Keeps NaN. */
    RELU,
    /** x where x &gt; 0, else slope * x. */
    LEAKY_RELU,
    /** 1 / (1 + exp(-x)), within [0, 1] for every x. */
    SIGMOID,
    /** Within [-1, 1] for every x, odd. */
    TANH,
    /** x/2 * (1 + erf(x / sqrt 2)): the exact form, not the tanh approximation. */
    GELU,
    /** x * sigmoid(x). */
    SILU,
    /** x where x &gt; 0, else alpha * (exp(x) - 1). */
    ELU,
    /**
     * lambda * ELU with alpha 1.6732632423543772 and lambda 1.0507009873554805 (Klambauer 2017).
     */
    SELU,
    /** log(1 + exp(x)), computed as max(x, 0) + log1p(exp(-|x|)). */
    SOFTPLUS
  }

  public static final double SELU_ALPHA = 1.6732632423543772;
  public static final double SELU_LAMBDA = 1.0507009873554805;

  public static final Activation IDENTITY = new Activation(Kind.IDENTITY, 0);
  public static final Activation RELU = new Activation(Kind.RELU, 0);
  public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0);
  public static final Activation TANH = new Activation(Kind.TANH, 0);
  public static final Activation GELU = new Activation(Kind.GELU, 0);
  public static final Activation SILU = new Activation(Kind.SILU, 0);
  public static final Activation SELU = new Activation(Kind.SELU, 0);
  public static final Activation SOFTPLUS = new Activation(Kind.SOFTPLUS, 0);
  public static final Activation LEAKY_RELU = leakyRelu(0.01);
  public static final Activation ELU = elu(1.0);

  public Activation {
    boolean positive = kind == Kind.LEAKY_RELU || kind == Kind.ELU;
    if (positive ? !(parameter > 0 && parameter < Double.POSITIVE_INFINITY) : parameter != 0) {
      throw new LanewiseException(
          "Activation["
              + kind
              + "]: parameter="
              + parameter
              + ", expected "
              + (positive ? "a finite number above 0" : "0"));
    }
  }

  /**
   * Leaky ReLU; the slope must be positive, so that the sign of the output is that of the input.
   */
  public static Activation leakyRelu(double slope) {
    return new Activation(Kind.LEAKY_RELU, slope);
  }

  /** ELU; alpha must be positive, so that the sign of the output is that of the input. */
  public static Activation elu(double alpha) {
    return new Activation(Kind.ELU, alpha);
  }

  /**
   * Whether the derivative is computed from the input x rather than from the output y. GELU and
   * SiLU are not invertible, so a layer has to keep their input; all others need only their output,
   * which lets a dense layer fuse them into its product.
   */
  public boolean derivativeNeedsInput() {
    return kind == Kind.GELU || kind == Kind.SILU;
  }

  /** The form {@code gelu}, or {@code leaky_relu 0.01}. */
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return parameter == 0 ? name : name + " " + parameter;
  }
}
