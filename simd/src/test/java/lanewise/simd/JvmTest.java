package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What no JVM at hand may be like; see {@link VectorProviderTest} for what this one can be made.
 */
class JvmTest {
  private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";
  private static final String MIXED = "mixed mode, sharing";

  @Test
  void aHotSpotWithC2IsFast() {
    assertThat(jvm(HOTSPOT, MIXED, 25, Map.of()).slowBecause()).isEmpty();
    assertThat(
            jvm(
                    HOTSPOT,
                    MIXED,
                    25,
                    Map.of(
                        "UseCompiler", "true",
                        "TieredStopAtLevel", "4",
                        "UseJVMCICompiler", "false",
                        "EnableVectorSupport", "true"))
                .slowBecause())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Eclipse OpenJ9 VM         | JRE 25                      | Eclipse OpenJ9 VM does not compile the Vector API; run on a HotSpot JDK 25
          OpenJDK 64-Bit Server VM  | interpreted mode            | the JVM only interprets; remove -Xint
          OpenJDK 64-Bit Zero VM    | mixed mode                  | the optimizing compiler C2 is off; remove -XX:TieredStopAtLevel, -XX:CompilationMode or -client
          OpenJDK Client VM         | mixed mode                  | the optimizing compiler C2 is off; remove -XX:TieredStopAtLevel, -XX:CompilationMode or -client
          OpenJDK 64-Bit Server VM  | mixed mode, emulated-client | the optimizing compiler C2 is off; remove -XX:TieredStopAtLevel, -XX:CompilationMode or -client
          """)
  void tellsByNameAndMode(String name, String mode, String reason) {
    assertThat(jvm(name, mode, 25, Map.of()).slowBecause()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UseCompiler         | false | the JIT compilers are off; remove -XX:-UseCompiler or -XX:TieredStopAtLevel=0
          UseJVMCICompiler    | true  | a JVMCI compiler (Graal) compiles, not C2; run on a JDK 25 without it or with -XX:-UseJVMCICompiler
          TieredStopAtLevel   | 3     | the optimizing compiler C2 is off; remove -XX:TieredStopAtLevel, -XX:CompilationMode or -client
          EnableVectorSupport | false | vector instructions are off; remove -XX:-EnableVectorSupport
          """)
  void tellsByFlag(String flag, String value, String reason) {
    assertThat(jvm(HOTSPOT, MIXED, 25, Map.of(flag, value)).slowBecause()).contains(reason);
  }

  /** Without tiers C2 compiles, whatever the highest tier would be. */
  @Test
  void theHighestTierMattersOnlyWhereThereAreTiers() {
    assertThat(
            jvm(HOTSPOT, MIXED, 25, Map.of("TieredCompilation", "false", "TieredStopAtLevel", "1"))
                .slowBecause())
        .isEmpty();
  }

  @Test
  void aLaterJavaMayHaveAnotherVectorApi() {
    assertThat(jvm(HOTSPOT, MIXED, 26, Map.of()).slowBecause())
        .contains("Java 26 is later than 25, whose Vector API is known; run on JDK 25");
  }

  @Test
  void fusedMultiplyAddHasToBeAnInstruction() {
    assertThat(new Jvm(HOTSPOT, MIXED, 25, flag -> "", false).slowBecause())
        .contains(
            "no fused multiply-add; remove -XX:-UseFMA if it is set, else the processor has none");
  }

  private static Jvm jvm(String name, String mode, int feature, Map<String, String> flags) {
    return new Jvm(name, mode, feature, flag -> flags.getOrDefault(flag, ""), true);
  }
}
