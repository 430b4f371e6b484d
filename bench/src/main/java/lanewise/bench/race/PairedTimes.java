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
    double own = over(i -> lanewiseNanos[i]).median();
    double others = over(i -> peerNanos[i]).median();
    @Nullable Double flops = Flops.of(work);
    boolean byElement = flops == null;
    return new RaceResult(
        work.name(),
        setting.against(),
        ratio.median(),
        ratio.at(0.1),
        ratio.at(0.9),
        own / 1e3,
        others / 1e3,
        flops == null ? null : flops / own,
        flops == null ? null : flops / others,
        byElement ? work.resultSize() / own : null,
        byElement ? work.resultSize() / others : null,
        flops == null ? null : over(i -> flops / lanewiseNanos[i] / peakGflops[i]).median(),
        flops == null ? null : over(i -> flops / peerNanos[i] / peakGflops[i]).median(),
        setting.cpus(),
        setting.peerCpus(),
        setting.threads(),
        rounds,
        setting.isa(),
        setting.peer());
  }
}
