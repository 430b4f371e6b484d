package lanewise.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The programs run and print what they promise. */
class ProgramsTest {
  private static List<String> printed(Runnable program) {
    PrintStream console = System.out;
    var bytes = new ByteArrayOutputStream();
    try (var replacement = new PrintStream(bytes, true, UTF_8)) {
      System.setOut(replacement);
      program.run();
    } finally {
      System.setOut(console);
    }
    return bytes.toString(UTF_8).lines().toList();
  }

  @Test
  void anOwnLayerHasRightGradientsAndIsReadBack() {
    List<String> lines = printed(OwnLayer::main);

    assertThat(lines.subList(0, 4))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly("input", "swish.s", "fc1.weight", "fc1.bias");
    assertThat(lines.subList(0, 4))
        .allSatisfy(
            line -> assertThat(Double.parseDouble(line.split(" +", -1)[1])).isLessThan(1e-7));
    assertThat(lines.subList(4, lines.size()))
        .containsExactly(
            "lanewise-network 1",
            "input 8",
            "swish swish features=8",
            "dense fc1 in=8 out=2 activation=identity bias=yes");
  }

  /** The scores are those that the course prints. */
  @Test
  void theNetOfTheCourseGivesItsFigures() {
    List<String> lines = printed(CourseNet::main);

    assertThat(lines.get(0)).isEqualTo("scores FLOAT64(2, 3)");
    assertThat(lines.get(1)).startsWith("[1.498349").contains(", 1.706601", ", 1.914852");
    assertThat(lines.get(2)).startsWith("[3.255531").contains(", 3.514132", ", 3.772733");
    assertThat(lines.get(3)).startsWith("loss 1.");
    assertThat(lines).contains("dX (2, 4, 5, 6)", "dWeight (120, 3)", "dBias FLOAT64(3)");
  }

  @Test
  void theVectorBackendIsRightAndKnowsWhetherItIsFast() {
    List<String> lines = printed(KernelCheck::main);

    assertThat(lines.get(0)).isEqualTo("vector against scalar");
    assertThat(lines.get(1)).matches("kernel +shape +max error +max ULP +tolerance +verdict");
    assertThat(lines.subList(2, 16))
        .allSatisfy(line -> assertThat(line).matches("(gemm|affine) .*784.* ok"));
    assertThat(lines.get(16)).matches("simd {15}o(n|ff)");
    assertThat(lines)
        .anyMatch(line -> line.matches("backend vector +\\d+ lanes of float32, .*"))
        .anyMatch(line -> line.matches("speed +\\S+ times scalar, .*"));
  }
}
