package lanewise.optim;

import java.util.List;
import lanewise.kernel.OptimizerSteps;
import lanewise.tensor.Tensor;

/**
 * RMSProp: s = decayRate * s + (1 - decayRate) * g^2; w -= rate * g / (sqrt(s) + epsilon); epsilon
 * is outside the root. State: squares (CS231n's cache). Source: Tieleman, Hinton 2012.
 */
public final class RmsProp extends FlatOptimizer {
  /** The share of the mean square that stays if nothing else is said. */
  public static final double DEFAULT_DECAY_RATE = 0.99;

  /** What is added to the root if nothing else is said. */
  public static final double DEFAULT_EPSILON = 1e-8;

  private final double decayRate;
  private final double epsilon;

  private RmsProp(double learningRate, WeightDecay decay, double decayRate, double epsilon) {
    super("rmsprop", learningRate, decay);
    this.decayRate = requireShare("rmsprop", "decay_rate", decayRate);
    this.epsilon = requireEpsilon("rmsprop", epsilon);
  }

  /** With decay rate 0.99 and epsilon 1e-8, without weight decay. */
  public static RmsProp of(double learningRate) {
    return new RmsProp(learningRate, WeightDecay.NONE, DEFAULT_DECAY_RATE, DEFAULT_EPSILON);
  }

  @Override
  public RmsProp learningRate(double rate) {
    return new RmsProp(rate, weightDecay(), decayRate, epsilon);
  }

  /** The same with this share of the mean square that stays. */
  public RmsProp decayRate(double share) {
    return new RmsProp(learningRate(), weightDecay(), share, epsilon);
  }

  /** The same with this addend to the root. */
  public RmsProp epsilon(double addend) {
    return new RmsProp(learningRate(), weightDecay(), decayRate, addend);
  }

  /** The same with this decay. */
  public RmsProp weightDecay(WeightDecay decay) {
    return new RmsProp(learningRate(), decay, decayRate, epsilon);
  }

  /** The same with this decay of weights, and none of biases; see {@link WeightDecay}. */
  public RmsProp weightDecay(double weights) {
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
        kernels.rmsProp(rate, decayRate, epsilon, decay, part.values(), part.gradients(), squares);
  }
}
