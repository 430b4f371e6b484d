package lanewise.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;

/**
 * What an optimizer knew at the end of a run, for another run that goes on from there.
 *
 * @param rule the {@link Optimizer#name} of the rule
 * @param steps the steps taken
 * @param tensors copies of {@link OptimizerState#tensors}, by their names
 */
public record SavedState(String rule, long steps, Map<String, Tensor> tensors) {
  public SavedState {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** A copy of a state. */
  public static SavedState of(Optimizer optimizer, OptimizerState state) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    state
        .tensors()
        .forEach(
            (name, tensor) ->
                copies.put(name, Tensor.zeros(tensor.dtype(), tensor.shape()).copyFrom(tensor)));
    return new SavedState(optimizer.name(), state.steps(), copies);
  }

  /**
   * Gives a state that has just begun what this one had.
   *
   * @throws LanewiseException if it is one of another rule or of other parameters
   */
  public void restore(Optimizer optimizer, OptimizerState state) {
    if (!rule.equals(optimizer.name())) {
      throw new LanewiseException(
          "optimizer " + optimizer.name() + ": state of " + rule + ", expected its own");
    }
    state
        .tensors()
        .forEach(
            (name, tensor) -> {
              Tensor saved = tensors.get(name);
              if (saved == null || saved.size() != tensor.size()) {
                throw new LanewiseException(
                    "optimizer "
                        + rule
                        + ": state "
                        + name
                        + (saved == null ? " missing" : " of " + saved.size() + " values")
                        + ", expected "
                        + tensor.size()
                        + " values, one per parameter");
              }
              tensor.copyFrom(saved);
            });
    state.restoreSteps(steps);
  }
}
