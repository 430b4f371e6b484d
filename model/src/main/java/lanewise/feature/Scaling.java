package lanewise.feature;

/** How the numbers of a column are brought to a common scale, fitted on the training rows alone. */
public enum Scaling {
  /** Minus the mean, divided by the standard deviation (over N). */
  STANDARD,
  /** Minus the median, divided by the distance of the quartiles: outliers do not set the scale. */
  ROBUST,
  /** The share of the training rows that are smaller, from -1 to 1: any shape becomes flat. */
  QUANTILE,
  /** sign(x) * log(1 + |x|), then as {@link #STANDARD}: for amounts over many powers of ten. */
  LOG,
  /** As they are. */
  NONE
}
