package lanewise.simd.parallel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A calling thread and its persistent daemon workers, who share the parts of one job at a time.
 *
 * <p>A worker without work spins for a short while, since the next job of a training step follows
 * within microseconds, then parks. A call allocates nothing. While one call is under way, calls
 * from other threads, and calls made from inside a part, run all their parts themselves: so nothing
 * waits for anything but its own parts.
 *
 * <p>All pools of a JVM together let no more workers work at once than there are processors beside
 * the caller's, or as the largest pool has if that is more: a call takes those that are free when
 * it begins. So several trainers in one JVM, on one backend or on one each, share the machine: each
 * has its own thread, and the helpers go round.
 *
 * <p>Which thread does which part is left to chance: a task must not let its result depend on it.
 */
public final class WorkerPool implements AutoCloseable {
  private static final long SPIN_NANOS = 50_000;
  private static final int SPINS_PER_CLOCK_READ = 64;
  private static final int UNCLAIMED_BITS = 32;

  private final Permits permits;
  private final Worker[] workers;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * The number of the job in the high half, how many of its parts are still to be claimed in the
   * low half. One word, so that a worker who comes late to a finished job cannot claim a part of
   * it.
   */
  private final AtomicLong ticket = new AtomicLong();

  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile @Nullable Thread waitingCaller;
  private volatile boolean closed;

  // Written before the ticket is, read after a part of it was claimed.
  private @Nullable ParallelTask task;
  private int parts;

  /** How many workers may join the job. */
  private int helpers;

  /**
   * Starts the workers.
   *
   * @param threads how many threads may work on one call, the caller's included; 1 or more
   */
  public WorkerPool(int threads) {
    this(threads, Permits.OF_ALL_POOLS);
  }

  WorkerPool(int threads, Permits permits) {
    if (threads < 1) {
      throw new IllegalArgumentException("WorkerPool: threads=" + threads + ", expected 1 or more");
    }
    this.permits = permits;
    permits.provideFor(threads - 1);
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
      workers[i].start();
    }
  }

  /** How many threads may work on one call, the caller's included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs {@code task} for every part in 0 .. parts-1 and returns when all are done. What the parts
   * wrote is visible to the caller. If parts throw, the others still run, and the first exception
   * caught is thrown here. An interrupt neither ends the wait nor is lost.
   */
  public void run(int parts, ParallelTask task) {
    if (parts <= 1 || workers.length == 0 || closed || !busy.compareAndSet(false, true)) {
      runAlone(parts, task);
      return;
    }
    int taken = permits.take(Math.min(workers.length, parts - 1));
    try {
      if (taken == 0) {
        runAlone(parts, task);
      } else {
        share(parts, task, taken);
      }
    } finally {
      permits.giveBack(taken);
      busy.set(false);
    }
  }

  private static void runAlone(int parts, ParallelTask task) {
    for (int part = 0; part < parts; part++) {
      task.run(part);
    }
  }

  private void share(int parts, ParallelTask task, int helpers) {
    this.helpers = helpers;
    this.task = task;
    this.parts = parts;
    failure.set(null);
    unfinished.set(parts);
    long job = (ticket.get() >>> UNCLAIMED_BITS) + 1;
    ticket.set(job << UNCLAIMED_BITS | parts);
    for (int i = 0; i < helpers; i++) {
      workers[i].wake();
    }
    work(0);
    awaitUnfinished();
    this.task = null;
    Throwable thrown = failure.get();
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Works on the job as long as it has parts: the caller is number 0. */
  private boolean work(int number) {
    boolean worked = false;
    while (true) {
      long seen = ticket.get();
      int unclaimed = (int) seen;
      if (unclaimed == 0 || number > helpers) {
        return worked;
      }
      if (ticket.compareAndSet(seen, seen - 1)) {
        worked = true;
        runPart(parts - unclaimed);
      }
    }
  }

  private void runPart(int part) {
    ParallelTask claimed = task;
    try {
      if (claimed != null) {
        claimed.run(part);
      }
    } catch (RuntimeException | Error thrown) {
      failure.compareAndSet(null, thrown);
    } finally {
      if (unfinished.decrementAndGet() == 0) {
        LockSupport.unpark(waitingCaller);
      }
    }
  }

  private void awaitUnfinished() {
    long start = System.nanoTime();
    while (unfinished.get() != 0) {
      if (System.nanoTime() - start < SPIN_NANOS) {
        spin();
      } else {
        waitingCaller = Thread.currentThread();
        if (unfinished.get() != 0) {
          LockSupport.park(this);
        }
        waitingCaller = null;
      }
    }
  }

  private static void spin() {
    for (int i = 0; i < SPINS_PER_CLOCK_READ; i++) {
      Thread.onSpinWait();
    }
  }

  /**
   * Ends the workers; what they have claimed they finish first. Later calls of {@link #run} do all
   * parts themselves.
   */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private final class Worker extends Thread {
    private final int number;
    private volatile boolean parked;

    Worker(int number) {
      super("lanewise-worker-" + number);
      this.number = number;
      setDaemon(true);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      long idleSince = System.nanoTime();
      while (!closed) {
        if (work(number)) {
          idleSince = System.nanoTime();
        } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
          spin();
        } else {
          parked = true;
          // The ticket first: it publishes the number of helpers.
          if (((int) ticket.get() == 0 || number > helpers) && !closed) {
            LockSupport.park(WorkerPool.this);
          }
          parked = false;
          Thread.interrupted();
        }
      }
    }
  }
}
