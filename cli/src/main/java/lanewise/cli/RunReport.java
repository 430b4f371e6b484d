package lanewise.cli;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import lanewise.cli.report.ReportPage;
import lanewise.train.Metrics;
import lanewise.train.TrainingResult;
import org.jspecify.annotations.Nullable;

/** What report.html shows of a training run. */
record RunReport(TrainingRun run, TrainingResult result, RunOutcome outcome) {
  /**
   * The page.
   *
   * @param options of the run, by name
   */
  ReportPage page(Map<String, Object> options) {
    Map<String, String> configuration = new LinkedHashMap<>();
    options.forEach((name, value) -> configuration.put(name, value.toString()));
    return new ReportPage(
        "Lanewise: " + run.train().name(),
        headline(),
        result.history(),
        run.network(),
        outcome.test(),
        run.train().classNames(),
        configuration,
        surroundings());
  }

  private Map<String, String> headline() {
    Map<String, String> headline = new LinkedHashMap<>();
    putAccuracy(headline, "test accuracy", outcome.test());
    putAccuracy(headline, "validation accuracy", outcome.validation());
    putAccuracy(headline, "training accuracy", outcome.train());
    headline.put("parameters", String.format(Locale.ROOT, "%,d", parameters()));
    headline.put("epochs", Long.toString(result.epochs()));
    headline.put("steps", String.format(Locale.ROOT, "%,d", result.steps()));
    headline.put("training time", String.format(Locale.ROOT, "%.1f s", outcome.seconds()));
    return headline;
  }

  private int parameters() {
    return run.network().parameterSet().count();
  }

  private static void putAccuracy(
      Map<String, String> headline, String name, @Nullable Metrics metrics) {
    if (metrics != null && metrics.count() > 0) {
      headline.put(name, String.format(Locale.ROOT, "%.2f %%", 100 * metrics.accuracy()));
    }
  }

  private Map<String, String> surroundings() {
    JavaRuntime java = JavaRuntime.current();
    Map<String, String> surroundings = new LinkedHashMap<>();
    surroundings.put(
        "finished",
        ZonedDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss XXX", Locale.ROOT)));
    surroundings.put("ended", result.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    surroundings.put("data", run.train().toString());
    surroundings.put("backend", run.network().backend().toString());
    surroundings.put("processor", java.processor());
    surroundings.put("JDK", java.jdk());
    surroundings.put("JIT", java.jit());
    surroundings.put("Lanewise", Version.text());
    return surroundings;
  }
}
