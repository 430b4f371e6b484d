package lanewise.optim;

import lanewise.nn.ParameterSet;
import lanewise.tensor.LanewiseException;

/**
 * An update rule that leaves the rows of embeddings alone which a batch did not use: those whose
 * gradients are all 0. Neither their values nor what the rule keeps for them changes; momentum,
 * weight decay and an L2 penalty reach a row in the steps alone that use it. For large tables of
 * which a batch uses few rows, where the plain rule would move every row in every step.
 *
 * <pre>{@code
 * Optimizer optimizer = TouchedRows.of(Adam.of(1e-3));
 * }</pre>
 */
public final class TouchedRows implements Optimizer {
  private final FlatOptimizer rule;

  private TouchedRows(FlatOptimizer rule) {
    this.rule = rule;
  }

  /**
   * The rule for touched rows.
   *
   * @throws LanewiseException if it is a rule of the caller's own
   */
  public static TouchedRows of(Optimizer rule) {
    if (rule instanceof FlatOptimizer flat) {
      return new TouchedRows(flat);
    }
    throw new LanewiseException(
        "TouchedRows: optimizer " + rule.name() + ", expected one of " + Optimizers.names());
  }

  /** The form {@code adam of touched rows}. */
  @Override
  public String name() {
    return rule.name() + " of touched rows";
  }

  @Override
  public double learningRate() {
    return rule.learningRate();
  }

  @Override
  public Optimizer learningRate(double rate) {
    return of(rule.learningRate(rate));
  }

  @Override
  public int moments() {
    return rule.moments();
  }

  @Override
  public OptimizerState begin(ParameterSet parameters, double l2) {
    return new FlatState(rule, parameters, l2, true);
  }

  /** The form {@code adam, learning rate 0.001, of touched rows}. */
  @Override
  public String toString() {
    return rule + ", of touched rows";
  }
}
