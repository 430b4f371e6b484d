package lanewise.loss;

/** Which target values a loss can learn from. */
public enum TargetDomain {
  /** All, NaN too: the loss has a meaning for each. */
  ANY("a number"),
  /** Neither NaN nor infinite. */
  FINITE("a finite number"),
  /** Finite and not negative: shares or weights of classes. */
  NOT_NEGATIVE("a finite number, 0 or more"),
  /** Probabilities. */
  PROBABILITY("0 to 1");

  private final String rule;

  TargetDomain(String rule) {
    this.rule = rule;
  }

  /** Whether a value lies in this domain. */
  public boolean includes(double value) {
    return switch (this) {
      case ANY -> true;
      case FINITE -> Double.isFinite(value);
      case NOT_NEGATIVE -> value >= 0 && value < Double.POSITIVE_INFINITY;
      case PROBABILITY -> value >= 0 && value <= 1;
    };
  }

  /** The domain in words, as messages have it after "expected". */
  public String rule() {
    return rule;
  }
}
