package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lanewise.io.Json;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is asked to end saves what it has reached. */
@DisabledOnOs(OS.WINDOWS)
class InterruptionTest {
  private static final int SIGINT = 2;

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void trainingSavesTheBestWeightsSoFar(String signal, int code) throws Exception {
    assumeTrue(!signal.equals("INT") || interruptible(), "SIGINT is ignored here");
    Path out = temp.resolve("run");
    List<String> arguments =
        List.of(
            "train",
            "digits",
            "--json",
            "--val-fraction",
            "0.1",
            "--epochs",
            "1000000",
            "--out",
            out.toString());
    try (ProgramProcess process = ProgramProcess.start(temp.resolve("err"), arguments)) {
      assertThat(process.awaitLines(6)).as(process.err()).isTrue();
      process.signal(signal);
      assertThat(process.exitCode()).as(process.err()).isEqualTo(code);
    }

    List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
    var end = Json.parseObject("metrics.jsonl", lines.get(lines.size() - 1));
    assertThat(end).containsEntry("event", "end").containsEntry("reason", "stopped");
    assertThat(CommandLineRun.number(end, "val_accuracy"))
        .as("the best")
        .isEqualTo(
            lines.stream()
                .map(line -> Json.parseObject("metrics.jsonl", line))
                .filter(line -> "epoch".equals(line.get("event")))
                .mapToDouble(line -> CommandLineRun.number(line, "val_accuracy"))
                .max()
                .orElseThrow());
    assertThat(out.resolve("report.html")).exists();
    CommandLineRun judged =
        CommandLineRun.of(
            "eval",
            "digits",
            "--val-fraction",
            "0.1",
            "--json",
            "--model",
            out.resolve("model.safetensors").toString());
    assertThat(CommandLineRun.number(judged.events("eval").get(0), "accuracy"))
        .isEqualTo(CommandLineRun.number(end, "test_accuracy"));
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSearchSavesTheBestTrialSoFar(String signal, int code) throws Exception {
    assumeTrue(!signal.equals("INT") || interruptible(), "SIGINT is ignored here");
    Path out = temp.resolve("search");
    List<String> arguments =
        List.of(
            "search",
            "iris",
            "--random",
            "--trials",
            "2000",
            "--val-fraction",
            "0.2",
            "--epochs",
            "2000",
            "--json",
            "--out",
            out.toString());
    try (ProgramProcess process = ProgramProcess.start(temp.resolve("err"), arguments)) {
      assertThat(process.awaitLines(2)).as(process.err()).isTrue();
      process.signal(signal);
      assertThat(process.exitCode()).as(process.err()).isEqualTo(code);
    }

    List<String> lines = Files.readAllLines(out.resolve("trials.jsonl"));
    assertThat(Json.parseObject("trials.jsonl", lines.get(lines.size() - 1)))
        .containsEntry("event", "end");
    assertThat(out.resolve("model.safetensors")).exists();
  }

  /** A process that a shell started in the background ignores SIGINT, and so do its children. */
  private static boolean interruptible() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return true;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .noneMatch(ignored -> (ignored & 1L << (SIGINT - 1)) != 0);
  }
}
