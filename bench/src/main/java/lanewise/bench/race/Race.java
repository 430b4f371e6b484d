package lanewise.bench.race;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The coordinator: starts the contenders, has them prepare a work, compares their results, then
 * lets them run by turns, lanewise, peer, lanewise, peer, and compares the times pair by pair.
 *
 * <p>A peer that cannot be had is named in one note and left out; so is one that fails on the way,
 * or computes something else. The others race on, but a race that misses a peer asked for by name
 * has not succeeded.
 */
public final class Race {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * With several threads a library's idle workers spin for a while; the others' turn starts after
   * that. See {@link Peers}.
   */
  private static final Duration PAUSE_BETWEEN_THREADED_TURNS = Duration.ofMillis(5);

  private final RaceOptions options;
  private final Consumer<RaceResult> results;
  private final Consumer<String> notes;
  private boolean sound = true;

  private Race(RaceOptions options, Consumer<RaceResult> results, Consumer<String> notes) {
    this.options = options;
    this.results = results;
    this.notes = notes;
  }

  /**
   * Races, with this JVM's class path and Maven for the peers.
   *
   * @param results receives each result as soon as it is there
   * @param notes receives what a reader should know, one line each: who takes part, who does not
   *     and why
   * @return whether all contenders agreed on all results, none failed, and none that was asked for
   *     is missing
   * @throws RaceException if lanewise itself fails, or there is no peer left, or no such work
   */
  public static boolean run(
      RaceOptions options, Consumer<RaceResult> results, Consumer<String> notes) {
    return run(options, new Peers(options, notes), results, notes);
  }

  static boolean run(
      RaceOptions options,
      Launches launches,
      Consumer<RaceResult> results,
      Consumer<String> notes) {
    return new Race(options, results, notes).run(launches);
  }

  private boolean run(Launches launches) {
    List<Work> works =
        options.kind().works().stream()
            .filter(work -> work.name().contains(options.filter()))
            .toList();
    if (works.isEmpty()) {
      throw new RaceException(
          "race "
              + options.kind().name().toLowerCase(Locale.ROOT)
              + ": no work has '"
              + options.filter()
              + "' in its name");
    }
    Map<String, Peer> peers = new LinkedHashMap<>();
    try (ContenderProcess lanewise = start(launches, Launches.LANEWISE)) {
      notes.accept(introduction(lanewise.name(), lanewise.hello()));
      startPeers(launches, peers);
      for (Work work : works) {
        race(work, lanewise, peers);
      }
    } finally {
      peers.values().forEach(peer -> peer.process().close());
    }
    return sound;
  }

  /** A peer that takes part. */
  private record Peer(ContenderProcess process, String introduction) {}

  private static ContenderProcess start(Launches launches, String name) {
    return ContenderProcess.start(launches.launch(name), PATIENCE);
  }

  private void startPeers(Launches launches, Map<String, Peer> peers) {
    for (String name : options.against()) {
      try {
        ContenderProcess process = start(launches, name);
        try {
          Map<String, String> hello = process.hello();
          verifyThreads(name, hello);
          notes.accept(introduction(name, hello));
          peers.put(name, new Peer(process, summary(hello)));
        } catch (RaceException e) {
          process.close();
          throw e;
        }
      } catch (RaceException e) {
        notes.accept(name + " left out: " + e.getMessage());
        sound &= !options.asked();
      }
    }
    if (peers.isEmpty()) {
      throw new RaceException(
          "race: no peer to race against, expected one of " + String.join(", ", options.against()));
    }
  }

  private void verifyThreads(String name, Map<String, String> hello) {
    String threads = hello.getOrDefault("threads", "none told");
    int expected = options.threadsOf(name);
    if (!threads.equals(Integer.toString(expected))) {
      throw new RaceException(name + ": threads=" + threads + ", expected " + expected);
    }
  }

  private static String introduction(String name, Map<String, String> hello) {
    var words = new ArrayList<String>();
    hello.forEach((key, value) -> words.add(key + " " + value));
    return name + ": " + String.join(", ", words);
  }

  private static String summary(Map<String, String> hello) {
    return String.join(
        ", ",
        hello.entrySet().stream()
            .filter(word -> List.of("name", "version", "kernels").contains(word.getKey()))
            .map(Map.Entry::getValue)
            .toList());
  }

  private void race(Work work, ContenderProcess lanewise, Map<String, Peer> peers) {
    Optional<double[]> own = lanewise.prepare(work);
    if (own.isEmpty()) {
      notes.accept("lanewise has no " + work.name());
      return;
    }
    Expected expected = Expected.of(work, own.get());
    expected.check(lanewise.name(), work, own.get());
    for (Map.Entry<String, Peer> entry : List.copyOf(peers.entrySet())) {
      Peer peer = entry.getValue();
      try {
        Optional<double[]> theirs = peer.process().prepare(work);
        if (theirs.isEmpty()) {
          notes.accept(entry.getKey() + " has no " + work.name());
          continue;
        }
        expected.check(entry.getKey(), work, theirs.get());
        measure(
            work,
            Turn.calibrated(lanewise, options.round()),
            Turn.calibrated(peer.process(), options.round()),
            lanewise,
            peer.introduction());
      } catch (RaceException e) {
        if (!lanewise.isAlive()) {
          throw e;
        }
        sound = false;
        notes.accept(e.getMessage());
        if (!peer.process().isAlive()) {
          notes.accept(entry.getKey() + " left out from here on");
          peers.remove(entry.getKey());
          peer.process().close();
        }
      }
    }
  }

  private void measure(
      Work work, Turn mine, Turn theirs, ContenderProcess lanewise, String introduction) {
    var times = new PairedTimes(options.rounds());
    lanewise.peakGflops(options.threads());
    mine.startCounting();
    theirs.startCounting();
    for (int round = 0; round < options.rounds(); round++) {
      double ownNanos = nanos(mine);
      double peakGflops = lanewise.peakGflops(options.threads());
      double othersNanos = nanos(theirs);
      times.add(ownNanos, othersNanos, peakGflops);
    }
    results.accept(
        times.result(
            work,
            new PairedTimes.Setting(
                theirs.name(),
                introduction,
                options.threads(),
                options.isa().name().toLowerCase(Locale.ROOT),
                mine.busyProcessors(),
                theirs.busyProcessors())));
  }

  private double nanos(Turn turn) {
    if (options.threads() > 1) {
      LockSupport.parkNanos(PAUSE_BETWEEN_THREADED_TURNS.toNanos());
    }
    return turn.nanos();
  }
}
