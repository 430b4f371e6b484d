package lanewise.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import lanewise.bench.jmh.Benchmarks;
import lanewise.bench.jmh.Effort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the JMH benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs the JMH benchmarks of single kernels and writes their JSON and a table with machine, JDK and date.")
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "",
      description = "a regular expression on the benchmarks' names; default all")
  private String name = "";

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "only vector or only scalar; default both")
  private @Nullable String backend;

  @Option(
      names = "--effort",
      paramLabel = "HOW",
      defaultValue = "QUICK",
      description = {
        "how long to measure; default ${DEFAULT-VALUE}:",
        "SMOKE: one cold call or a few of each, which show that it runs and nothing of its speed (seconds);",
        "QUICK: one JVM, 3 iterations of 0.5 s after as many to warm up, to see large differences (minutes);",
        "FULL: two JVMs, 5 iterations of 1 s after as many to warm up, for figures to be published"
      })
  private Effort effort = Effort.QUICK;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs/bench",
      description = "receives jmh.json and jmh.md; default ${DEFAULT-VALUE}")
  private Path out = Path.of("runs", "bench");

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (backend != null && !List.of("vector", "scalar").contains(backend)) {
      throw new UsageException("--backend " + backend + ", expected vector or scalar");
    }
    try {
      Pattern.compile(name);
    } catch (PatternSyntaxException broken) {
      throw new UsageException(
          "NAME " + name + ", expected a regular expression (" + broken.getDescription() + ")");
    }
    Map<String, List<String>> parameters =
        backend == null ? Map.of() : Map.of("backend", List.of(backend));
    Benchmarks.run(name, out, effort, parameters).lines().forEach(console::line);
    console.note(
        "written to " + out.resolve(Benchmarks.JSON) + " and " + out.resolve(Benchmarks.TABLE));
    return Main.OK;
  }
}
