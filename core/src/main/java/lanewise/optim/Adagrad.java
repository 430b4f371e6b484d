package lanewise.optim;

import java.util.List;
import lanewise.kernel.OptimizerSteps;
import lanewise.tensor.Tensor;

/**
 * Adagrad: s += g^2; w -= rate * g / (sqrt(s) + epsilon); epsilon is outside the root. State:
 * squares. Source: Duchi, Hazan, Singer 2011.
 */
public final class Adagrad extends FlatOptimizer {
  /** What is added to the root if nothing else is said. */
  public static final double DEFAULT_EPSILON = 1e-8;

  private final double epsilon;

  private Adagrad(double learningRate, WeightDecay decay, double epsilon) {
    super("adagrad", learningRate, decay);
    this.epsilon = requireEpsilon("adagrad", epsilon);
  }

  /** With epsilon 1e-8, without weight decay. */
  public static Adagrad of(double learningRate) {
    return new Adagrad(learningRate, WeightDecay.NONE, DEFAULT_EPSILON);
  }

  @Override
  public Adagrad learningRate(double rate) {
    return new Adagrad(rate, weightDecay(), epsilon);
  }

  /** The same with this addend to the root. */
  public Adagrad epsilon(double addend) {
    return new Adagrad(learningRate(), weightDecay(), addend);
  }

  /** The same with this decay. */
  public Adagrad weightDecay(WeightDecay decay) {
    return new Adagrad(learningRate(), decay, epsilon);
  }

  /** The same with this decay of weights, and none of biases; see {@link WeightDecay}. */
  public Adagrad weightDecay(double weights) {
    return weightDecay(WeightDecay.ofWeights(weights));
  }

  @Override
  List<String> stateNames() {
    return List.of("squares");
  }

  @Override
  Update update(OptimizerSteps kernels, Part part, double l2, double partDecay) {
    Tensor squares = part.state().get(0);
    double decay = l2 + partDecay;
    return (rate, step) ->
        kernels.adagrad(rate, epsilon, decay, part.values(), part.gradients(), squares);
  }
}
