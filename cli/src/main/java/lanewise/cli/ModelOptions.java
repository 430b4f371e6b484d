package lanewise.cli;

import java.util.List;
import java.util.Map;
import lanewise.nn.Activations;
import lanewise.nn.FullyConnectedNet;
import lanewise.nn.Initializers;
import lanewise.tensor.Shape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe the network. */
final class ModelOptions {
  /** The kinds of network. */
  enum Kind {
    /** One dense layer: softmax regression. */
    softmax,
    /** Dense layers with an activation between them. */
    mlp
  }

  private static final List<Integer> DEFAULT_HIDDEN = List.of(64);

  @Option(
      names = "--model",
      paramLabel = "KIND",
      defaultValue = "mlp",
      description = "softmax (one dense layer) or mlp; default ${DEFAULT-VALUE}")
  private Kind kind = Kind.mlp;

  @Option(
      names = "--hidden",
      paramLabel = "N,N",
      split = ",",
      description = "widths of the hidden layers of an mlp; default 64")
  private @Nullable List<Integer> hidden;

  @Option(
      names = "--activation",
      paramLabel = "F",
      defaultValue = "relu",
      description =
          "relu, leaky-relu[:SLOPE], prelu (a learned slope a unit), sigmoid, tanh, gelu, silu, elu[:ALPHA], selu, softplus; default ${DEFAULT-VALUE}")
  private String activation = "relu";

  @Option(
      names = "--init",
      paramLabel = "HOW",
      defaultValue = "xavier-uniform",
      description =
          "zeros, normal:STD, xavier-uniform, xavier-normal, he-uniform, he-normal; default ${DEFAULT-VALUE}")
  private String init = "xavier-uniform";

  @Option(
      names = "--norm",
      paramLabel = "KIND",
      defaultValue = "none",
      description =
          "none, batch, batch-unbiased (the running variance as PyTorch has it) or layer: normalisation after each hidden layer; default ${DEFAULT-VALUE}")
  private String norm = "none";

  @Option(
      names = "--dropout",
      paramLabel = "P",
      defaultValue = "0",
      description = "probability of dropping a hidden value; default ${DEFAULT-VALUE}")
  private double dropout;

  /** The widths of the hidden layers of an mlp, given or not, by option. */
  Map<String, List<Integer>> widths() {
    return kind == Kind.softmax
        ? Map.of()
        : Map.of("hidden", hidden == null ? DEFAULT_HIDDEN : hidden);
  }

  FullyConnectedNet network(Shape example, int classes) {
    if (kind == Kind.softmax && hidden != null) {
      throw new UsageException(
          "--hidden with --model softmax, expected no hidden layers; use --model mlp");
    }
    List<Integer> widths =
        kind == Kind.softmax ? List.of() : hidden == null ? DEFAULT_HIDDEN : hidden;
    for (int width : widths) {
      if (width < 1) {
        throw new UsageException("--hidden " + width + ", expected widths of 1 or more");
      }
    }
    FullyConnectedNet net =
        FullyConnectedNet.of(
            example, classes, widths.stream().mapToInt(Integer::intValue).toArray());
    return (activation.equals("prelu")
            ? net.prelu()
            : net.activation(Activations.parse(activation)))
        .normalization(normalization())
        .dropout(dropout)
        .initializer(Initializers.parse(init));
  }

  private FullyConnectedNet.Normalization normalization() {
    return switch (norm) {
      case "none" -> FullyConnectedNet.Normalization.NONE;
      case "batch" -> FullyConnectedNet.Normalization.BATCH;
      case "batch-unbiased" -> FullyConnectedNet.Normalization.BATCH_UNBIASED;
      case "layer" -> FullyConnectedNet.Normalization.LAYER;
      default ->
          throw new UsageException(
              "--norm " + norm + ", expected none, batch, batch-unbiased or layer");
    };
  }
}
