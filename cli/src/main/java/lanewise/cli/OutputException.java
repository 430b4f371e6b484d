package lanewise.cli;

import java.io.IOException;
import java.util.Locale;
import lanewise.tensor.LanewiseException;

/** Standard output takes no more: the disk is full, or nobody reads any longer. */
final class OutputException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  private final boolean unread;

  OutputException(IOException cause) {
    super(
        "stdout: cannot be written ("
            + cause.getMessage()
            + "), expected a place that takes all of it; what came before is incomplete",
        cause);
    // Java has no type for it; the systems' messages are "Broken pipe" and "The pipe is being
    // closed".
    unread = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  /**
   * Whether the reader of a pipe has gone, which is no one's mistake: {@code lanewise ... | head}.
   */
  boolean isUnread() {
    return unread;
  }
}
