package lanewise.data;

import lanewise.tensor.LanewiseException;

/**
 * Data that no training could use: no rows, NaN, a label out of range, row numbers that do not
 * exist.
 */
public final class DataException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }
}
