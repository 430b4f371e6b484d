package lanewise.io.dataset;

/** Whether the first line of a table names its columns. */
public enum CsvHeader {
  /** It does. */
  YES,
  /** It does not: it is an example. */
  NO,
  /**
   * The fields tell: it does if the features' are no numbers, or if the label's alone is none and
   * every other label is one. A first line that may be either is refused.
   */
  AUTO
}
