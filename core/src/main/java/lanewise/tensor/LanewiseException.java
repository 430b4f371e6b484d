package lanewise.tensor;

/**
 * The root of every error that Lanewise raises on purpose. A message has the form {@code <where>:
 * <what was found>, expected <rule>[; <fix>]}, fits on one line and needs no stack trace to be
 * understood.
 */
public class LanewiseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LanewiseException(String message) {
    super(message);
  }

  public LanewiseException(String message, Throwable cause) {
    super(message, cause);
  }
}
