package lanewise.kernel;

import lanewise.tensor.LanewiseException;

/** A backend that was asked for by name does not exist or cannot run here. */
public final class BackendUnavailableException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  public BackendUnavailableException(String message) {
    super(message);
  }
}
