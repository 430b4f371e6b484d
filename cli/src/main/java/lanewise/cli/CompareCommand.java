package lanewise.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.check.BackendComparison;
import lanewise.kernel.BackendSelection;
import lanewise.kernel.KernelProvider;
import lanewise.tensor.DType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proves the float32 kernels against float64. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs every kernel over a list of shapes on vector and scalar, and compares with the float64 reference:",
      "maximal absolute error, maximal error in units of the last place, the derived tolerance, the verdict.",
      "Exit code 1 if one fails."
    })
final class CompareCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "only this float32 backend; default every one that can run here")
  private @Nullable String backend;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "threads that may work on one operation; default ${DEFAULT-VALUE}")
  private int threads = 1;

  @Option(
      names = "--exhaustive",
      paramLabel = "OP",
      description = "instead: all 2^32 inputs of exp, log, tanh, sigmoid, erf or gelu (minutes)")
  private @Nullable String exhaustive;

  @Option(
      names = "--stride",
      paramLabel = "N",
      defaultValue = "1",
      description = "with --exhaustive: every Nth input only; default ${DEFAULT-VALUE}")
  private int stride = 1;

  @Option(names = "--json", description = "one JSON object per line on stdout")
  private boolean json;

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (threads < 1 || stride < 1) {
      throw new UsageException(
          "--threads " + threads + " --stride " + stride + ", expected 1 or more");
    }
    if (exhaustive == null && stride != 1) {
      throw new UsageException("--stride without --exhaustive, expected both; add --exhaustive");
    }
    BackendOptions.requireThreads(threads);
    if (backend != null) {
      BackendOptions.requireKnown("--backend", backend);
    }
    if (exhaustive != null) {
      String name = backend == null ? BackendSelection.AUTO : backend;
      return new ExhaustiveReport(console, json).run(exhaustive, name, stride, threads)
          ? Main.OK
          : Main.FAILED;
    }
    if (!json) {
      console.line(
          String.format(
              Locale.ROOT,
              "%-8s %-28s %-44s %11s %11s %11s  %s",
              "backend",
              "operation",
              "shape",
              "max error",
              "max ULP",
              "tolerance",
              "verdict"));
    }
    int failed = 0;
    int rows = 0;
    for (String name : backends()) {
      for (BackendComparison.Row row :
          BackendComparison.compare(name, threads, row -> print(name, row))) {
        rows++;
        failed += row.passed() ? 0 : 1;
      }
    }
    if (!json) {
      console.line(rows + " comparisons, " + failed + " failed");
    }
    return failed == 0 ? Main.OK : Main.FAILED;
  }

  private List<String> backends() {
    if (backend != null) {
      return List.of(backend);
    }
    List<String> names = new ArrayList<>();
    for (KernelProvider provider : BackendSelection.providers()) {
      if (provider.dtype() != DType.FLOAT32) {
        continue;
      }
      if (provider.unavailable().isPresent()) {
        console.note(provider.unavailable().get());
      } else {
        names.add(provider.name());
      }
    }
    return names;
  }

  private void print(String name, BackendComparison.Row row) {
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("event", "compare");
      line.put("backend", name);
      line.put("operation", row.operation());
      line.put("shape", row.shape());
      line.put("max_error", row.maxAbsoluteError());
      line.put("max_ulp", row.maxUlp());
      line.put("tolerance", row.tolerance());
      line.put("passed", row.passed());
      line.put("finding", row.finding());
      console.json(line);
    } else {
      console.line(
          String.format(
              Locale.ROOT,
              "%-8s %-28s %-44s %11.3g %11.3g %11.3g  %s",
              name,
              row.operation(),
              row.shape(),
              row.maxAbsoluteError(),
              row.maxUlp(),
              row.tolerance(),
              row.passed() ? "ok" : "FAILED: " + row.finding()));
    }
  }
}
