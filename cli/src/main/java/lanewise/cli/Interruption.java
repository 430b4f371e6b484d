package lanewise.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Lets work end in good order when the process is asked to end, by Ctrl-C or SIGTERM: the JVM waits
 * until what was found so far is saved. Its exit code is then the signal's, 130 or 143.
 */
final class Interruption {
  private final CountDownLatch saved = new CountDownLatch(1);

  private Interruption() {}

  /**
   * Does some work.
   *
   * @param stop asks the work to end soon; runs on another thread, if the process is asked to end
   * @param work ends by itself, or soon after {@code stop}
   */
  static void during(Runnable stop, Runnable work) {
    Interruption interruption = new Interruption();
    Thread hook = new Thread(() -> interruption.stopAndWait(stop), "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run();
    } finally {
      interruption.end(hook);
    }
  }

  private void stopAndWait(Runnable stop) {
    stop.run();
    try {
      saved.await();
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Thread hook) {
    saved.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // The hook runs, or has run: there is nothing to take back.
    }
  }
}
