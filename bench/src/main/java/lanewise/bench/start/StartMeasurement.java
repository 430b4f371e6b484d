package lanewise.bench.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import lanewise.bench.OwnClassPath;
import lanewise.kernel.BackendSelection;

/**
 * Starts JVMs, one after another, each with this one's flags and class path, which are those of the
 * launcher where the launcher started this one.
 */
public final class StartMeasurement {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private StartMeasurement() {}

  /**
   * Measures; takes one or two seconds per JVM.
   *
   * @param rounds JVMs to start, 1 or more
   * @throws StartException if there is no round, or a JVM does not start, fails, or does not end
   */
  public static StartReport run(int rounds) {
    if (rounds < 1) {
      throw new StartException("start: rounds=" + rounds + ", expected 1 or more");
    }
    return new StartReport(
        IntStream.range(0, rounds)
            .mapToObj(
                round ->
                    start(
                        Timeline.class,
                        StartWorkload.class,
                        Long.toString(StartWorkload.epochMicros())))
            .toList());
  }

  /**
   * Measures the first predictions of a service, on the backends that run here, cold and warmed up;
   * takes about a second a JVM.
   *
   * @param rounds JVMs to start for each, 1 or more
   * @throws StartException as {@link #run}
   */
  public static ServingReport runServing(int rounds) {
    var report = new ServingReport(rounds);
    for (String backend : List.of("vector", "scalar")) {
      if (!runsHere(backend)) {
        continue;
      }
      for (boolean warmUp : new boolean[] {false, true}) {
        report.add(
            backend,
            warmUp,
            IntStream.range(0, rounds)
                .mapToObj(
                    round ->
                        start(
                            Serving.class,
                            ServingWorkload.class,
                            backend,
                            Boolean.toString(warmUp)))
                .toList());
      }
    }
    return report;
  }

  private static boolean runsHere(String backend) {
    return BackendSelection.providers().stream()
        .anyMatch(provider -> provider.name().equals(backend) && provider.unavailable().isEmpty());
  }

  private static <T> T start(Class<T> result, Class<?> main, String... arguments) {
    try {
      Path out = Files.createTempFile("lanewise-start", ".json");
      Path err = Files.createTempFile("lanewise-start", ".txt");
      try {
        var builder = new ProcessBuilder(command(main));
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.command().addAll(List.of(arguments));
        await(builder.start(), err);
        return parse(Files.readString(out), result);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new StartException("start: " + e.getMessage(), e);
    }
  }

  private static List<String> command(Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-X") || flag.startsWith("--add-modules"))
        .forEach(command::add);
    command.addAll(List.of("-cp", OwnClassPath.get(), main.getName()));
    return command;
  }

  private static void await(Process process, Path err) throws IOException {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StartException(
            "start: the JVM still runs, expected an end within " + PATIENCE.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("start: interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new StartException(
          "start: the JVM ended with "
              + process.exitValue()
              + ", expected 0: "
              + Files.readString(err).strip());
    }
  }

  /** The flags may make the JVM print lines of its own before. */
  private static <T> T parse(String out, Class<T> result) {
    String json = out.lines().filter(line -> line.startsWith("{")).findFirst().orElse(out);
    try {
      return new ObjectMapper().readValue(json, result);
    } catch (JsonProcessingException e) {
      throw new StartException("start: what the JVM printed: " + e.getOriginalMessage(), e);
    }
  }
}
