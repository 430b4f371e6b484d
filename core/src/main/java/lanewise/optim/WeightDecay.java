package lanewise.optim;

import lanewise.tensor.LanewiseException;

/**
 * How much each kind of parameter decays: decay * w is added to its gradient (as weight_decay does
 * in PyTorch, there for all parameters), or, in {@link AdamW}, the parameter shrinks by the factor
 * 1 - rate * decay. It adds to the strength of an L2 penalty, whose gradient has the same form;
 * unlike that penalty it is not part of the loss.
 *
 * <p>The kind is the parameter's {@link lanewise.nn.Parameter.Role}: a layer that wants a parameter
 * to be spared gives it the role BIAS.
 *
 * @param weights the decay of weights, 0 or more
 * @param biases the decay of biases, gains and slopes, 0 or more
 */
public record WeightDecay(double weights, double biases) {
  /** No decay. */
  public static final WeightDecay NONE = new WeightDecay(0, 0);

  public WeightDecay {
    for (double decay : new double[] {weights, biases}) {
      if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
        throw new LanewiseException(
            "weight decay " + decay + ", expected a finite number, 0 or more");
      }
    }
  }

  /** Weights decay, biases do not. */
  public static WeightDecay ofWeights(double decay) {
    return new WeightDecay(decay, 0);
  }
}
