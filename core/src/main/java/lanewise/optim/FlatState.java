package lanewise.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.kernel.OptimizerSteps;
import lanewise.nn.Parameter;
import lanewise.nn.ParameterSet;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** The state of a {@link FlatOptimizer}. */
final class FlatState implements OptimizerState {
  private final FlatOptimizer rule;
  private final ParameterSet parameters;
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final List<FlatOptimizer.Update> updates = new ArrayList<>();
  private long steps;

  /**
   * A state of zeros.
   *
   * @param touchedRows whether of tables that a batch uses in parts the used rows alone are updated
   */
  FlatState(FlatOptimizer rule, ParameterSet parameters, double l2, boolean touchedRows) {
    this.rule = rule;
    this.parameters = parameters;
    for (String name : rule.stateNames()) {
      state.put(name, parameters.backend().zeros(parameters.count()));
    }
    WeightDecay decay = rule.weightDecay();
    if (touchedRows) {
      addWeights(l2, decay.weights());
    } else {
      add(0, parameters.weightCount(), l2, decay.weights());
    }
    add(parameters.weightCount(), parameters.count() - parameters.weightCount(), 0, decay.biases());
  }

  /** One update for each table, and one for the weights between two of them. */
  private void addWeights(double l2, double decay) {
    int added = 0;
    int at = 0;
    for (Parameter parameter : parameters.all()) {
      if (parameter.role() != Parameter.Role.WEIGHT) {
        continue;
      }
      int size = parameter.shape().size();
      if (parameter.isUsedByRows()) {
        add(added, at - added, l2, decay);
        FlatOptimizer.Part table = part(at, parameter.shape());
        updates.add(
            new TouchedRowsUpdate(
                table,
                rows -> rule.update(parameters.backend().optimizerSteps(), rows, l2, decay)));
        added = at + size;
      }
      at += size;
    }
    add(added, at - added, l2, decay);
  }

  private void add(int first, int count, double l2, double decay) {
    if (count > 0) {
      OptimizerSteps kernels = parameters.backend().optimizerSteps();
      updates.add(rule.update(kernels, part(first, Shape.of(count)), l2, decay));
    }
  }

  /** What lies at a place of the flat parameters. */
  private FlatOptimizer.Part part(int first, Shape shape) {
    List<Tensor> views = state.values().stream().map(whole -> whole.slice(first, shape)).toList();
    return new FlatOptimizer.Part(
        parameters.values().slice(first, shape), parameters.gradients().slice(first, shape), views);
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
