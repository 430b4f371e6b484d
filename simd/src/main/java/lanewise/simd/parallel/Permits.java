package lanewise.simd.parallel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many workers may work at once, whichever pools they belong to, so that several pools share
 * the processors rather than all claim them.
 */
final class Permits {
  /** Of this JVM: a processor is left to the caller. */
  static final Permits OF_ALL_POOLS = new Permits(Runtime.getRuntime().availableProcessors() - 1);

  private final AtomicInteger free;
  private int total;

  Permits(int total) {
    this.total = total;
    this.free = new AtomicInteger(total);
  }

  /** Sees to it that one pool alone gets all its workers, be they more than the processors. */
  synchronized void provideFor(int workers) {
    if (workers > total) {
      free.addAndGet(workers - total);
      total = workers;
    }
  }

  /** Takes as many as are free, at most {@code wanted}, without waiting; says how many. */
  int take(int wanted) {
    while (true) {
      int seen = free.get();
      int taken = Math.min(wanted, seen);
      if (taken == 0 || free.compareAndSet(seen, seen - taken)) {
        return taken;
      }
    }
  }

  void giveBack(int taken) {
    free.addAndGet(taken);
  }
}
