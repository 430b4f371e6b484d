package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import lanewise.kernel.Backend;
import lanewise.kernel.KernelProvider;
import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class VectorProviderTest {
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
    assertThat(NewJvm.lines(List.of(), Answers.class)).containsExactly("10", message, message);
  }

  @Test
  void isNotForAutoWhereVectorsAreNotCompiled() throws Exception {
    assertThat(NewJvm.lines(List.of(NewJvm.VECTOR_MODULE), Answers.class)).first().isEqualTo("10");
    assertThat(NewJvm.lines(List.of(NewJvm.VECTOR_MODULE, "-Xint"), Answers.class))
        .satisfiesExactly(
            priority -> assertThat(priority).isEqualTo("-1"),
            unavailable -> assertThat(unavailable).isEqualTo("available"),
            description ->
                assertThat(description).endsWith("; slow: the JVM only interprets (-Xint)"));
    assertThat(
            NewJvm.lines(List.of(NewJvm.VECTOR_MODULE, "-XX:TieredStopAtLevel=1"), Answers.class))
        .first()
        .isEqualTo("-1");
  }

  @Test
  void isNotForAutoWhereFusedMultiplyAddIsEmulatedButWorksByName() throws Exception {
    assumeTrue(
        List.of("amd64", "aarch64").contains(System.getProperty("os.arch")), "where it is seen");

    assertThat(NewJvm.lines(List.of(NewJvm.VECTOR_MODULE), Choices.class))
        .first(STRING)
        .startsWith("vector: ")
        .doesNotContain("slow");
    assertThat(NewJvm.lines(List.of(NewJvm.VECTOR_MODULE, "-XX:-UseFMA"), Choices.class))
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
