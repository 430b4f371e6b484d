package lanewise.bench.race;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes results for a person, a row each, or for a program, a JSON object each. */
public final class RaceTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RaceTable() {}

  /** The titles above the rows. */
  public static String header() {
    return String.format(
        Locale.ROOT,
        "%-36s %-9s %6s %6s %6s  %9s %9s %-8s %5s %5s",
        "work",
        "against",
        "ratio",
        "p10",
        "p90",
        "lanewise",
        "peer",
        "unit",
        "peak",
        "peer");
  }

  /** One result as a row. */
  public static String row(RaceResult result) {
    boolean flops = result.own().gflops() != null;
    return String.format(
        Locale.ROOT,
        "%-36s %-9s %6.2f %6.2f %6.2f  %9.2f %9.2f %-8s %5s %5s",
        result.work(),
        result.against(),
        result.ratio(),
        result.p10(),
        result.p90(),
        flops ? result.own().gflops() : result.own().gelements(),
        flops ? result.others().gflops() : result.others().gelements(),
        flops ? "GFLOP/s" : "Gelem/s",
        percent(result.own().peakFraction()),
        percent(result.others().peakFraction()));
  }

  /** The lines below the rows, one per peer: the geometric mean of the ratios, and the least. */
  public static List<String> summaries(List<RaceResult> results) {
    List<String> lines = new ArrayList<>();
    byPeer(results)
        .forEach(
            (peer, ofPeer) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%-36s %-9s %6.2f least %.2f",
                        "geometric mean",
                        peer,
                        geometricMean(ofPeer),
                        least(ofPeer))));
    return lines;
  }

  /** The results against each peer, in their order. */
  public static Map<String, List<RaceResult>> byPeer(List<RaceResult> results) {
    return results.stream()
        .collect(
            Collectors.groupingBy(RaceResult::against, LinkedHashMap::new, Collectors.toList()));
  }

  /** The geometric mean of the ratios. */
  public static double geometricMean(List<RaceResult> results) {
    return Math.exp(
        results.stream().mapToDouble(result -> Math.log(result.ratio())).average().orElseThrow());
  }

  /** The least of the ratios. */
  public static double least(List<RaceResult> results) {
    return results.stream().mapToDouble(RaceResult::ratio).min().orElseThrow();
  }

  /** One result as a JSON object, without a line break. */
  public static String json(RaceResult result) {
    try {
      return JSON.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A result from its JSON object. */
  public static RaceResult parse(String json) {
    try {
      return JSON.readValue(json, RaceResult.class);
    } catch (JsonProcessingException e) {
      throw new RaceException(
          "race result: not the JSON of a result: " + e.getOriginalMessage(), e);
    }
  }

  private static String percent(@Nullable Double fraction) {
    return fraction == null ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * fraction);
  }
}
