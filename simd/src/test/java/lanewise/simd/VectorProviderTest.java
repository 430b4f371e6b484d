package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import lanewise.kernel.Backend;
import lanewise.kernel.BackendUnavailableException;
import lanewise.kernel.KernelProvider;
import lanewise.kernel.Kernels;
import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "vector backend unavailable: module jdk.incubator.vector is not in the boot layer; add"
            + " --add-modules jdk.incubator.vector";
    assertThat(NewJvm.lines(List.of(), Answers.class))
        .containsExactly("fast", message, message, message);
  }

  /** Flags that every HotSpot of JDK 25 has; each JVM says what it chose, and why. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -Xint | the JVM only interprets; remove -Xint
          -XX:TieredStopAtLevel=0 | the JIT compilers are off; remove -XX:-UseCompiler or -XX:TieredStopAtLevel=0
          -XX:TieredStopAtLevel=1 | the optimizing compiler C2 is off
          -XX:TieredStopAtLevel=3 | the optimizing compiler C2 is off
          -XX:CompilationMode=quick-only | the optimizing compiler C2 is off
          -XX:-UseCompiler | the JIT compilers are off
          -XX:+UnlockExperimentalVMOptions -XX:-EnableVectorSupport | vector instructions are off; remove -XX:-EnableVectorSupport
          -XX:MaxVectorSize=8 | vectors of 128 bits, the JVM has instructions for 64; remove
          -XX:-UseFMA | no fused multiply-add; remove -XX:-UseFMA if it is set
          """)
  void isNotForAutoWhereItIsSlowButWorksByName(String flags, String reason) throws Exception {
    assumeTrue(
        !flags.contains("FMA")
            || List.of("amd64", "aarch64").contains(System.getProperty("os.arch")),
        "where it is seen");

    assertThat(NewJvm.lines(vectorsAnd(flags), Choices.class))
        .satisfiesExactly(
            auto ->
                assertThat(auto)
                    .startsWith("scalar: ")
                    .contains("(vector backend passed over: " + reason),
            named -> assertThat(named).startsWith("vector: ").contains("; slow: " + reason),
            product -> assertThat(product).isEqualTo("[6.0, 6.0, 6.0, 6.0]"));
  }

  /** Where nothing is in the way, and where something only seems to be. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xmixed",
        "-XX:-TieredCompilation",
        "-XX:+UnlockExperimentalVMOptions -XX:+EnableJVMCI",
        "--limit-modules=java.base,jdk.incubator.vector",
      })
  void isForAutoWhereItIsFast(String flags) throws Exception {
    String expected = new VectorProvider().passedOver().isEmpty() ? "vector: " : "scalar: ";
    assertThat(NewJvm.lines(vectorsAnd(flags), Choices.class)).first(STRING).startsWith(expected);
  }

  @Test
  void saysWhichWidthsThereAre() throws Exception {
    String reason =
        "vector backend unavailable: lanewise.simd.bits=300, expected 128, 256 or 512; correct or"
            + " remove the system property";
    assertThat(NewJvm.lines(vectorsAnd("-Dlanewise.simd.bits=300"), Choices.class))
        .satisfiesExactly(
            auto -> assertThat(auto).startsWith("scalar: ").endsWith("(" + reason + ")"),
            named -> assertThat(named).isEqualTo(reason));
    assertThat(NewJvm.lines(vectorsAnd("-Dlanewise.simd.bits=300"), Answers.class))
        .containsExactly("fast", reason, reason, reason);
  }

  private static List<String> vectorsAnd(String flags) {
    List<String> all = new ArrayList<>(List.of(NewJvm.VECTOR_MODULE));
    all.addAll(List.of(flags.split(" ")));
    return all;
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
      System.out.println(provider.passedOver().orElse("fast"));
      System.out.println(provider.unavailable().orElse("available"));
      System.out.println(provider.description());
      try (Kernels kernels = provider.create(1)) {
        System.out.println(kernels.threads());
      } catch (BackendUnavailableException e) {
        System.out.println(e.getMessage());
      }
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
        backend.elements().fill(2, a);
        backend.elements().fill(1, b);
        backend.products().gemm(1, Transpose.NO, a, Transpose.NO, b, 0, c);
        System.out.println(Arrays.toString(c.toFloats()));
      } catch (BackendUnavailableException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
