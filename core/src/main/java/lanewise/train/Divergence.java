package lanewise.train;

import java.util.Map;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.Targets;
import lanewise.nn.Network;
import lanewise.nn.Parameter;
import lanewise.nn.Workspace;
import lanewise.optim.OptimizerState;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Finds where the first value that is not finite appeared. */
final class Divergence {
  private Divergence() {}

  /**
   * Where it appeared.
   *
   * @param words a layer, a parameter, a row, or the loss
   * @param inData whether it came with the examples, so that no other training would help
   */
  record Origin(String words, boolean inData) {}

  /** What in a network or its optimizer is not finite, in words; null if all is finite. */
  static @Nullable String inState(Network network, String rule, OptimizerState updates) {
    Backend backend = network.backend();
    if (backend.reductions().firstNonFinite(network.parameterSet().values()) >= 0
        || backend.reductions().firstNonFinite(network.parameterSet().state()) >= 0) {
      for (Parameter parameter : network.parameters()) {
        if (backend.reductions().firstNonFinite(parameter.value()) >= 0) {
          return "the parameter " + parameter.name();
        }
      }
    }
    for (Map.Entry<String, Tensor> moment : updates.tensors().entrySet()) {
      if (backend.reductions().firstNonFinite(moment.getValue()) >= 0) {
        return "the state " + moment.getKey() + " of optimizer " + rule;
      }
    }
    return null;
  }

  /**
   * The origin of a batch's loss: a row of its examples, a parameter, a layer's output, or the loss
   * itself. The forward pass is repeated, but the running statistics stay as they are.
   *
   * @param rows the numbers of the batch's rows among the examples
   */
  static Origin originOf(Network network, Batch batch, int[] rows, Workspace workspace) {
    Tensor statistics = network.parameterSet().state();
    Tensor kept = BestParameters.copyOf(statistics);
    try {
      Origin inData = originInData(network.backend(), batch, rows);
      return inData == null
          ? new Origin(originInForward(network, batch.features(), workspace), false)
          : inData;
    } finally {
      statistics.copyFrom(kept);
    }
  }

  private static @Nullable Origin originInData(Backend backend, Batch batch, int[] rows) {
    Origin ofFeatures = originInRows(backend, "the input", batch.features(), rows);
    return ofFeatures == null && batch.targets() instanceof Targets.Values given
        ? originInRows(backend, "the target", given.values(), rows)
        : ofFeatures;
  }

  private static @Nullable Origin originInRows(
      Backend backend, String what, Tensor values, int[] rows) {
    int at = backend.reductions().firstNonFinite(values);
    if (at < 0) {
      return null;
    }
    int cols = values.shape().exampleSize();
    return new Origin(what + " of row " + rows[at / cols] + ", column " + at % cols, true);
  }

  private static String originInForward(Network network, Tensor input, Workspace workspace) {
    Backend backend = network.backend();
    String[] origin = {"the loss of finite outputs"};
    network.forward(
        input,
        workspace,
        (layer, output) -> {
          for (Parameter parameter : layer.parameters()) {
            if (backend.reductions().firstNonFinite(parameter.value()) >= 0) {
              origin[0] = "the parameter " + parameter.name() + " of layer " + layer.name();
              return false;
            }
          }
          if (backend.reductions().firstNonFinite(output) >= 0) {
            origin[0] = "the output of layer " + layer.name();
            return false;
          }
          return true;
        });
    return origin[0];
  }

  /**
   * What the validation loss, which is not finite, comes from: the first of the rows whose own loss
   * is not finite is passed through the network again.
   *
   * @param step the latest step whose update was made
   * @throws TrainingException if no row counts for the loss
   */
  static TrainingDivergedException ofValidation(
      Network network, Loss loss, Examples examples, int[] rows, long step, double rate) {
    Workspace networkWorkspace = network.inferenceWorkspace();
    Workspace lossWorkspace = Workspace.forInference(network.backend());
    Batch batch = new Batch(examples, network.backend(), 1);
    int[] row = new int[1];
    double divisor = 0;
    for (int number : rows) {
      row[0] = number;
      batch.fill(row, 1);
      Tensor outputs = network.forward(batch.features(), networkWorkspace);
      double value = loss.forward(outputs, batch.targets(), lossWorkspace);
      if (!Double.isFinite(value)) {
        Origin origin = originOf(network, batch, row, networkWorkspace);
        return TrainingDivergedException.ofValidation(step, number, origin, value, rate);
      }
      divisor += loss.divisor(outputs, batch.targets());
    }
    if (divisor == 0) {
      throw new TrainingException(
          "Trainer: "
              + rows.length
              + " validation rows of which none counts for the loss, expected one or more with a"
              + " label");
    }
    return TrainingDivergedException.ofValidationSum(step, rate);
  }
}
