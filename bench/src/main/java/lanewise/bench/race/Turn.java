package lanewise.bench.race;

import java.time.Duration;

/**
 * What one contender does when it is its turn: so many runs of the prepared work that the clock can
 * tell.
 */
final class Turn {
  private static final double HEADROOM = 1.15;
  private static final double MOST_GROWTH = 100;
  private static final int MOST_REPS = 1 << 28;

  private final ContenderProcess contender;
  private final int reps;
  private long countedFrom;
  private long running;

  private Turn(ContenderProcess contender, int reps) {
    this.contender = contender;
    this.reps = reps;
  }

  /** Finds the number of runs that takes at least {@code least}. */
  static Turn calibrated(ContenderProcess contender, Duration least) {
    double wanted = least.toNanos();
    int reps = 1;
    double nanos = contender.run(reps);
    while (nanos < wanted) {
      if (reps > MOST_REPS) {
        throw new RaceException(
            contender.name()
                + ": "
                + reps
                + " runs take "
                + nanos
                + " ns, expected a work that takes time");
      }
      double growth = Math.min(MOST_GROWTH, HEADROOM * wanted / Math.max(nanos, 1));
      reps = (int) Math.ceil(Math.max(reps + 1.0, reps * growth));
      nanos = contender.run(reps);
    }
    return new Turn(contender, reps);
  }

  String name() {
    return contender.name();
  }

  /** Takes the turn; gives the time of one run. */
  double nanos() {
    long nanos = contender.run(reps);
    running += nanos;
    return nanos / (double) reps;
  }

  void startCounting() {
    running = 0;
    countedFrom = contender.processorNanos();
  }

  /**
   * Processor time over running time since {@link #startCounting}, what the process burned while it
   * should have been waiting included.
   */
  double busyProcessors() {
    return (double) (contender.processorNanos() - countedFrom) / running;
  }
}
