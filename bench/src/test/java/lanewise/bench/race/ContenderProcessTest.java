package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContenderProcessTest {
  private static final Work RELU = Work.parse("relu 8x16");

  @TempDir Path folder;

  private ContenderProcess start(String mood, int patienceSeconds) {
    return ContenderProcess.start(
        FakeContender.launch("fake", mood, folder.resolve("log")),
        Duration.ofSeconds(patienceSeconds));
  }

  private ContenderProcess start(String mood) {
    return start(mood, 120);
  }

  @Test
  void speaksWithAContenderThroughItsChatter() {
    try (ContenderProcess contender = start("chatty")) {
      assertThat(contender.hello())
          .containsEntry("name", "Fake contender")
          .containsEntry("version", "1 of 2")
          .containsEntry("threads", "1");
      assertThat(contender.prepare(RELU).orElseThrow()).hasSize(128).contains(0.0);
      assertThat(contender.prepare(Work.parse("exp 8x16"))).isEmpty();
      contender.prepare(RELU);
      assertThat(contender.run(100)).isPositive();
      assertThat(contender.processorNanos()).isPositive();
    }
  }

  @Test
  void tellsWhyAContenderDoesNotStart() {
    try (ContenderProcess contender = start("stillborn")) {
      assertThatThrownBy(contender::hello)
          .isInstanceOf(RaceException.class)
          .hasMessageContaining("fake on HELLO: the process ended")
          .hasMessageContaining(
              "a fault of its program, expected none; please report it: Exception in thread")
          .hasMessageContaining("libfake.so not found");
    }
  }

  @Test
  void whatAContenderSaysOfItselfIsTheWholeReason() {
    try (ContenderProcess contender = start("lacking")) {
      assertThatThrownBy(contender::hello)
          .hasMessage("fake on HELLO: the process ended: libfake.so: no such file, expected one");
    }
  }

  @Test
  void tellsWhyAContenderDies() {
    try (ContenderProcess contender = start("dying")) {
      contender.hello();

      assertThatThrownBy(() -> contender.prepare(RELU))
          .hasMessageContaining("fake on PREPARE relu 8x16: the process ended")
          .hasMessageContaining("SIGSEGV");
      assertThat(contender.isAlive()).isFalse();
      assertThatThrownBy(() -> contender.run(1)).hasMessageContaining("the process ended");
      assertThatThrownBy(() -> contender.run(1)).hasMessageContaining("the process ended");
    }
  }

  @Test
  void endsAContenderThatStaysSilent() {
    try (ContenderProcess contender = start("silent", 1)) {
      assertThatThrownBy(contender::hello).hasMessageContaining("no answer in 1 s");
      assertThat(contender.isAlive()).isFalse();
    }
  }

  @Test
  void anErrorIsPassedOnAndTheContenderGoesOn() {
    try (ContenderProcess contender = start("sound")) {
      assertThatThrownBy(() -> contender.run(1))
          .hasMessage("fake on RUN 1: ERROR RUN: nothing prepared, expected PREPARE first");
      assertThat(contender.prepare(RELU)).isPresent();
    }
  }

  @Test
  void aMissingProgramIsNamed() {
    var launch = new Launch("fake", List.of("no-such-program-anywhere"), Map.of());

    assertThatThrownBy(() -> ContenderProcess.start(launch, Duration.ofSeconds(1)))
        .isInstanceOf(RaceException.class)
        .hasMessageContaining("fake: cannot start no-such-program-anywhere");
  }
}
