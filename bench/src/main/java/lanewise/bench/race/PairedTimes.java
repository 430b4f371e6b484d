package lanewise.bench.race;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The times of one work, lanewise's, the peer's and the peak's side by side, a round each. Only
 * numbers of the same round are ever divided by each other: the machine's clock drifts from round
 * to round.
 */
final class PairedTimes {
  private final double[] lanewiseNanos;
  private final double[] peerNanos;
  private final double[] peakGflops;
  private int rounds;

  PairedTimes(int rounds) {
    lanewiseNanos = new double[rounds];
    peerNanos = new double[rounds];
    peakGflops = new double[rounds];
  }

  /** Adds a round: the time of one run each, and the speed of independent FMAs between them. */
  void add(double ownNanos, double othersNanos, double fmaGflops) {
    lanewiseNanos[rounds] = ownNanos;
    peerNanos[rounds] = othersNanos;
    peakGflops[rounds] = fmaGflops;
    rounds++;
  }

  private Quantiles over(IntToDoubleFunction ofRound) {
    double[] values = new double[rounds];
    Arrays.setAll(values, ofRound);
    return new Quantiles(values);
  }

  /** Who the contenders were and how they were held. */
  record Setting(
      String against, String peer, int threads, String isa, double cpus, double peerCpus) {}

  /** Sums up. */
  RaceResult result(Work work, Setting setting) {
    Quantiles ratio = over(i -> peerNanos[i] / lanewiseNanos[i]);
    return new RaceResult(
        work.name(),
        setting.against(),
        ratio.median(),
        ratio.at(0.1),
        ratio.at(0.9),
        speed(work, lanewiseNanos, setting.cpus()),
        speed(work, peerNanos, setting.peerCpus()),
        new RaceResult.Setting(setting.threads(), rounds, setting.isa(), setting.peer()));
  }

  private RaceResult.Speed speed(Work work, double[] nanos, double cpus) {
    double median = over(i -> nanos[i]).median();
    @Nullable Double flops = Flops.of(work);
    return flops == null
        ? new RaceResult.Speed(median / 1e3, null, work.resultSize() / median, null, cpus)
        : new RaceResult.Speed(
            median / 1e3,
            flops / median,
            null,
            over(i -> flops / nanos[i] / peakGflops[i]).median(),
            cpus);
  }
}
