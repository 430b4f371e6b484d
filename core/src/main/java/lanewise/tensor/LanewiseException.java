package lanewise.tensor;

import java.util.regex.Pattern;

/**
 * The root of every error that Lanewise raises on purpose. A message has the form {@code <where>:
 * <what was found>, expected <rule>[; <fix>]}, fits on one line and needs no stack trace to be
 * understood. What it quotes of a user's or a file's is kept from breaking that: line breaks and
 * control characters become spaces, and of a very long message the middle is left out.
 */
public class LanewiseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** More than any message that quotes nothing long. */
  private static final int LONGEST = 800;

  /** The end of a message says what to do. */
  private static final int END = 300;

  private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

  public LanewiseException(String message) {
    super(oneLine(message));
  }

  public LanewiseException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  private static String oneLine(String message) {
    String line = BREAKS.matcher(message).replaceAll(" ");
    return line.length() <= LONGEST
        ? line
        : line.substring(0, LONGEST - END) + " ... " + line.substring(line.length() - END);
  }
}
