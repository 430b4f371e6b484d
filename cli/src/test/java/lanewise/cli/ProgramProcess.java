package lanewise.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program in a process of its own, which can be sent signals. */
final class ProgramProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Path err;

  private ProgramProcess(Process process, Path err) {
    this.process = process;
    this.out = process.inputReader();
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param err receives its stderr
   */
  static ProgramProcess start(Path err, List<String> arguments) {
    return start(err, List.of(), Map.of(), arguments);
  }

  /**
   * Starts it.
   *
   * @param err receives its stderr
   * @param flags more flags of its JVM
   * @param environment more variables of its environment
   */
  static ProgramProcess start(
      Path err, List<String> flags, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(flags);
    command.add(Main.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().putAll(environment);
    try {
      return new ProgramProcess(builder.start(), err);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Waits for so many lines of stdout, or its end; returns whether they came. */
  boolean awaitLines(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      if (out.readLine() == null) {
        return false;
      }
    }
    return true;
  }

  /** Sends a signal by its name. */
  void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -" + name + ": exit code " + code);
    }
  }

  /** Ends it at once, by SIGKILL; returns its exit code, 0 if it had come to its end before. */
  int kill() throws InterruptedException {
    return process.destroyForcibly().waitFor();
  }

  /** Reads stdout to its end and waits for the exit code. */
  int exitCode() throws IOException, InterruptedException {
    out.lines().forEach(line -> {});
    return process.waitFor();
  }

  /** Reads stdout no more, as head does, and waits for the exit code. */
  int exitCodeUnread() throws IOException, InterruptedException {
    out.close();
    return process.waitFor();
  }

  /** What it wrote to stderr so far. */
  String err() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
