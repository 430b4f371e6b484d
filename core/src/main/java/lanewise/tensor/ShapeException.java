package lanewise.tensor;

/** A shape, size, offset or leading dimension that does not fit the operation it was given to. */
public final class ShapeException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  public ShapeException(String message) {
    super(message);
  }
}
