package lanewise.optim;

import java.util.List;
import lanewise.kernel.OptimizerSteps;

/** Stochastic gradient descent: w -= rate * g. */
public final class Sgd extends FlatOptimizer {
  private Sgd(double learningRate, WeightDecay decay) {
    super("sgd", learningRate, decay);
  }

  /** Without weight decay. */
  public static Sgd of(double learningRate) {
    return new Sgd(learningRate, WeightDecay.NONE);
  }

  @Override
  public Sgd learningRate(double rate) {
    return new Sgd(rate, weightDecay());
  }

  /** The same with this decay. */
  public Sgd weightDecay(WeightDecay decay) {
    return new Sgd(learningRate(), decay);
  }

  /** The same with this decay of weights, and none of biases; see {@link WeightDecay}. */
  public Sgd weightDecay(double weights) {
    return weightDecay(WeightDecay.ofWeights(weights));
  }

  @Override
  List<String> stateNames() {
    return List.of();
  }

  @Override
  Update update(OptimizerSteps kernels, Part part, double l2, double partDecay) {
    return (rate, step) -> kernels.sgd(rate, l2 + partDecay, part.values(), part.gradients());
  }
}
