package lanewise.bench.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import lanewise.bench.Machine;
import lanewise.skipped.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On real machine code, where that can be had. */
class KernelInspectionTest {
  private static final String TILES = "lanewise.simd.gemm.Tile*";
  private static final String PROVOKED = "lanewise.bench.inspect.Tile*";
  private static final String SIXTEEN_REGISTERS = "-XX:UseAVX=2";

  @BeforeEach
  void requireMachineCode() {
    Needs.programOrSkip("objdump", KernelInspection.obstacle());
    String cpu = Machine.here().cpu();
    assumeTrue(cpu.contains("AVX"), "AVX2 not found in " + cpu);
  }

  /**
   * As the machine is, and as one with AVX2. The collector matters, too: without loop strip mining,
   * as with the Serial and the Parallel one, the JIT allocates registers otherwise. Without tiers,
   * C2 compiles before types have been seen: what it then cannot tell from the classes that are
   * loaded becomes an object on the heap.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:+UseG1GC",
        "-XX:+UseSerialGC",
        "-XX:-TieredCompilation",
        SIXTEEN_REGISTERS + " -XX:+UseG1GC",
        SIXTEEN_REGISTERS + " -XX:+UseSerialGC",
        SIXTEEN_REGISTERS + " -XX:+UseParallelGC",
        SIXTEEN_REGISTERS + " -XX:+UseZGC",
        SIXTEEN_REGISTERS + " -XX:-TieredCompilation"
      })
  void theMicrokernelsDoNotSpill(String flags) {
    List<KernelReport> kernels =
        KernelInspection.run(TILES, TileWorkload.class, List.of(flags.split(" ", -1))).kernels();

    for (String method :
        List.of(
            "strip",
            "stripFromZero",
            "rowMajor",
            "rowMajorFromZero",
            "inPlace",
            "inPlaceFromZero")) {
      assertThat(kernels)
          .extracting(KernelReport::kernel)
          .contains("Tile5x2::" + method, "Tile6x2::" + method);
    }
    assertThat(kernels)
        .allSatisfy(
            kernel -> {
              assertThat(kernel.trouble()).as(kernel.kernel()).isEmpty();
              HotLoop loop = kernel.loop().orElseThrow();
              assertThat(loop.stores()).as(kernel.kernel()).isZero();
              assertThat(loop.stackMoves()).as(kernel.kernel()).isZero();
              assertThat(loop.fmas())
                  .as(kernel.kernel())
                  .isPositive()
                  .satisfies(
                      fmas -> assertThat(fmas % (kernel.rows() * kernel.vectors())).isZero());
            });
    if (flags.contains(SIXTEEN_REGISTERS)) {
      assertThat(kernels)
          .extracting(KernelReport::kernel)
          .contains("Tile6x2::longStrip", "Tile6x2::longStripFromZero");
    }
    int largest = kernels.getLast().rows();
    assertThat(kernels)
        .filteredOn(kernel -> kernel.rows() == largest && kernel.vectors() == 2)
        .hasSize(largest == 6 ? 8 : 6)
        .allSatisfy(
            kernel ->
                assertThat(kernel.peakFraction().orElseThrow()).as(kernel.kernel()).isPositive());
  }

  @Test
  void aProvokedSpillIsFound() {
    KernelInspection inspection =
        KernelInspection.run(PROVOKED, Tile10x2.class, List.of(SIXTEEN_REGISTERS));

    assertThat(inspection.kernels()).hasSize(1);
    KernelReport kernel = inspection.kernels().getFirst();
    assertThat(kernel.loop().orElseThrow().fmas() % 20).isZero();
    // 20 accumulators and an operand in 16 registers: at least 5 live elsewhere.
    assertThat(kernel.loop().orElseThrow().stackMoves()).isGreaterThanOrEqualTo(5);
    assertThat(kernel.spills()).isTrue();
    assertThat(inspection.advice()).isPresent();
  }

  @Test
  void vectorsThatBecameObjectsAreFound() {
    KernelInspection inspection =
        KernelInspection.run(
            PROVOKED, Tile2x1.class, List.of("-XX:-TieredCompilation", SIXTEEN_REGISTERS));

    assertThat(inspection.kernels())
        .filteredOn(kernel -> kernel.kernel().equals("Tile2x1::multiply"))
        .singleElement()
        .satisfies(kernel -> assertThat(kernel.loop().orElseThrow().stores()).isPositive());
    assertThat(inspection.advice().orElseThrow())
        .containsPattern("Tile2x1::multiply keeps \\d+ vectors as objects");
  }

  @Test
  void withoutC2ThereIsNothingToRead() {
    assertThatThrownBy(
            () ->
                KernelInspection.run(PROVOKED, Tile10x2.class, List.of("-XX:TieredStopAtLevel=1")))
        .isInstanceOf(InspectionException.class)
        .hasMessageContaining("compiled by C2");
  }

  @Test
  void aWorkloadThatFailsIsReported() {
    assertThatThrownBy(() -> KernelInspection.run(PROVOKED, Recorded.class, List.of()))
        .isInstanceOf(InspectionException.class)
        .hasMessageContaining("exit status 1");
  }

  @Test
  void objdumpReadsWhatWasRecorded(@TempDir Path folder) {
    List<MachineCode> code = MachineCode.parse(Recorded.printed());

    assertThat(HotLoop.in(new Disassembler(folder).disassemble(code.getFirst().bytes())))
        .isEqualTo(HotLoop.in(Recorded.sound()));
    assertThat(HotLoop.in(new Disassembler(folder).disassemble(code.getLast().bytes())))
        .isEqualTo(HotLoop.in(Recorded.spilling()));
  }
}
