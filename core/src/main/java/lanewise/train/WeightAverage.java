package lanewise.train;

import java.util.Map;
import lanewise.kernel.Elements;
import lanewise.nn.Parameter;
import lanewise.nn.ParameterSet;
import lanewise.tensor.Tensor;

/**
 * The exponential moving average of a network's parameters, its running statistics among them: of
 * step t it keeps min(decay, (1 + t) / (10 + t)) of what it was and takes the rest from the
 * network, so that it soon forgets the initial parameters. Source: Polyak, Juditsky 1992; the rule
 * of the first steps is that of TensorFlow's moving averages.
 */
final class WeightAverage {
  /** What tensors of a {@link TrainerState} are called, before the parameter's name. */
  private static final String PREFIX = "average.";

  private final ParameterSet parameters;
  private final Elements kernels;
  private final double decay;
  private final Tensor values;
  private final Tensor state;
  private final Tensor spare;

  WeightAverage(ParameterSet parameters, double decay) {
    this.parameters = parameters;
    this.kernels = parameters.backend().elements();
    this.decay = decay;
    values = BestParameters.copyOf(parameters.values());
    state = BestParameters.copyOf(parameters.state());
    spare = BestParameters.copyOf(values.size() >= state.size() ? values : state);
  }

  /** Takes the parameters of a step, counted from 0. */
  void add(long step) {
    double kept = Math.min(decay, (1.0 + step) / (10.0 + step));
    add(kept, parameters.values(), values);
    add(kept, parameters.state(), state);
  }

  private void add(double kept, Tensor latest, Tensor average) {
    if (average.size() > 0) {
      kernels.scale(kept, average);
      kernels.axpy(1 - kept, latest, average);
    }
  }

  /** Gives the network the averages and keeps its parameters; a second call takes them back. */
  void exchange() {
    exchange(parameters.values(), values);
    exchange(parameters.state(), state);
  }

  private void exchange(Tensor ofNetwork, Tensor kept) {
    Tensor between = spare.slice(0, kept.shape());
    between.copyFrom(ofNetwork);
    ofNetwork.copyFrom(kept);
    kept.copyFrom(between);
  }

  void describe(Map<String, Tensor> tensors) {
    for (Parameter parameter : parameters.all()) {
      tensors.put(PREFIX + parameter.name(), BestParameters.copyOf(value(parameter)));
    }
  }

  void restore(TrainerState saved) {
    for (Parameter parameter : parameters.all()) {
      value(parameter).copyFrom(saved.tensor(PREFIX + parameter.name(), parameter.shape().size()));
    }
  }

  private Tensor value(Parameter parameter) {
    return parameter.role() == Parameter.Role.STATE
        ? BestParameters.slice(state, parameters.state(), parameter)
        : BestParameters.slice(values, parameters.values(), parameter);
  }
}
