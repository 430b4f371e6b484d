package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator over fake contenders, each in a process of its own. */
class RaceTest {
  @TempDir Path folder;

  private final List<RaceResult> results = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Moods of the contenders; lanewise is sound unless said. */
  private boolean race(String filter, Map<String, String> moods) {
    return race(filter, 1, moods);
  }

  private boolean race(String filter, int threads, Map<String, String> moods) {
    return race(filter, threads, moods, false);
  }

  private boolean race(String filter, int threads, Map<String, String> moods, boolean asked) {
    RaceOptions options =
        new RaceOptions(
            RaceKind.MAP,
            moods.keySet().stream()
                .filter(name -> !name.equals(Launches.LANEWISE))
                .sorted()
                .toList(),
            threads,
            5,
            Duration.ofMillis(1),
            filter,
            Isa.NATIVE,
            asked);
    Launches launches =
        name -> {
          String mood = moods.getOrDefault(name, "sound");
          if (mood.equals("absent")) {
            throw new RaceException("not to be had");
          }
          return FakeContender.launch(name, mood, log());
        };
    return Race.run(options, launches, results::add, notes::add);
  }

  private Path log() {
    return folder.resolve("log");
  }

  @Test
  void contendersTakeTurns() throws IOException {
    race("relu 64", Map.of("openblas", "sound"));

    List<String> turns = Files.readAllLines(log());
    assertThat(turns.subList(turns.size() - 10, turns.size()))
        .isEqualTo(
            Collections.nCopies(5, List.of("lanewise", "openblas")).stream()
                .flatMap(List::stream)
                .toList());
  }

  @Test
  void measuresPairByPair() {
    assertThat(race("relu 64", Map.of("openblas", "sound"))).isTrue();

    assertThat(results).hasSize(1);
    RaceResult result = results.getFirst();
    assertThat(result.work()).isEqualTo("relu 64x1000");
    assertThat(result.against()).isEqualTo("openblas");
    assertThat(result.setting().peer()).isEqualTo("Fake contender, 1 of 2, none");
    assertThat(result.setting().rounds()).isEqualTo(5);
    assertThat(result.ratio()).isBetween(result.p10(), result.p90());
    assertThat(result.p10()).isPositive();
    assertThat(notes).anyMatch(note -> note.startsWith("openblas: name Fake contender"));
  }

  @Test
  void aPeerThatComputesSomethingElseGetsNoFigure() {
    assertThat(race("relu 64", Map.of("openblas", "wrong", "mkl", "sound"))).isFalse();

    assertThat(results).extracting(RaceResult::against).containsExactly("mkl");
    assertThat(notes)
        .anyMatch(note -> note.startsWith("openblas on relu 64x1000: element 63999 is"));
  }

  @Test
  void aPeerThatDiesIsLeftOutAndTheOthersGoOn() {
    assertThat(race("relu", Map.of("openblas", "dying", "mkl", "sound"))).isFalse();

    assertThat(results).extracting(RaceResult::against).containsExactly("mkl", "mkl");
    assertThat(notes).contains("openblas left out from here on");
  }

  @Test
  void theRaceEndsIfLanewiseDies() {
    assertThatThrownBy(
            () -> race("relu", Map.of("lanewise", "fainting", "openblas", "sound", "mkl", "sound")))
        .isInstanceOf(RaceException.class)
        .hasMessageContaining("lanewise on RUN 1: the process ended")
        .hasMessageContaining("OutOfMemoryError");

    assertThat(results).isEmpty();
    assertThat(notes).noneMatch(note -> note.contains("left out"));
  }

  @Test
  void peersThatCannotBeHadAreNamedInOneLine() {
    assertThat(race("relu 64", Map.of("openblas", "absent", "dl4j", "stillborn", "mkl", "sound")))
        .isTrue();

    assertThat(results).extracting(RaceResult::against).containsExactly("mkl");
    assertThat(notes)
        .anyMatch(note -> note.equals("openblas left out: not to be had"))
        .anyMatch(note -> note.startsWith("dl4j left out: ") && note.contains("libfake.so"));
  }

