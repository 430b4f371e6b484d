package lanewise.io.dataset;

/** Whether the first line of a table names its columns. */
public enum CsvHeader {
  /** It does. */
  YES,
  /** It does not: it is an example. */
  NO,
  /**
   * The fields tell: it does if the features' are no numbers, or if the label's alone is none and
   * every other label is one. A first line that may be either is refused: words beside numbers, 0,
   * 1, 2 in turn, and numbers beside a label that no other line has, where the others share few.
   */
  AUTO
}
