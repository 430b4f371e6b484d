package lanewise.bench.start;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import lanewise.bench.Machine;
import lanewise.bench.race.Quantiles;

/** The medians of several starts. */
public final class StartReport {
  private static final int WARM_UP_STEPS = 500;

  private final String backend;
  private final int rounds;
  private final List<Figure> figures = new ArrayList<>();

  /**
   * One quantity over all starts.
   *
   * @param name what was measured
   * @param unit {@code ms} or {@code steps}
   * @param median of all starts
   * @param p10 the 10th percentile
   * @param p90 the 90th percentile
   */
  public record Figure(String name, String unit, double median, double p10, double p90) {
    /** In one line. */
    public String line() {
      return String.format(
          Locale.ROOT, "%-52s %9.2f %-5s (%.2f to %.2f)", name, median, unit, p10, p90);
    }
  }

  StartReport(List<Timeline> starts) {
    backend = starts.getFirst().backend();
    rounds = starts.size();
    millis(starts, "start of the JVM to main", Timeline::mainMicros);
    millis(starts, "choice of the backend", t -> t.backendMicros() - t.mainMicros());
    millis(starts, "building the network", t -> t.networkMicros() - t.backendMicros());
    millis(starts, "first step", t -> t.firstStepMicros() - t.networkMicros());
    millis(starts, "start of the JVM to the end of the first step", Timeline::firstStepMicros);
    millis(starts, "steady step", Timeline::steadyStepMicros);
    add(starts, "steps until steady", "steps", Timeline::stepsUntilSteady);
    millis(starts, "start of the JVM to steady steps", Timeline::steadyMicros);
    millis(
        starts,
        "warm-up: the first " + WARM_UP_STEPS + " steps over steady ones",
        t -> t.warmUpMicros(WARM_UP_STEPS));
    add(starts, "compilation until the first step", "ms", t -> t.compilationMillis().getFirst());
    add(starts, "compilation until steady", "ms", Timeline::compilationMillisUntilSteady);
  }

  private void millis(List<Timeline> starts, String name, ToDoubleFunction<Timeline> micros) {
    add(starts, name, "ms", start -> micros.applyAsDouble(start) * 1e-3);
  }

  private void add(
      List<Timeline> starts, String name, String unit, ToDoubleFunction<Timeline> quantity) {
    var quantiles = new Quantiles(starts.stream().mapToDouble(quantity).toArray());
    figures.add(new Figure(name, unit, quantiles.median(), quantiles.at(0.1), quantiles.at(0.9)));
  }

  /** All quantities, in the order of time. */
  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** What was measured, in one line. */
  public String summary() {
    return StartWorkload.WORK.name()
        + " on "
        + backend
        + ", "
        + rounds
        + " JVMs; median (10th to 90th percentile)";
  }

  /** All of it for JSON, with the machine and the command. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", "lanewise doctor --start " + rounds);
    fields.put("machine", Machine.here().line());
    fields.put("summary", summary());
    fields.put("figures", figures.stream().map(StartReport::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(Figure figure) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", figure.name());
    fields.put("unit", figure.unit());
    fields.put("median", figure.median());
    fields.put("p10", figure.p10());
    fields.put("p90", figure.p90());
    return fields;
  }
}
