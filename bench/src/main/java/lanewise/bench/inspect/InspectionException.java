package lanewise.bench.inspect;

import lanewise.tensor.LanewiseException;

/** The machine code cannot be had or read here; the message says why and what to do. */
public final class InspectionException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  InspectionException(String message) {
    super(message);
  }

  InspectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
