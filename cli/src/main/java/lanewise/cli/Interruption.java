package lanewise.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Lets work end in good order when the process is asked to end, by Ctrl-C or SIGTERM: the JVM waits
 * until what was found so far is saved. Its exit code is then the signal's, 130 or 143.
 */
final class Interruption implements AutoCloseable {
  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Listens from now on until this is closed, which must be on the way out of the work.
   *
   * @param stop asks the work to end soon; runs on another thread
   */
  Interruption(Runnable stop) {
    hook =
        new Thread(
            () -> {
              stop.run();
              await();
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    try {
      saved.await();
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    saved.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // The hook runs, or has run: there is nothing to take back.
    }
  }
}
