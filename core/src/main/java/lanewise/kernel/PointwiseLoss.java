package lanewise.kernel;

import lanewise.tensor.LanewiseException;

/**
 * A loss that is a sum over elements of l(x, t), prediction x against target t.
 *
 * @param kind the function l
 * @param parameter the delta of {@link Kind#HUBER}; 0 elsewhere
 */
public record PointwiseLoss(Kind kind, double parameter) {
  /** The function itself, with its derivative in x. */
  public enum Kind {
    /** (x - t)^2; derivative 2 (x - t). */
    SQUARED,
    /**
     * Binary cross-entropy of the logit x against the probability t: max(x, 0) - x t +
     * log1p(exp(-|x|)); derivative sigmoid(x) - t. Finite for every finite x.
     */
    BINARY_LOGITS,
    /**
     * Binary cross-entropy of the probability x: -(t log x + (1 - t) log(1 - x)), each logarithm
     * bounded below by -100 (the convention of PyTorch), so the value is finite at 0 and 1;
     * derivative (x - t) / max(x (1 - x), 1e-12).
     */
    BINARY_PROBABILITIES,
    /**
     * d = x - t: d^2 / 2 where |d| &lt;= delta, else delta (|d| - delta / 2); derivative d bounded
     * to [-delta, delta].
     */
    HUBER
  }

  public static final PointwiseLoss SQUARED = new PointwiseLoss(Kind.SQUARED, 0);
  public static final PointwiseLoss BINARY_LOGITS = new PointwiseLoss(Kind.BINARY_LOGITS, 0);
  public static final PointwiseLoss BINARY_PROBABILITIES =
      new PointwiseLoss(Kind.BINARY_PROBABILITIES, 0);

  public PointwiseLoss {
    if (kind == Kind.HUBER
        ? !(parameter > 0 && parameter < Double.POSITIVE_INFINITY)
        : parameter != 0) {
      throw new LanewiseException(
          "PointwiseLoss["
              + kind
              + "]: parameter="
              + parameter
              + ", expected "
              + (kind == Kind.HUBER ? "a finite delta above 0" : "0"));
    }
  }

  public static PointwiseLoss huber(double delta) {
    return new PointwiseLoss(Kind.HUBER, delta);
  }
}
