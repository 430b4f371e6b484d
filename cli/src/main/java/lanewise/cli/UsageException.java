package lanewise.cli;

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
}
