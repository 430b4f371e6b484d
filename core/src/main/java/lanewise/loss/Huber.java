package lanewise.loss;

import lanewise.kernel.PointwiseLoss;

/**
 * The mean over all elements of the Huber loss of d = x - t: d^2 / 2 where |d| &lt;= delta, else
 * delta (|d| - delta / 2). Targets are values, or labels as one-hot values (with one output: as the
 * values 0 and 1). Source: Huber 1964.
 */
public final class Huber extends ElementwiseLoss {
  /** With delta 1. */
  public Huber() {
    this(1);
  }

  /**
   * @param delta where the loss turns from quadratic to linear, above 0
   */
  public Huber(double delta) {
    super(delta == 1 ? "huber" : LossNames.HUBER_OF_DELTA + delta, PointwiseLoss.huber(delta));
  }

  @Override
  public Link link() {
    return Link.VALUES;
  }
}
