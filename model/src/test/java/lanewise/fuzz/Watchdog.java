package lanewise.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices a mutant that a reader does not come to an end with. What counts is the processor time of
 * the thread that reads, so that a busy machine is no fault, and only after very long the clock,
 * for a thread that waits.
 */
final class Watchdog {
  private static final Duration MOST_WORK = Duration.ofSeconds(5);
  private static final Duration MOST_WAIT = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Thread reader;
  private final Consumer<Finding> alarm;
  private @Nullable Finding current;
  private long workBefore;
  private long startNanos;

  /** Watches the thread that calls this. */
  Watchdog(Consumer<Finding> alarm) {
    this.reader = Thread.currentThread();
    this.alarm = alarm;
    Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
  }

  synchronized void begins(Finding mutant) {
    current = mutant;
    workBefore = THREADS.getThreadCpuTime(reader.threadId());
    startNanos = System.nanoTime();
  }

  synchronized void done() {
    current = null;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        Finding overdue = overdue();
        if (overdue != null) {
          alarm.accept(overdue);
          return;
        }
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Finding overdue() {
    if (current == null) {
      return null;
    }
    long work = THREADS.getThreadCpuTime(reader.threadId()) - workBefore;
    long wait = System.nanoTime() - startNanos;
    return work > MOST_WORK.toNanos() || wait > MOST_WAIT.toNanos() ? current : null;
  }
}
