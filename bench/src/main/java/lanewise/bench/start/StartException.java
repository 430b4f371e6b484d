package lanewise.bench.start;

import lanewise.tensor.LanewiseException;

/** The start of a JVM cannot be measured; the message says why. */
public final class StartException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
