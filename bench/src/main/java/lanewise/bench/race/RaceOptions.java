package lanewise.bench.race;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What to race, and how.
 *
 * @param kind the discipline
 * @param against names of peers, see {@link Peers#NAMES}
 * @param threads for every contender alike, but for {@link Peers#ONE_THREAD}, which needs two or
 *     more here to be compared with
 * @param rounds pairs of measurements a work and peer
 * @param round the least time that one measurement takes
 * @param filter only works whose name contains this
 * @param isa the instruction set for every contender alike
 * @param asked whether the peers were asked for by name, so that a race without one of them fails
 */
public record RaceOptions(
    RaceKind kind,
    List<String> against,
    int threads,
    int rounds,
    Duration round,
    String filter,
    Isa isa,
    boolean asked) {
  /** Fewer rounds give no honest percentiles. */
  public static final int USUAL_ROUNDS = 31;

  public RaceOptions {
    against = List.copyOf(against);
    if (threads < 1 || rounds < 1) {
      throw new RaceException(
          "race: threads=" + threads + ", rounds=" + rounds + ", expected 1 or more");
    }
    for (String peer : against) {
      if (!Peers.isKnown(peer)) {
        throw new RaceException(
            "race: peer '"
                + peer
                + "', expected one of "
                + String.join(", ", Peers.NAMES)
                + ", or jar:FILE, another build's lanewise.jar");
      }
    }
    if (threads == 1 && against.contains(Peers.ONE_THREAD)) {
      throw new RaceException(
          "race: peer '"
              + Peers.ONE_THREAD
              + "' with threads=1, expected 2 or more threads to compare with it; add --threads 2");
    }
  }

  /**
   * One thread, 31 rounds of 12 ms and more, every work, the discipline's usual peers, every
   * instruction of the machine.
   */
  public static RaceOptions of(RaceKind kind) {
    return new RaceOptions(
        kind, kind.usualPeers(), 1, USUAL_ROUNDS, Duration.ofMillis(12), "", Isa.NATIVE, false);
  }

  /** The same against these, each of which has to take part. */
  public RaceOptions against(List<String> peers) {
    return new RaceOptions(kind, peers, threads, rounds, round, filter, isa, true);
  }

  /** The same with so many threads. */
  public RaceOptions threads(int count) {
    return new RaceOptions(kind, against, count, rounds, round, filter, isa, asked);
  }

  /** The same with so many rounds. */
  public RaceOptions rounds(int count) {
    return new RaceOptions(kind, against, threads, count, round, filter, isa, asked);
  }

  /** The same for works whose name contains {@code part}. */
  public RaceOptions filter(String part) {
    return new RaceOptions(kind, against, threads, rounds, round, part, isa, asked);
  }

  /** The same with these instructions. */
  public RaceOptions isa(Isa instructions) {
    return new RaceOptions(kind, against, threads, rounds, round, filter, instructions, asked);
  }

  /** How many threads the contender of that name runs on. */
  int threadsOf(String contender) {
    return contender.equals(Peers.ONE_THREAD) ? 1 : threads;
  }

  /** The command that does it again. */
  public String commandLine() {
    return "lanewise race "
        + kind.name().toLowerCase(Locale.ROOT)
        + " --against "
        + String.join(",", against)
        + " --threads "
        + threads
        + " --rounds "
        + rounds
        + (filter.isEmpty() ? "" : " --filter '" + filter + "'")
        + (isa == Isa.NATIVE ? "" : " --isa " + isa.name().toLowerCase(Locale.ROOT));
  }
}
