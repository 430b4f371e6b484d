package lanewise.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import lanewise.course.ConvNets;
import lanewise.course.FullyConnectedNet;
import lanewise.io.TextFile;
import lanewise.nn.Activations;
import lanewise.nn.Graph;
import lanewise.nn.Initializers;
import lanewise.tensor.Shape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe the network. */
final class ModelOptions {
  private static final String SOFTMAX = "softmax";
  private static final String MLP = "mlp";
  private static final String CNN = "cnn";
  private static final String RESNET20 = "resnet20";
  private static final String CS231N = "cs231n-convnet";

  /** CS231n's defaults: filters, their size, and hidden units. */
  private static final int[] THREE_LAYERS = {32, 7, 100};

  private static final List<Integer> DEFAULT_HIDDEN = List.of(64);

  @Option(
      names = "--model",
      paramLabel = "KIND",
      defaultValue = MLP,
      description =
          "softmax (one dense layer), mlp, cnn (as Keras's MNIST example), resnet20, cs231n-convnet, or a file with the text of a network, as inspect prints it; default ${DEFAULT-VALUE}")
  private String kind = MLP;

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
    return !kind.equals(MLP)
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

  /**
   * The network for examples of a shape.
   *
   * @param outputs how many values it answers with
   */
  PlannedNetwork network(Shape example, int outputs) {
    if (!kind.equals(MLP)) {
      requireNone("--hidden", hidden);
      requireNone("--activation", activation);
      requireNone("--norm", norm);
      requireNone("--dropout", dropout);
    }
    return new PlannedNetwork(
        graph(example, outputs),
        UsageException.in("--init", () -> Initializers.parse(Decimals.require("--init", init))));
  }

  private Graph graph(Shape example, int outputs) {
    return switch (kind) {
      case SOFTMAX, MLP -> dense(example, outputs);
      case CNN -> ofImages(() -> ConvNets.keras(example, outputs));
      case RESNET20 -> ofImages(() -> ConvNets.resNet20(example, outputs));
      case CS231N ->
          ofImages(
              () ->
                  ConvNets.threeLayer(
                      example, outputs, THREE_LAYERS[0], THREE_LAYERS[1], THREE_LAYERS[2]));
      default -> fromFile(example, outputs);
    };
  }

  private Graph ofImages(Supplier<Graph> net) {
    return UsageException.in("--model " + kind, net);
  }

  private Graph fromFile(Shape example, int outputs) {
    Path file = Path.of(kind);
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "--model "
              + kind
              + ", expected softmax, mlp, cnn, resnet20, cs231n-convnet or a file with the text of a"
              + " network");
    }
    Graph graph = UsageException.in("--model " + kind, () -> Graph.parse(TextFile.read(file)));
    Shape input = graph.inputShape();
    if (!input.equals(example) || graph.outputShape().size() != outputs) {
      throw new UsageException(
          "--model "
              + kind
              + ": a network from "
              + input.batchText()
              + " to "
              + graph.outputShape().batchText()
              + ", expected one from "
              + example.batchText()
              + " to (batch, "
              + outputs
              + ") for these data");
    }
    return graph;
  }

  private Graph dense(Shape example, int outputs) {
    FullyConnectedNet net = FullyConnectedNet.of(example, outputs, widths());
    return (activation().equals("prelu")
            ? net.prelu()
            : net.activation(
                UsageException.in(
                    "--activation",
                    () -> Activations.parse(Decimals.require("--activation", activation())))))
        .normalization(normalization())
        .dropout(dropout())
        .graph();
  }

  private void requireNone(String option, @Nullable Object value) {
    if (value != null) {
      throw new UsageException(
          option
              + " with --model "
              + kind
              + ", expected "
              + (kind.equals(SOFTMAX) ? "no hidden layers" : "a net that has its layers")
              + "; use --model mlp");
    }
  }

  private int[] widths() {
    if (kind.equals(SOFTMAX)) {
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
