package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The progress bar: on standard error, on a terminal only, and never where NO_COLOR is set. */
class ProgressTest {
  private static final String ON_A_TERMINAL = "-D" + Console.TERMINAL_PROPERTY + "=true";

  @TempDir Path folder;

  @Test
  void aTerminalShowsStepsRemainingTimeRateAndLoss() throws Exception {
    assertThat(standardError(List.of(ON_A_TERMINAL), Map.of("NO_COLOR", "")))
        .containsPattern("training +100% +\\[=+\\] +44/44 steps \\(.* / .*\\) .*steps/s +loss \\d")
        .contains("\r");
  }

  @Test
  void withoutATerminalNothingIsDrawn() throws Exception {
    assertNothingDrawn(standardError(List.of(), Map.of()));
  }

  @Test
  void noColorIsRespected() throws Exception {
    assertNothingDrawn(standardError(List.of(ON_A_TERMINAL), Map.of("NO_COLOR", "1")));
  }

  private static void assertNothingDrawn(String err) {
    assertThat(err.replaceAll("WARNING: .*\n", "")).isEmpty();
  }

  private String standardError(List<String> flags, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> arguments = List.of("train", "iris", "--epochs", "11");
    try (ProgramProcess process =
        ProgramProcess.start(folder.resolve("err"), flags, environment, arguments)) {
      assertThat(process.exitCode()).as(process.err()).isZero();
      return process.err();
    }
  }
}
