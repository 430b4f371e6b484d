package lanewise.bench.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class KernelReportTest {
  private static final KernelReport SOUND =
      new KernelReport(
          "Tile6x2::rowMajor", 6, 2, HotLoop.in(Recorded.sound()), OptionalDouble.of(0.914));
  private static final KernelReport SPILLING =
      new KernelReport(
          "Tile10x2::multiply", 10, 2, HotLoop.in(Recorded.spilling()), OptionalDouble.empty());

  @Test
  void aSoundKernelHasNoTrouble() {
    assertThat(SOUND.trouble()).isEmpty();
    assertThat(SOUND.line())
        .isEqualTo(
            "12 FMAs, 2 loads, 6 broadcasts, 0 stores, 0 stack moves, 0 integer spills, 0.91 of the FMA peak");
    var inspection = new KernelInspection(List.of(SOUND));
    assertThat(inspection.advice()).isEmpty();
    assertThat(inspection.summary()).contains("1 microkernels read", "stay in registers");
  }

  @Test
  void aSpillIsNamedWithWhatToDo() {
    assertThat(SPILLING.line())
        .isEqualTo("20 FMAs, 2 loads, 10 broadcasts, 0 stores, 18 stack moves, 0 integer spills");
    var inspection = new KernelInspection(List.of(SOUND, SPILLING));
    assertThat(inspection.summary()).isEqualTo("2 microkernels read, 1 with poor machine code");
    assertThat(inspection.advice().orElseThrow())
        .startsWith("Tile10x2::multiply moves 18 vectors to or from the stack in each step")
        .contains("another update of JDK 25", "-Dlanewise.simd.bits=256", "report")
        .doesNotContain("Tile6x2");
  }

  @Test
  void vectorsOnTheHeapAreTrouble() {
    var boxed =
        new KernelReport(
            "Tile2x1::multiply",
            2,
            1,
            Optional.of(new HotLoop(60, 2, 3, 2, 2, 0, 0)),
            OptionalDouble.empty());

    assertThat(boxed.trouble())
        .contains("Tile2x1::multiply keeps 2 vectors as objects on the heap in each step");
    assertThat(boxed.spills()).isFalse();
  }

  @Test
  void aLoopThatDoesSomethingElseIsTrouble() {
    var odd =
        new KernelReport(
            "Tile6x2::rowMajor",
            6,
            2,
            Optional.of(new HotLoop(20, 10, 2, 5, 0, 0, 0)),
            OptionalDouble.empty());
    var none =
        new KernelReport("Tile6x2::rowMajor", 6, 2, Optional.empty(), OptionalDouble.empty());

    assertThat(odd.trouble())
        .contains("Tile6x2::rowMajor does 10 FMAs in each step, expected a multiple of 12");
    assertThat(none.trouble()).contains("Tile6x2::rowMajor has no loop of vector FMAs");
    assertThat(none.line()).isEqualTo("no loop of vector FMAs");
  }
}
