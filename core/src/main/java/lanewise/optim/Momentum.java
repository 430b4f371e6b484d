package lanewise.optim;

import java.util.List;
import lanewise.kernel.OptimizerSteps;
import lanewise.tensor.Tensor;

/**
 * Gradient descent with momentum, in the form of CS231n: v = momentum * v - rate * g; w += v, or
 * with Nesterov's look-ahead w += momentum * v - rate * g. State: velocity. Sources: Polyak 1964;
 * Nesterov 1983, in the form of Bengio et al. 2012.
 */
public final class Momentum extends FlatOptimizer {
  /** The share of the velocity that stays if nothing else is said. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  private final double momentum;
  private final boolean nesterov;

  private Momentum(double learningRate, WeightDecay decay, double momentum, boolean nesterov) {
    super(nesterov ? "nesterov" : "momentum", learningRate, decay);
    this.momentum = requireShare(name(), "momentum", momentum);
    this.nesterov = nesterov;
  }

  /** Plain, with momentum 0.9, without weight decay. */
  public static Momentum of(double learningRate) {
    return new Momentum(learningRate, WeightDecay.NONE, DEFAULT_MOMENTUM, false);
  }

  @Override
  public Momentum learningRate(double rate) {
    return new Momentum(rate, weightDecay(), momentum, nesterov);
  }

  /** The same with this share of the velocity that stays. */
  public Momentum momentum(double share) {
    return new Momentum(learningRate(), weightDecay(), share, nesterov);
  }

  /** The same with Nesterov's look-ahead. */
  public Momentum nesterov() {
    return new Momentum(learningRate(), weightDecay(), momentum, true);
  }

  /** The same with this decay. */
  public Momentum weightDecay(WeightDecay decay) {
    return new Momentum(learningRate(), decay, momentum, nesterov);
  }

  /** The same with this decay of weights, and none of biases; see {@link WeightDecay}. */
  public Momentum weightDecay(double weights) {
    return weightDecay(WeightDecay.ofWeights(weights));
  }

  @Override
  List<String> stateNames() {
    return List.of("velocity");
  }

  @Override
  Update update(OptimizerSteps kernels, Part part, double l2, double partDecay) {
    Tensor velocity = part.state().get(0);
    double decay = l2 + partDecay;
    return (rate, step) ->
        kernels.momentum(
            rate, momentum, nesterov, decay, part.values(), part.gradients(), velocity);
  }
}
