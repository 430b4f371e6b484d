package lanewise.io;

import lanewise.train.InsufficientMemoryException;

/** Refuses memory that the heap can never hold, before it is asked for. */
public final class HeapRoom {
  private HeapRoom() {}

  /**
   * Checks that so many bytes fit the largest heap of this JVM.
   *
   * @param what they are for, as the error names it
   * @throws InsufficientMemoryException if they do not; the message names the option
   */
  public static void require(String what, long bytes) {
    requireWithin(Runtime.getRuntime().maxMemory(), what, bytes);
  }

  static void requireWithin(long availableBytes, String what, long bytes) {
    if (bytes > availableBytes) {
      throw new InsufficientMemoryException(
          what
              + ": "
              + bytes
              + " bytes of memory, expected at most the "
              + availableBytes
              + " of the heap; start with a larger one, such as LANEWISE_JAVA_OPTS=-Xmx"
              + (2 * (bytes >> 20) + 1)
              + "m");
    }
  }
}
