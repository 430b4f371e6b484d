package lanewise.bench.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that is waited for. */
final class Child {
  private Child() {}

  /**
   * Runs a program to its end.
   *
   * @param out receives its standard output
   * @param err receives its standard error
   * @param patience how long it may take
   * @throws InspectionException if it cannot be started, fails, or takes longer, after which it is
   *     ended
   */
  static void run(List<String> command, Path out, Path err, Duration patience) {
    String program = command.getFirst();
    var builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    builder.redirectOutput(out.toFile());
    builder.redirectError(err.toFile());
    try {
      Process process = builder.start();
      if (!finished(process, patience)) {
        process.destroyForcibly();
        throw new InspectionException(
            program + ": still running, expected an end within " + patience.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new InspectionException(
            program + ": exit status " + process.exitValue() + ", expected 0" + reason(err));
      }
    } catch (IOException e) {
      throw new InspectionException(program + ": cannot be run: " + e.getMessage(), e);
    }
  }

  private static boolean finished(Process process, Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InspectionException("inspection: interrupted", e);
    }
  }

  private static String reason(Path err) throws IOException {
    try (var lines = Files.lines(err, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("WARNING"))
          .findFirst()
          .map(line -> ": " + line.strip())
          .orElse("");
    }
  }
}
