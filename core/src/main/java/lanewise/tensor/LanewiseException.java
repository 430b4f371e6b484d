package lanewise.tensor;

import java.util.regex.Pattern;

/**
 * The root of every error that Lanewise raises on purpose. A message has the form {@code <where>:
 * <what was found>, expected <rule>[; <fix>]}, fits on one line and needs no stack trace to be
 * understood.
 */
public class LanewiseException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

  public LanewiseException(String message) {
    super(onOneLine(message));
  }

  public LanewiseException(String message, Throwable cause) {
    super(onOneLine(message), cause);
  }

  /** A message may quote what a file or a user says, such as a name with a line break. */
  private static String onOneLine(String message) {
    return BREAKS.matcher(message).replaceAll(" ");
  }
}
