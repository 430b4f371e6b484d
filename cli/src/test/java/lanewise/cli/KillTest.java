package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lanewise.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training process is killed (SIGKILL) after random numbers of steps and resumed until it comes
 * to its end: the model is the one of a run that nobody disturbed, and the metrics have each step
 * once. {@code -Dlanewise.kills=50} for more kills, {@code -Dlanewise.kills.seed} to repeat a
 * failure.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("lanewise.kills", 4);

  /** Steps of the run, of which each is reported; every third leaves a checkpoint. */
  private static final int STEPS = 120;

  @TempDir Path temp;

  @Test
  void resumesEndWithTheModelOfAnUndisturbedRun() throws Exception {
    long seed = Long.getLong("lanewise.kills.seed", 20261126);
    System.out.println("KillTest: -Dlanewise.kills.seed=" + seed);
    Random random = new Random(seed);
    byte[] expected = undisturbed();
    int kills = 0;
    for (int run = 0; kills < KILLS; run++) {
      Path out = temp.resolve("run-" + run);
      while (kills < KILLS && killed(out, random)) {
        kills++;
      }
      assertThat(runToEnd(out)).isZero();
      assertThat(Files.readAllBytes(out.resolve("model.safetensors")))
          .as("model after %d kills", kills)
          .isEqualTo(expected);
      assertThat(namesIn(out))
          .containsExactlyInAnyOrder(
              ".lock",
              "model.safetensors",
              "checkpoint.safetensors",
              "checkpoint.previous.safetensors",
              "checkpoint.history",
              "metrics.jsonl",
              "options.json",
              "report.html");
      assertThat(
              Files.readAllLines(out.resolve("metrics.jsonl")).stream()
                  .map(line -> Json.parseObject("metrics.jsonl", line))
                  .filter(line -> "step".equals(line.get("event")))
                  .map(line -> (int) CommandLineRun.number(line, "step")))
          .as("steps of the metrics after %d kills", kills)
          .containsExactlyElementsOf(IntStream.range(0, STEPS).boxed().toList());
    }
    System.out.println("KillTest: " + kills + " kills");
  }

  private byte[] undisturbed() throws Exception {
    Path out = temp.resolve("undisturbed");
    assertThat(runToEnd(out)).isZero();
    return Files.readAllBytes(out.resolve("model.safetensors"));
  }

  /** Starts or resumes; returns false if the run came to its end before it could be killed. */
  private boolean killed(Path out, Random random) throws Exception {
    try (ProgramProcess process = start(out)) {
      // 0: while the process starts.
      int lines = random.nextInt(STEPS / 2);
      process.awaitLines(lines);
      for (int pause = random.nextInt(200_000); pause > 0; pause--) {
        Thread.onSpinWait();
      }
      return process.kill() != 0;
    }
  }

  private int runToEnd(Path out) throws Exception {
    try (ProgramProcess process = start(out)) {
      int code = process.exitCode();
      assertThat(process.err().replaceAll("WARNING: .*\n", "")).doesNotContain("Exception");
      return code;
    }
  }

  private ProgramProcess start(Path out) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "digits",
                "--backend",
                "vector",
                "--json",
                "--dropout",
                "0.3",
                "--val-fraction",
                "0.1",
                "--steps",
                Integer.toString(STEPS),
                "--report-every",
                "1",
                "--checkpoint-every",
                "3",
                "--out",
                out.toString()));
    if (Files.exists(out.resolve("checkpoint.safetensors"))
        || Files.exists(out.resolve("checkpoint.previous.safetensors"))) {
      arguments.add("--resume");
    }
    return ProgramProcess.start(temp.resolve("err"), arguments);
  }

  private static List<String> namesIn(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }
}