  @Test
  void aRaceWithoutAPeerThatWasAskedForRunsAndFails() {
    assertThat(race("relu 64", 1, Map.of("openblas", "absent", "mkl", "sound"), true)).isFalse();
    assertThat(results).extracting(RaceResult::against).containsExactly("mkl");
    assertThat(notes).contains("openblas left out: not to be had");

    assertThat(RaceOptions.of(RaceKind.GEMM).asked()).isFalse();
    RaceOptions named = RaceOptions.of(RaceKind.GEMM).against(List.of("mkl"));
    assertThat(named.rounds(3).threads(2).filter("64").isa(Isa.AVX2).asked()).isTrue();
  }

  @Test
  void aPeerWithOtherThreadsIsLeftOut() {
    assertThat(race("relu 64", Map.of("openblas", "greedy", "mkl", "sound"))).isTrue();

    assertThat(notes).contains("openblas left out: openblas: threads=8, expected 1");
  }

  @Test
  void ofManyThreadsOnlyOneThreadMayRunOnOne() {
    assertThat(race("relu 64", 2, Map.of("one-thread", "sound", "mkl", "sound"))).isTrue();

    assertThat(results).extracting(RaceResult::against).containsExactly("one-thread");
    assertThat(results).extracting(r -> r.setting().threads()).containsExactly(2);
    assertThat(notes).contains("mkl left out: mkl: threads=1, expected 2");
  }

  @Test
  void oneThreadIsLanewiseOnOneThreadAndTheOthersHaveMore() {
    var peers =
        new Peers(
            RaceOptions.of(RaceKind.GEMM).threads(2).against(List.of("one-thread")), notes::add);

    List<String> alone = peers.launch("one-thread").command();
    List<String> together = peers.launch(Launches.LANEWISE).command();
    assertThat(alone).endsWith(LanewiseContender.class.getName(), "1", "vector");
    assertThat(together).endsWith(LanewiseContender.class.getName(), "2", "vector");
  }

  @Test
  void failsWithoutAnyPeer() {
    assertThatThrownBy(() -> race("relu", Map.of("openblas", "absent")))
        .isInstanceOf(RaceException.class)
        .hasMessageContaining("no peer to race against");
  }

  @Test
  void failsWithoutAnyWork() {
    assertThatThrownBy(() -> race("sing", Map.of("openblas", "sound")))
        .isInstanceOf(RaceException.class)
        .hasMessageContaining("race map: no work has 'sing' in its name");
  }

  @Test
  void worksThatLanewiseOrAPeerLacksAreSkipped() {
    assertThat(race("64x1000", Map.of("openblas", "sound"))).isTrue();

    assertThat(results).extracting(RaceResult::work).containsExactly("relu 64x1000");
    assertThat(notes).contains("lanewise has no exp 64x1000");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> RaceOptions.of(RaceKind.GEMM).against(List.of("atlas")))
        .hasMessageContaining("peer 'atlas', expected one of openblas");
    assertThatThrownBy(() -> RaceOptions.of(RaceKind.GEMM).threads(0))
        .hasMessageContaining("threads=0");
    assertThatThrownBy(() -> RaceOptions.of(RaceKind.GEMM).against(List.of("one-thread")))
        .isInstanceOf(RaceException.class)
        .hasMessage(
            "race: peer 'one-thread' with threads=1, expected 2 or more threads to compare with it; add --threads 2");
  }

  @Test
  void anotherBuildRacesFromItsJar() throws IOException {
    Path jar = Files.createFile(folder.resolve("lanewise.jar"));
    RaceOptions options = RaceOptions.of(RaceKind.GEMM).against(List.of("jar:" + jar));

    assertThat(new Peers(options, notes::add).launch("jar:" + jar).command())
        .containsSubsequence("--class-path", jar.toString(), LanewiseContender.class.getName());
    assertThatThrownBy(() -> new Peers(options, notes::add).launch("jar:no.jar"))
        .isInstanceOf(RaceException.class)
        .hasMessage(
            "race: peer 'jar:no.jar': no such file, expected the lanewise.jar of another build");
  }
}
