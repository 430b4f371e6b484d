package lanewise.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.kernel.Backend;
import lanewise.nn.ParameterSet;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What all update rules share: state in the flat layout of the parameters, and a step as one pass
 * over the weights and one over the rest.
 */
abstract sealed class FlatOptimizer implements Optimizer
    permits Adagrad, Adam, AdamW, Momentum, RmsProp, Sgd {
  private final String name;
  private final WeightDecay decay;
  private final List<String> stateNames;
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private @Nullable ParameterSet attached;
  private @Nullable Part weights;
  private @Nullable Part biases;
  private long steps;

  FlatOptimizer(String name, WeightDecay decay, String... stateNames) {
    this.name = name;
    this.decay = decay;
    this.stateNames = List.of(stateNames);
  }

  /**
   * Weights or the rest: views of the values, the gradients and each state, in the order of names.
   */
  record Part(Tensor values, Tensor gradients, List<Tensor> state) {}

  /**
   * Updates one part, in one call of a kernel.
   *
   * @param decay this part's decay
   */
  abstract void update(Backend backend, Part part, double rate, double l2, double decay);

  @Override
  public final String name() {
    return name;
  }

  /** The form {@code adam, 430 steps made}. */
  @Override
  public final String toString() {
    return name + ", " + steps + " steps made";
  }

  @Override
  public final int moments() {
    return stateNames.size();
  }

  @Override
  public final void attach(ParameterSet parameters) {
    if (attached == parameters) {
      return;
    }
    if (attached != null) {
      throw new LanewiseException(
          "optimizer "
              + name
              + ": already belongs to another network, expected one optimizer a network");
    }
    attached = parameters;
    for (String stateName : stateNames) {
      state.put(stateName, parameters.backend().zeros(parameters.count()));
    }
    weights = part(parameters.weights(), parameters.weightGradients(), 0);
    biases = part(parameters.biases(), parameters.biasGradients(), parameters.weights().size());
  }

  private Part part(Tensor values, Tensor gradients, int first) {
    List<Tensor> views = new ArrayList<>();
    state.values().forEach(whole -> views.add(whole.slice(first, values.shape())));
    return new Part(values, gradients, List.copyOf(views));
  }

  @Override
  public final void step(ParameterSet parameters, double rate, double l2) {
    attach(parameters);
    parameters.gradients();
    steps++;
    updatePart(parameters.backend(), weights, rate, l2, decay.weights());
    updatePart(parameters.backend(), biases, rate, 0, decay.biases());
  }

  private void updatePart(
      Backend backend, @Nullable Part part, double rate, double l2, double partDecay) {
    if (part != null && part.values.size() > 0) {
      update(backend, part, rate, l2, partDecay);
    }
  }

  @Override
  public final Map<String, Tensor> state() {
    return java.util.Collections.unmodifiableMap(state);
  }

  @Override
  public final long steps() {
    return steps;
  }

  @Override
  public final void restoreSteps(long restored) {
    if (restored < 0) {
      throw new LanewiseException(
          "optimizer " + name + ": steps=" + restored + ", expected 0 or more");
    }
    steps = restored;
  }

  /** Checks an option at construction. */
  static double require(boolean valid, String rule, String option, double value, String expected) {
    if (!valid) {
      throw new LanewiseException(
          "optimizer " + rule + ": " + option + "=" + value + ", expected " + expected);
    }
    return value;
  }

  /** Checks an option that is the share of the old that stays. */
  static double requireShare(String rule, String option, double value) {
    return require(value >= 0 && value < 1, rule, option, value, "0 to less than 1");
  }

  /** Every backend refuses what would be 0 or infinite in float32, where 0 / 0 is NaN. */
  static double requireEpsilon(String rule, double value) {
    return require(
        (float) value >= Float.MIN_NORMAL && value <= Float.MAX_VALUE,
        rule,
        "epsilon",
        value,
        "1.2e-38 to 3.4e38, the normal numbers of float32; 1e-8 is usual");
  }
}
