package lanewise.loss;

import lanewise.kernel.PointwiseLoss;

/**
 * The mean over all elements of (x - t)^2, as PyTorch's MSELoss. Targets are values, or labels as
 * one-hot values (with one output: as the values 0 and 1).
 */
public final class MeanSquaredError extends ElementwiseLoss {
  public MeanSquaredError() {
    super("mse", PointwiseLoss.SQUARED);
  }

  @Override
  public Link link() {
    return Link.VALUES;
  }
}
