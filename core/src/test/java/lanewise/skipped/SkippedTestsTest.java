package lanewise.skipped;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

class SkippedTestsTest {
  @Test
  void aLineForEachTestThatDidNotRun() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LauncherFactory.create(
            LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestExecutionListeners(new SkippedTests(new PrintStream(out, true, UTF_8)))
                .build())
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Sample.class)).build());

    assertThat(out.toString(UTF_8).lines())
        .containsExactlyInAnyOrder(
            "skipped: SkippedTestsTest$Sample.never: not on this machine",
            "skipped: SkippedTestsTest$Sample.assumes: Assumption failed: no such tool");
  }

  @Test
  void aProgramIsNeededWhereItCanBeInstalled() {
    Optional<String> absent = Optional.of("objdump: not found");
    assertThatThrownBy(() -> Needs.programOrSkip("objdump", absent, null))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("objdump: not found");
    assertThatThrownBy(() -> Needs.programOrSkip("objdump", absent, "true"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("objdump: not found");
    assertThatThrownBy(
            () -> Needs.programOrSkip("objdump", Optional.of("kernels: processor arm"), "true"))
        .isInstanceOf(TestAbortedException.class);
    assertThatCode(() -> Needs.programOrSkip("objdump", Optional.empty(), "true"))
        .doesNotThrowAnyException();
  }

  /** Run by the test above alone: of itself a build runs no class within a class. */
  static final class Sample {
    @Test
    @DisabledIf(value = "yes", disabledReason = "not on this machine")
    void never() {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void assumes(int tool) {
      Assumptions.assumeTrue(tool > 2, "no such tool");
    }

    @Test
    void runs() {}

    static boolean yes() {
      return true;
    }
  }
}
