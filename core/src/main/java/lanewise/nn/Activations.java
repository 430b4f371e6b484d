package lanewise.nn;

import java.util.Locale;
import lanewise.kernel.Activation;
import lanewise.tensor.LanewiseException;

/** The names of activations, as descriptions of networks have them. */
public final class Activations {
  private static final String KNOWN =
      "identity, relu, leaky-relu[:SLOPE], sigmoid, tanh, gelu, silu, elu[:ALPHA], selu, softplus";

  private Activations() {}

  /**
   * Reads a name, with its parameter after a colon where there is one: {@code leaky-relu:0.2}.
   *
   * @throws LanewiseException if the name is unknown or the parameter is not one; the message lists
   *     the names
   */
  public static Activation parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (colon >= 0) {
      return switch (name) {
        case "leaky-relu" -> Activation.leakyRelu(parameter(text, colon));
        case "elu" -> Activation.elu(parameter(text, colon));
        default -> throw unknown(text);
      };
    }
    return switch (name) {
      case "identity" -> Activation.IDENTITY;
      case "relu" -> Activation.RELU;
      case "leaky-relu" -> Activation.LEAKY_RELU;
      case "sigmoid" -> Activation.SIGMOID;
      case "tanh" -> Activation.TANH;
      case "gelu" -> Activation.GELU;
      case "silu" -> Activation.SILU;
      case "elu" -> Activation.ELU;
      case "selu" -> Activation.SELU;
      case "softplus" -> Activation.SOFTPLUS;
      default -> throw unknown(text);
    };
  }

  /** The text that {@link #parse} reads back as the same activation. */
  public static String text(Activation activation) {
    String name = activation.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return switch (activation.kind()) {
      case LEAKY_RELU, ELU -> name + ":" + activation.parameter();
      default -> name;
    };
  }

  private static double parameter(String text, int colon) {
    try {
      return Double.parseDouble(text.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
  }

  private static LanewiseException unknown(String text) {
    return new LanewiseException(
        "activation \"" + LayerSpec.shortened(text) + "\", expected one of " + KNOWN);
  }
}
