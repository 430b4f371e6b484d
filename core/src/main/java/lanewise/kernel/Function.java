package lanewise.kernel;

/** An elementary function of one variable, applied element by element. */
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
