package lanewise.cli;

import java.util.function.Supplier;
import lanewise.tensor.LanewiseException;

/**
 * Options that contradict each other or name what does not exist: exit code 2. The program puts the
 * command's name before the message.
 */
final class UsageException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  /**
   * Reads the value of an option by means of the library.
   *
   * @throws UsageException if the library refuses it, with the option before its message
   */
  static <T> T in(String option, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (LanewiseException unfit) {
      throw new UsageException(option + ": " + unfit.getMessage());
    }
  }
}
