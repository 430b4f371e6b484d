package lanewise.loss;

import lanewise.nn.ParameterSet;
import lanewise.tensor.LanewiseException;

/**
 * The penalty 0.5 * strength * |W|^2 on all weights, not on biases: the L2 regularisation of
 * CS231n. The loss that is trained is that of the data plus this; both belong into reports.
 *
 * <p>Its gradient is strength * W. A run hands {@link #strength} to {@link
 * lanewise.optim.Optimizer#begin(ParameterSet, double)}, whose steps add the gradient within their
 * own pass over the weights; gradients that are clipped before are then those of the data alone.
 * {@link #addGradient} is for those who want to see the whole gradient, and must then begin with
 * strength 0.
 *
 * @param strength 0 or more; 0 is no penalty
 */
public record L2Penalty(double strength) {
  /** No penalty. */
  public static final L2Penalty NONE = new L2Penalty(0);

  public L2Penalty {
    if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
      throw new LanewiseException(
          "L2 penalty: strength " + strength + ", expected a finite number, 0 or more");
    }
  }

  /** The penalty for the present weights. */
  public double value(ParameterSet parameters) {
    return strength == 0
        ? 0
        : 0.5 * strength * parameters.backend().reductions().sumOfSquares(parameters.weights());
  }

  /** Adds the penalty's gradient to that of the weights. */
  public void addGradient(ParameterSet parameters) {
    if (strength != 0) {
      parameters
          .backend()
          .elements()
          .axpy(strength, parameters.weights(), parameters.weightGradients());
    }
  }
}
