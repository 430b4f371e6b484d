package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A compiled call allocates nothing: where one does, the JIT has left a vector an object, and the
 * kernel is ten times slower than it should be.
 */
class AllocationTest {
  /**
   * Rows shorter than a vector, longer ones, and longer than a block of a sum: a kernel which has
   * met them all has all its paths compiled into one method.
   */
  private static final String[] MIXED = {"600x1", "600x3", "3x5000", "64x10", "24x53"};

  /** Of the widths that the hardware has: an emulated vector is an object at best. */
  private static Stream<List<String>> machines() {
    Stream<List<String>> machines = Stream.of(List.of(), List.of("-Dlanewise.simd.bits=128"));
    return NewJvm.widestBits() > 256
        ? Stream.concat(
            machines, Stream.of(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2")))
        : machines;
  }

  @ParameterizedTest
  @MethodSource("machines")
  void aCallOfAKernelThatMetManyShapes(List<String> machine) throws Exception {
    List<String> flags = new ArrayList<>(NewJvm.COMPILING_AT_ONCE);
    flags.addAll(machine);
    assertThat(NewJvm.lines(flags, AllocationProbe.class, MIXED))
        .allMatch(line -> line.endsWith(" 0"));
  }

  @Test
  void aCallOfAKernelThatMetOneColumnOnly() throws Exception {
    assertThat(NewJvm.lines(NewJvm.COMPILING_AT_ONCE, AllocationProbe.class, "600x1"))
        .allMatch(line -> line.endsWith(" 0"));
  }

  @ParameterizedTest
  @CsvSource({
    "sgd, 784-256-10",
    "adam, 784-256-10",
    "adam, 64-32-10",
    "momentum, forked",
    "adam, images"
  })
  void aTrainingStep(String rule, String net) throws Exception {
    assertThat(NewJvm.lines(NewJvm.COMPILING_AT_ONCE, TrainingStepProbe.class, rule, net))
        .containsExactly("bytes in 100 steps 0");
  }
}
