package lanewise.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
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
    Map<String, List<String>> parameters =
        backend == null ? Map.of() : Map.of("backend", List.of(backend));
    Benchmarks.run(name, out, effort, parameters).lines().forEach(console::line);
    console.note(
        "written to " + out.resolve(Benchmarks.JSON) + " and " + out.resolve(Benchmarks.TABLE));
    return Main.OK;
  }
}
