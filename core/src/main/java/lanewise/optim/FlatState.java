package lanewise.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.kernel.OptimizerSteps;
import lanewise.nn.ParameterSet;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;

/** The state of a {@link FlatOptimizer}. */
final class FlatState implements OptimizerState {
  private final FlatOptimizer rule;
  private final ParameterSet parameters;
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final List<FlatOptimizer.Update> updates = new ArrayList<>();
  private long steps;

  FlatState(FlatOptimizer rule, ParameterSet parameters, double l2) {
    this.rule = rule;
    this.parameters = parameters;
    for (String name : rule.stateNames()) {
      state.put(name, parameters.backend().zeros(parameters.count()));
    }
    WeightDecay decay = rule.weightDecay();
    Tensor weights = parameters.weights();
    add(weights, parameters.weightGradients(), 0, l2, decay.weights());
    add(parameters.biases(), parameters.biasGradients(), weights.size(), 0, decay.biases());
  }

  private void add(Tensor values, Tensor gradients, int first, double l2, double decay) {
    if (values.size() == 0) {
      return;
    }
    OptimizerSteps kernels = parameters.backend().optimizerSteps();
    List<Tensor> views =
        state.values().stream().map(whole -> whole.slice(first, values.shape())).toList();
    updates.add(rule.update(kernels, new FlatOptimizer.Part(values, gradients, views), l2, decay));
  }

  @Override
  public void step(double factor) {
    // Gradients that nothing was added to are 0 from here on, not what they were a step ago.
    parameters.gradients();
    steps++;
    double rate = rule.learningRate() * factor;
    for (int i = 0; i < updates.size(); i++) {
      updates.get(i).apply(rate, steps);
    }
  }

  @Override
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(state);
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public void restoreSteps(long restored) {
    if (restored < 0) {
      throw new LanewiseException(
          "optimizer " + rule.name() + ": steps=" + restored + ", expected 0 or more");
    }
    steps = restored;
  }

  /** The form {@code adam, learning rate 0.001, 430 steps made}. */
  @Override
  public String toString() {
    return rule + ", " + steps + " steps made";
  }
}
