package lanewise.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import lanewise.bench.race.RaceException;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of this package. */
public final class Benchmarks {
  /** The file of JMH's own JSON. */
  public static final String JSON = "jmh.json";

  /** The file of the table, under a line that names machine, JDK and date. */
  public static final String TABLE = "jmh.md";

  private Benchmarks() {}

  /**
   * Runs the benchmarks whose name matches and writes {@link #JSON} and {@link #TABLE}.
   *
   * @param name a regular expression on {@code package.class.method}; empty for all
   * @param outDir where the files go, made if missing
   * @param effort how long to measure
   * @param parameters values for some of the benchmarks' parameters instead of all their own, such
   *     as {@code backend: [vector]}
   * @return the table
   * @throws RaceException if nothing matches or a benchmark fails
   */
  public static String run(
      String name, Path outDir, Effort effort, Map<String, List<String>> parameters) {
    TimeValue iteration = TimeValue.milliseconds(effort.iterationMillis);
    try {
      Files.createDirectories(outDir);
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .include(name.isEmpty() ? Benchmarks.class.getPackageName() : name)
              .forks(effort.forks)
              .warmupIterations(effort.warmups)
              .warmupTime(iteration)
              .measurementIterations(effort.measurements)
              .measurementTime(iteration)
              .jvmArgsPrepend("--add-modules=jdk.incubator.vector")
              .shouldFailOnError(true)
              .verbosity(effort == Effort.SMOKE ? VerboseMode.SILENT : VerboseMode.NORMAL)
              .resultFormat(ResultFormatType.JSON)
              .result(outDir.resolve(JSON).toString());
      parameters.forEach((key, values) -> options.param(key, values.toArray(String[]::new)));
      Collection<RunResult> results = new Runner(options.build()).run();
      String table = BenchmarkTable.of(effort, results);
      Files.writeString(outDir.resolve(TABLE), table);
      return table;
    } catch (NoBenchmarksException none) {
      throw new RaceException(
          "bench: no benchmark matches '" + name + "', expected a part of the name of one", none);
    } catch (RunnerException | IOException e) {
      throw new RaceException("bench '" + name + "': " + e.getMessage(), e);
    }
  }
}
