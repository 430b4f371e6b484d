package lanewise.nn;

import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * The usual initial values. For a weight (out, in), fan-in is in and fan-out is out; for one of a
 * convolution, (out, kernel height, kernel width, in), each times the taps of the kernel. The
 * numbers are drawn in double, in row-major order, and rounded to the parameter's type: so the
 * backends start from the same network, up to rounding.
 */
public final class Initializers {
  private static final String KNOWN =
      "zeros, constant:VALUE, normal:STD, xavier-uniform, xavier-normal, he-uniform, he-normal";

  private Initializers() {}

  /** All 0: right for biases, and for a network of one layer. */
  public static Initializer zeros() {
    return constant(0);
  }

  /** All the same value. */
  public static Initializer constant(double value) {
    return (parameter, random) -> fill(parameter, () -> value);
  }

  /** Normal with mean 0. */
  public static Initializer normal(double standardDeviation) {
    if (!(standardDeviation >= 0 && standardDeviation < Double.POSITIVE_INFINITY)) {
      throw new LanewiseException(
          "initializer normal: standard deviation "
              + standardDeviation
              + ", expected a finite number, 0 or more");
    }
    return (parameter, random) -> normal(parameter, random, standardDeviation);
  }

  /**
   * Uniform within +-sqrt(6 / (fan-in + fan-out)): keeps the variance of activations and gradients
   * through tanh-like layers. Source: Glorot, Bengio 2010, equation 16.
   */
  public static Initializer xavierUniform() {
    return (parameter, random) ->
        uniform(parameter, random, Math.sqrt(6.0 / (fanIn(parameter) + fanOut(parameter))));
  }

  /** Normal with variance 2 / (fan-in + fan-out). Source: Glorot, Bengio 2010. */
  public static Initializer xavierNormal() {
    return (parameter, random) ->
        normal(parameter, random, Math.sqrt(2.0 / (fanIn(parameter) + fanOut(parameter))));
  }

  /** Uniform within +-sqrt(6 / fan-in), for ReLU. Source: He et al. 2015. */
  public static Initializer heUniform() {
    return (parameter, random) -> uniform(parameter, random, Math.sqrt(6.0 / fanIn(parameter)));
  }

  /** Normal with variance 2 / fan-in, for ReLU. Source: He et al. 2015, equation 10. */
  public static Initializer heNormal() {
    return (parameter, random) -> normal(parameter, random, Math.sqrt(2.0 / fanIn(parameter)));
  }

  /**
   * Reads {@code zeros}, {@code constant:VALUE}, {@code normal:STD}, {@code xavier-uniform}, {@code
   * xavier-normal}, {@code he-uniform} or {@code he-normal}.
   *
   * @throws LanewiseException if it is none of these; the message lists them
   */
  public static Initializer parse(String text) {
    int colon = text.indexOf(':');
    if (colon >= 0) {
      return switch (text.substring(0, colon)) {
        case "constant" -> constant(argument(text, colon));
        case "normal" -> normal(argument(text, colon));
        default -> throw unknown(text);
      };
    }
    return switch (text) {
      case "zeros" -> zeros();
      case "xavier-uniform" -> xavierUniform();
      case "xavier-normal" -> xavierNormal();
      case "he-uniform" -> heUniform();
      case "he-normal" -> heNormal();
      default -> throw unknown(text);
    };
  }

  private static double argument(String text, int colon) {
    try {
      double value = Double.parseDouble(text.substring(colon + 1));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
    throw unknown(text);
  }

  private static LanewiseException unknown(String text) {
    return new LanewiseException(
        "initializer \"" + LayerSpec.shortened(text) + "\", expected one of " + KNOWN);
  }

  private static double fanIn(Tensor weight) {
    return Math.max(1, weight.shape().exampleSize());
  }

  private static double fanOut(Tensor weight) {
    Shape shape = weight.shape();
    int taps = shape.rank() < 3 ? 1 : shape.exampleSize() / Math.max(1, shape.cols());
    return Math.max(1.0, (double) shape.examples() * taps);
  }

  private static void normal(Tensor parameter, SeededRandom random, double standardDeviation) {
    fill(parameter, () -> standardDeviation * random.nextGaussian());
  }

  private static void uniform(Tensor parameter, SeededRandom random, double bound) {
    fill(parameter, () -> bound * (2 * random.nextDouble() - 1));
  }

  private static void fill(Tensor parameter, java.util.function.DoubleSupplier values) {
    for (int i = 0; i < parameter.size(); i++) {
      parameter.set(i, values.getAsDouble());
    }
  }
}
