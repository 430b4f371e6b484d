package lanewise.train;

import lanewise.tensor.LanewiseException;

/**
 * A training run, or its data, needs more memory than the heap may grow to. Nothing was allocated
 * for it.
 */
public final class InsufficientMemoryException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /** The error with this text, which names the bytes needed and those there are. */
  public InsufficientMemoryException(String message) {
    super(message);
  }
}
