package lanewise.train;

import lanewise.tensor.LanewiseException;

/** A training run needs more memory than the heap may grow to. Nothing was allocated for it. */
public final class InsufficientMemoryException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  InsufficientMemoryException(String message) {
    super(message);
  }
}
