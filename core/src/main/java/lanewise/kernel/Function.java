package lanewise.kernel;

/**
 * An elementary function of one variable, applied element by element.
 *
 * <p>Largest error on the vector backend, measured over all 2^32 floats ({@link
 * lanewise.check.ExhaustiveScan}): {@link #EXP} 0.988 ULP, {@link #LOG} 0.827 ULP, {@link #ERF}
 * 0.989 ULP. The scalar backend rounds a value computed in double: little more than 0.5 ULP. The
 * reference backend is that value: {@link Math#exp} and {@link Math#log} within 1 ULP of float64,
 * erf within a few. See {@link Activation} for tanh, sigmoid and GELU.
 */
public enum Function {
  /**
   * e to the x. Overflows to infinity above 88.73 (float32), is 0 below -103.98; subnormal results
   * are kept.
   */
  EXP,
  /**
   * Natural logarithm. 0 gives -infinity, negative arguments give NaN; subnormal arguments are
   * exact.
   */
  LOG,
  /** The error function; odd, within [-1, 1]. */
  ERF
}
