package lanewise.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutants for every reader, in a JVM of 256 MiB: a slice in every build, more when asked for. The
 * system properties {@code lanewise.fuzz.mutants} and {@code lanewise.fuzz.seed} say how many and
 * which; {@code lanewise.fuzz.only=READER:NUMBER} reads one of them again.
 */
class FuzzTest {
  private static final int USUAL_MUTANTS = 20_000;

  @TempDir Path folder;

  @Test
  void everyReaderGivesAResultOrATypedError() throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(Long.getLong("lanewise.fuzz.mutants", USUAL_MUTANTS)));
    arguments.add(Long.toString(Long.getLong("lanewise.fuzz.seed", 1)));
    arguments.add(folder.toString());
    String only = System.getProperty("lanewise.fuzz.only", "");
    if (!only.isEmpty()) {
      arguments.addAll(List.of(only.split(":", 2)));
    }

    assertThat(run(arguments)).isZero();
  }

  /** What the JVM prints is shown as it comes, for a run of hours. */
  private static int run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(FuzzRun.class.getName());
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var lines = process.inputReader(UTF_8)) {
      lines.lines().forEach(System.out::println);
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }
}
