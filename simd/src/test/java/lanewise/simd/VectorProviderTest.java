package lanewise.simd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import lanewise.kernel.Backend;
import lanewise.kernel.KernelProvider;
import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorProviderTest {
  private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(KernelProvider.class)).anyMatch(VectorProvider.class::isInstance);
  }

  @Test
  void describesTheLanes() {
    assertThat(new VectorProvider().unavailable()).isEmpty();
    assertThat(new VectorProvider().description()).contains(Lanes.LENGTH + " lanes of float32");
  }

  @Test
  void saysWhatToDoWhereTheModuleIsMissing() throws Exception {
    String message =
        "vector backend unavailable: module jdk.incubator.vector is not in the boot layer; add --add-modules jdk.incubator.vector";
    assertThat(inNewJvm(List.of(), Answers.class)).containsExactly("10", message, message);
  }

  @Test
  void isNotForAutoWhereVectorsAreNotCompiled() throws Exception {
    assertThat(inNewJvm(List.of(VECTOR_MODULE), Answers.class)).first().isEqualTo("10");
    assertThat(inNewJvm(List.of(VECTOR_MODULE, "-Xint"), Answers.class))
        .satisfiesExactly(
            priority -> assertThat(priority).isEqualTo("-1"),
            unavailable -> assertThat(unavailable).isEqualTo("available"),
            description ->
                assertThat(description).endsWith("; slow: the JVM only interprets (-Xint)"));
    assertThat(inNewJvm(List.of(VECTOR_MODULE, "-XX:TieredStopAtLevel=1"), Answers.class))
        .first()
        .isEqualTo("-1");
  }

  @Test
  void isNotForAutoWhereFusedMultiplyAddIsEmulatedButWorksByName() throws Exception {
    assumeTrue(
        List.of("amd64", "aarch64").contains(System.getProperty("os.arch")), "where it is seen");

    assertThat(inNewJvm(List.of(VECTOR_MODULE), Choices.class))
        .first(STRING)
        .startsWith("vector: ")
        .doesNotContain("slow");
    assertThat(inNewJvm(List.of(VECTOR_MODULE, "-XX:-UseFMA"), Choices.class))
        .satisfiesExactly(
            auto ->
                assertThat(auto)
                    .startsWith("scalar: ")
                    .contains("(vector backend passed over: ")
                    .contains("slow: no fused multiply-add"),
            named ->
                assertThat(named)
                    .startsWith("vector: ")
                    .contains(
                        "slow: no fused multiply-add: the processor has none, or -XX:-UseFMA is set"),
            product -> assertThat(product).isEqualTo("[6.0, 6.0, 6.0, 6.0]"));
  }

  @Test
  void aBackendHasTheThreadsThatWork() {
    for (String name : List.of("vector", "scalar", "reference")) {
      try (Backend backend = Backend.create(name, 3)) {
        assertThat(backend.threads()).as(name).isEqualTo(name.equals("vector") ? 3 : 1);
        assertThat(backend.toString()).contains(", threads " + backend.threads() + " ");
      }
    }
  }

  /**
   * Every operation, many times in a JVM that waits for its compiler: then a call allocates
   * nothing.
   */
  @ParameterizedTest
  @CsvSource({"24, 53", "64, 10", "600, 1"})
  void allocatesNothingOnceCompiled(String rows, String cols) throws Exception {
    assertThat(inNewJvm(List.of(VECTOR_MODULE, "-Xbatch"), AllocationProbe.class, rows, cols))
        .allMatch(line -> line.endsWith(" 0"));
  }

  private static List<String> inNewJvm(List<String> flags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    assertThat(lines).isNotEmpty();
    return lines;
  }

  /** Prints what the provider answers. */
  static final class Answers {
    private Answers() {}

    public static void main(String[] arguments) {
      VectorProvider provider = new VectorProvider();
      System.out.println(provider.priority());
      System.out.println(provider.unavailable().orElse("available"));
      System.out.println(provider.description());
    }
  }

  /** Prints what is chosen automatically, what by name, and a product by the latter. */
  static final class Choices {
    private Choices() {}

    public static void main(String[] arguments) {
      try (Backend backend = Backend.auto()) {
        System.out.println(backend);
      }
      try (Backend backend = Backend.create("vector", 1)) {
        System.out.println(backend);
        Tensor a = backend.zeros(2, 3);
        Tensor b = backend.zeros(3, 2);
        Tensor c = backend.zeros(2, 2);
        backend.fill(2, a);
        backend.fill(1, b);
        backend.gemm(1, Transpose.NO, a, Transpose.NO, b, 0, c);
        System.out.println(Arrays.toString(c.toFloats()));
      }
    }
  }
}
