package lanewise.cli;

import java.util.List;
import java.util.Map;
import lanewise.course.FullyConnectedNet;
import lanewise.nn.Activations;
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
      description =
          "relu, leaky-relu[:SLOPE], prelu (a learned slope per unit), sigmoid, tanh, gelu, silu, elu[:ALPHA], selu, softplus; default relu")
  private @Nullable String activation;

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
      description =
          "none, batch, batch-unbiased (the running variance as PyTorch has it) or layer: normalisation after each hidden layer; default none")
  private @Nullable String norm;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "probability of dropping a hidden value; default 0")
  private @Nullable Double dropout;

  /** What an mlp has where these options leave it open, by option. */
  Map<String, Object> used() {
    return kind == Kind.softmax
        ? Map.of()
        : Map.of(
            "hidden",
            hidden == null ? DEFAULT_HIDDEN : hidden,
            "activation",
            activation(),
            "norm",
            norm == null ? "none" : norm,
            "dropout",
            dropout());
  }

  FullyConnectedNet network(Shape example, int classes) {
    if (kind == Kind.softmax) {
      requireNone("--hidden", hidden);
      requireNone("--activation", activation);
      requireNone("--norm", norm);
      requireNone("--dropout", dropout);
    }
    FullyConnectedNet net = FullyConnectedNet.of(example, classes, widths());
    return (activation().equals("prelu")
            ? net.prelu()
            : net.activation(
                UsageException.in(
                    "--activation",
                    () -> Activations.parse(Decimals.require("--activation", activation())))))
        .normalization(normalization())
        .dropout(dropout())
        .initializer(
            UsageException.in(
                "--init", () -> Initializers.parse(Decimals.require("--init", init))));
  }

  private static void requireNone(String option, @Nullable Object value) {
    if (value != null) {
      throw new UsageException(
          option + " with --model softmax, expected no hidden layers; use --model mlp");
    }
  }

  private int[] widths() {
    if (kind == Kind.softmax) {
      return new int[0];
    }
    List<Integer> given = hidden == null ? DEFAULT_HIDDEN : hidden;
    if (given.isEmpty()) {
      throw new UsageException("--hidden without a width, expected 1 or more; or --model softmax");
    }
    for (int width : given) {
      if (width < 1) {
        throw new UsageException("--hidden " + width + ", expected widths of 1 or more");
      }
    }
    return given.stream().mapToInt(Integer::intValue).toArray();
  }

  private String activation() {
    return activation == null ? "relu" : activation;
  }

  private double dropout() {
    double share = dropout == null ? 0 : dropout;
    if (!(share >= 0 && share < 1)) {
      throw new UsageException("--dropout " + share + ", expected 0 to less than 1");
    }
    return share;
  }

  private FullyConnectedNet.Normalization normalization() {
    return switch (norm == null ? "none" : norm) {
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
