package lanewise.train;

import java.util.Map;
import lanewise.nn.Parameter;
import lanewise.nn.ParameterSet;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the best evaluation so far, and how many evaluations have passed since the last
 * real improvement.
 */
final class BestParameters {
  private final ParameterSet parameters;
  private final TrainingOptions.Criterion criterion;
  private final TrainingOptions options;
  private final Tensor values;
  private final Tensor state;
  private @Nullable Evaluation best;
  private double toBeat = Double.NaN;
  private int waited;

  BestParameters(
      ParameterSet parameters, TrainingOptions.Criterion criterion, TrainingOptions options) {
    this.parameters = parameters;
    this.criterion = criterion;
    this.options = options;
    this.values = Tensor.zeros(parameters.values().dtype(), parameters.values().shape());
    this.state = Tensor.zeros(parameters.state().dtype(), parameters.state().shape());
  }

  /**
   * Takes an evaluation of the present parameters; they are copied if it is better than all before.
   *
   * @return whether it was
   */
  boolean offer(Evaluation evaluation) {
    double score = criterion.score(evaluation);
    countImprovement(score);
    if (Double.isNaN(score) || (best != null && score <= criterion.score(best))) {
      return false;
    }
    best = evaluation;
    values.copyFrom(parameters.values());
    state.copyFrom(parameters.state());
    return true;
  }

  private void countImprovement(double score) {
    boolean first = Double.isNaN(toBeat) && !Double.isNaN(score);
    boolean improved = score > toBeat && score - toBeat >= options.minImprovement();
    if (first || improved) {
      toBeat = score;
      waited = 0;
    } else {
      waited++;
    }
  }

  /** The evaluation whose parameters these are; null if there was none that could be compared. */
  @Nullable Evaluation evaluation() {
    return best;
  }

  /** Whether the options' patience is at its end. */
  boolean exhausted() {
    return options.patience() > 0 && waited >= options.patience();
  }

  /** Gives the network the best parameters back, if there are any. */
  void copyBack() {
    if (best != null) {
      parameters.values().copyFrom(values);
      parameters.state().copyFrom(state);
    }
  }

  /** The best value of a parameter: a view. */
  Tensor value(Parameter parameter) {
    return parameter.role() == Parameter.Role.STATE
        ? slice(state, parameters.state(), parameter)
        : slice(values, parameters.values(), parameter);
  }

  /** A parameter in a copy of the flat parameters: a view. */
  static Tensor slice(Tensor copy, Tensor original, Parameter parameter) {
    return copy.slice(parameter.value().offset() - original.offset(), parameter.shape());
  }

  /** What {@link #restore} needs beside the values of the parameters. */
  void describe(Map<String, Tensor> tensors, Map<String, String> metadata) {
    metadata.put("to_beat", Double.toString(toBeat));
    metadata.put("waited", Integer.toString(waited));
    Evaluation found = best;
    if (found != null) {
      for (Parameter parameter : parameters.all()) {
        tensors.put("best." + parameter.name(), copyOf(value(parameter)));
      }
      tensors.put(
          "best_evaluation",
          Tensor.of(
              new double[] {
                found.step(),
                found.epoch(),
                found.trainLoss(),
                found.trainAccuracy(),
                found.valAccuracy(),
                found.valLoss()
              },
              0,
              Shape.of(6)));
    }
  }

  void restore(TrainerState saved) {
    toBeat = saved.number("to_beat");
    waited = (int) saved.integer("waited");
    best = null;
    if (saved.tensors().containsKey("best_evaluation")) {
      Tensor e = saved.tensor("best_evaluation", 6);
      best =
          new Evaluation((long) e.get(0), (long) e.get(1), e.get(2), e.get(3), e.get(4), e.get(5));
      for (Parameter parameter : parameters.all()) {
        value(parameter)
            .copyFrom(saved.tensor("best." + parameter.name(), parameter.shape().size()));
      }
    }
  }

  static Tensor copyOf(Tensor tensor) {
    return Tensor.zeros(tensor.dtype(), tensor.shape()).copyFrom(tensor);
  }
}
