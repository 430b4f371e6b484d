package lanewise.tune;

import lanewise.tensor.LanewiseException;

/** A search space, configuration or experiment that no search can use. */
public final class SearchException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  public SearchException(String message) {
    super(message);
  }

  public SearchException(String message, Throwable cause) {
    super(message, cause);
  }
}
