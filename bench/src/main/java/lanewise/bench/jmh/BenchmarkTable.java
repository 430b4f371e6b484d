package lanewise.bench.jmh;

import java.util.Collection;
import java.util.Locale;
import java.util.StringJoiner;
import lanewise.bench.Machine;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The results of a run as a Markdown table, which a terminal can show as it is. */
final class BenchmarkTable {
  private BenchmarkTable() {}

  static String of(Effort effort, Collection<RunResult> results) {
    var lines = new StringJoiner("\n", "", "\n");
    lines.add(Machine.here().line());
    lines.add("");
    effort.caution().ifPresent(caution -> lines.add(caution).add(""));
    lines.add("| benchmark | parameters | time | error (99.9 %) | unit |");
    lines.add("|---|---|---:|---:|---|");
    for (RunResult run : results) {
      lines.add(row(run.getParams(), run.getPrimaryResult()));
    }
    return lines.toString();
  }

  private static String row(BenchmarkParams params, Result<?> result) {
    var values = new StringJoiner(", ");
    for (String key : params.getParamsKeys()) {
      values.add(key + " " + params.getParam(key));
    }
    double error = result.getScoreError();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.3f | %s | %s |",
        shortName(params.getBenchmark()),
        values,
        result.getScore(),
        Double.isNaN(error) ? "" : String.format(Locale.ROOT, "%.3f", error),
        result.getScoreUnit());
  }

  /** Class and method of a full name. */
  static String shortName(String benchmark) {
    int method = benchmark.lastIndexOf('.');
    return benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
  }
}
