package lanewise.bench.start;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanewise.bench.race.Quantiles;

/** How long the first predictions of a service take: medians of several JVMs. */
public final class ServingReport {
  private final int rounds;
  private final List<Served> rows = new ArrayList<>();

  /**
   * One way to serve.
   *
   * @param backend its name
   * @param warmedUp whether the predictor was warmed up before the first call
   * @param warmUpMillis what that took
   * @param callMicros what a call took at each of the places
   */
  public record Served(
      String backend, boolean warmedUp, double warmUpMillis, List<Double> callMicros) {
    public Served {
      callMicros = List.copyOf(callMicros);
    }
  }

  ServingReport(int rounds) {
    this.rounds = rounds;
  }

  void add(String backend, boolean warmedUp, List<Serving> starts) {
    List<Double> calls = new ArrayList<>();
    for (int place = 0; place < ServingWorkload.PLACES.size(); place++) {
      int at = place;
      calls.add(
          new Quantiles(starts.stream().mapToDouble(s -> s.callMicros().get(at)).toArray())
              .median());
    }
    double warmUp =
        new Quantiles(starts.stream().mapToDouble(Serving::warmUpMicros).toArray()).median();
    rows.add(new Served(backend, warmedUp, warmUp * 1e-3, calls));
  }

  /** All ways, in the order they were measured. */
  public List<Served> rows() {
    return List.copyOf(rows);
  }

  /** What was measured, and the table. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "single predictions of a "
            + String.join("-", ServingWorkload.WIDTHS.stream().map(String::valueOf).toList())
            + " network, us at call ...; medians of "
            + rounds
            + " JVMs");
    StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "  %-28s", ""));
    ServingWorkload.PLACES.forEach(
        place -> head.append(String.format(Locale.ROOT, "%,12d", place)));
    lines.add(head.toString());
    for (Served row : rows) {
      String way =
          row.warmedUp
              ? String.format(Locale.ROOT, "%s, warmed up %.0f ms", row.backend, row.warmUpMillis)
              : row.backend + ", cold";
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-28s", way));
      row.callMicros.forEach(micros -> line.append(String.format(Locale.ROOT, "%,12.1f", micros)));
      lines.add(line.toString());
    }
    return lines;
  }

  /** All of it for JSON. */
  public List<Map<String, Object>> fields() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Served row : rows) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("backend", row.backend);
      fields.put("warmed_up", row.warmedUp);
      fields.put("warm_up_ms", row.warmUpMillis);
      fields.put("calls", ServingWorkload.PLACES);
      fields.put("call_us", row.callMicros);
      all.add(fields);
    }
    return all;
  }
}
