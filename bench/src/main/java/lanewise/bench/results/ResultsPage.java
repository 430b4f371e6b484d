package lanewise.bench.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import lanewise.bench.race.ProjectTree;
import lanewise.bench.race.RaceException;
import lanewise.bench.race.RaceFile;
import lanewise.bench.race.RaceResult;
import lanewise.bench.race.RaceTable;
import org.jspecify.annotations.Nullable;

/**
 * Generates {@code bench/RESULTS.md} from {@code bench/results}: the text is {@code page.md}, where
 * a line {@code @race NAME} stands for the tables of {@code NAME.jsonl}, {@code @jmh NAME} for the
 * table of {@code NAME.json}, which JMH wrote, {@code @start NAME} for that of {@code NAME.json},
 * which {@code lanewise doctor --start --json} wrote, and {@code @text NAME} for the lines of
 * {@code NAME.txt}.
 */
public final class ResultsPage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  ResultsPage(Path folder) {
    this.folder = folder;
  }

  /** Generates the page of this checkout. */
  public static void main(String[] args) throws IOException {
    ProjectTree tree = ProjectTree.find();
    Files.writeString(tree.resultsPage(), new ResultsPage(tree.results()).text());
  }

  /** The whole page. */
  String text() throws IOException {
    var page = new StringJoiner("\n", "", "\n");
    for (String line : Files.readAllLines(folder.resolve("page.md"))) {
      if (line.startsWith("@race ")) {
        page.add(race(folder.resolve(line.substring(6) + ".jsonl")));
      } else if (line.startsWith("@jmh ")) {
        page.add(jmh(folder.resolve(line.substring(5) + ".json")));
      } else if (line.startsWith("@start ")) {
        page.add(start(folder.resolve(line.substring(7) + ".json")));
      } else if (line.startsWith("@text ")) {
        page.add(lines(folder.resolve(line.substring(6) + ".txt")));
      } else {
        page.add(line);
      }
    }
    return page.toString();
  }

  private static String lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "Not measured yet.";
    }
    return Files.readAllLines(file).stream()
        .map(line -> "    " + line)
        .collect(Collectors.joining("\n"));
  }

  private static String race(Path file) {
    if (!Files.exists(file)) {
      return "Not measured yet.";
    }
    RaceFile race = RaceFile.read(file);
    var text = new StringJoiner("\n");
    text.add("    " + race.heading().command());
    text.add("");
    text.add(race.heading().machine().line() + ".");
    text.add("");
    race.heading().contenders().forEach(contender -> text.add("- " + contender));
    RaceTable.byPeer(race.results())
        .forEach((peer, results) -> text.add("").add(table(peer, results)));
    return text.toString();
  }

  private static String table(String peer, List<RaceResult> results) {
    boolean flops = results.getFirst().own().gflops() != null;
    String unit = flops ? "GFLOP/s" : "Gelement/s";
    var table = new StringJoiner("\n");
    table.add(
        "| work | ratio | p10 | p90 | lanewise "
            + unit
            + " | "
            + peer
            + " "
            + unit
            + " | lanewise us | "
            + peer
            + " us |"
            + (flops ? " of FMA peak | " + peer + " of FMA peak |" : ""));
    table.add("|---|---:|---:|---:|---:|---:|---:|---:|" + (flops ? "---:|---:|" : ""));
    for (RaceResult result : results) {
      table.add(
          String.format(
                  Locale.ROOT,
                  "| %s | **%.2f** | %.2f | %.2f | %.2f | %.2f | %.1f | %.1f |",
                  result.work(),
                  result.ratio(),
                  result.p10(),
                  result.p90(),
                  flops ? result.own().gflops() : result.own().gelements(),
                  flops ? result.others().gflops() : result.others().gelements(),
                  result.own().micros(),
                  result.others().micros())
              + (flops
                  ? percent(result.own().peakFraction()) + percent(result.others().peakFraction())
                  : ""));
    }
    table.add("");
    table.add(
        String.format(
            Locale.ROOT,
            "Against %s: geometric mean %.2f, least %.2f.",
            peer,
            RaceTable.geometricMean(results),
            RaceTable.least(results)));
    return table.toString();
  }

  private static String percent(@Nullable Double fraction) {
    return fraction == null ? " |" : String.format(Locale.ROOT, " %.0f %% |", 100 * fraction);
  }

  private static String jmh(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "Not measured yet.";
    }
    JsonNode runs = JSON.readTree(file.toFile());
    if (!runs.isArray() || runs.isEmpty()) {
      throw new RaceException(file + ": no benchmark in it, expected JMH's JSON");
    }
    var text = new StringJoiner("\n");
    JsonNode first = runs.get(0);
    text.add(
        "JMH "
            + first.path("jmhVersion").asText()
            + ", "
            + first.path("vmName").asText()
            + " "
            + first.path("vmVersion").asText()
            + ", "
            + first.path("forks").asInt()
            + " forks.");
    text.add("");
    text.add("| benchmark | parameters | time | error (99.9 %) | unit |");
    text.add("|---|---|---:|---:|---|");
    for (JsonNode run : runs) {
      text.add(jmhRow(run));
    }
    return text.toString();
  }

  private static String jmhRow(JsonNode run) {
    List<String> parameters = new ArrayList<>();
    run.path("params")
        .properties()
        .forEach(entry -> parameters.add(entry.getKey() + " " + entry.getValue().asText()));
    String name = run.path("benchmark").asText();
    int method = name.lastIndexOf('.');
    JsonNode metric = run.path("primaryMetric");
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.3f | %.3f | %s |",
        name.substring(name.lastIndexOf('.', method - 1) + 1),
        String.join(", ", parameters),
        metric.path("score").asDouble(),
        metric.path("scoreError").asDouble(),
        metric.path("scoreUnit").asText());
  }

  private static String start(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "Not measured yet.";
    }
    JsonNode report = JSON.readTree(file.toFile()).path("start");
    if (!report.path("figures").isArray()) {
      throw new RaceException(
          file + ": no start in it, expected the JSON of lanewise doctor --start --json");
    }
    var text = new StringJoiner("\n");
    text.add("    " + report.path("command").asText());
    text.add("");
    text.add(report.path("machine").asText() + ".");
    text.add("");
    text.add(report.path("summary").asText() + ".");
    text.add("");
    text.add("| | median | p10 | p90 | unit |");
    text.add("|---|---:|---:|---:|---|");
    for (JsonNode figure : report.path("figures")) {
      text.add(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %.2f | %.2f | %s |",
              figure.path("name").asText(),
              figure.path("median").asDouble(),
              figure.path("p10").asDouble(),
              figure.path("p90").asDouble(),
              figure.path("unit").asText()));
    }
    return text.toString();
  }
}
