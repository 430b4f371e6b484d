package lanewise.bench.race;

import lanewise.tensor.LanewiseException;

/** A contender that cannot be had, died, or computes something else than the others. */
public final class RaceException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  public RaceException(String message) {
    super(message);
  }

  public RaceException(String message, Throwable cause) {
    super(message, cause);
  }
}
