package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lanewise.io.Json;
import lanewise.model.Model;
import lanewise.model.Prediction;
import lanewise.table.CsvOptions;
import lanewise.table.Table;
import lanewise.tensor.SeededRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables on the command line: trained on, described, answered for, judged, explained. */
class TableCommandsTest {
  @TempDir private Path folder = Path.of("");
  private Path table = Path.of("");
  private Path model = Path.of("");

  /** yes above 40, but never in Kiel; a price of both; gaps in age. */
  @BeforeEach
  void writeTable() throws IOException {
    SeededRandom random = new SeededRandom(1);
    StringBuilder text = new StringBuilder("age;city;clinic;price;churn\n");
    for (int row = 0; row < 300; row++) {
      int age = 20 + random.nextInt(40);
      String city = List.of("Kiel", "Bonn").get(random.nextInt(2));
      boolean yes = age > 40 && city.equals("Bonn");
      text.append(
          "%s;%s;%d;%d,5;%s\n"
              .formatted(row % 9 == 4 ? "" : age, city, row / 30, age * 10, yes ? "yes" : "no"));
    }
    table = folder.resolve("table.csv");
    Files.writeString(table, text);
    model = folder.resolve("run/model.safetensors");
  }

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.of(arguments);
  }

  private CommandLineRun ask(String command, String data, String... more) {
    String[] first = {
      command, data, "--model", model.toString(), "--separator", ";", "--decimal", ","
    };
    return run(joined(first, more));
  }

  private static String[] joined(String[] first, String... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
  }

  private CommandLineRun train(String target, String... more) {
    String[] arguments =
        joined(
            new String[] {
              "train",
              "csv:" + table + "#" + target,
              "--separator",
              ";",
              "--decimal",
              ",",
              "--task",
              "auto",
              "--lr",
              "0.01",
              "--out",
              folder.resolve("run").toString(),
              "--overwrite"
            },
            more);
    CommandLineRun run = run(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  @Test
  void aModelOfATableAnswersTheSameEverywhere() {
    CommandLineRun trained = train("churn", "--drop", "price,clinic", "--balanced", "--json");
    Map<String, ?> test = Json.parseObject("test", trained.out().lines().toList().getLast());
    assertThat((Integer) test.get("rows")).isBetween(74, 76);
    assertThat((Double) test.get("accuracy")).isGreaterThan(0.9);
    assertThat(test).containsKeys("AUC", "log loss", "loss");

    String csv = ask("predict", table.toString(), "--csv").out();
    String json = ask("predict", table.toString(), "--json").out();
    Model library = Model.load(model);
    Table rows = Table.readCsv(table, CsvOptions.defaults().separator(';').decimal(','));
    assertThat(csv.lines().findFirst()).contains("label,p(no),p(yes)");
    for (int row = 0; row < 300; row += 37) {
      Prediction answer = library.predict(rows).get(row);
      assertThat(csv.lines().toList().get(row + 1))
          .isEqualTo(
              answer.label() + "," + answer.probability("no") + "," + answer.probability("yes"));
      Map<String, ?> object = Json.parseObject("json", json.lines().toList().get(row));
      assertThat(object.get("label")).isEqualTo(answer.label());
      assertThat(object.get("probabilities")).isEqualTo(answer.probabilities());
    }

    CommandLineRun judged = ask("eval", "csv:" + table, "--json");
    assertThat(judged.code()).as(judged.err()).isZero();
    assertThat(Json.parseObject("eval", judged.out()).get("accuracy"))
        .isEqualTo(library.evaluate(rows).accuracy());
    assertThat(ask("importance", table.toString()).out())
        .startsWith("drop of accuracy\n")
        .contains("city");
  }

  @Test
  void aPageShowsWhatAModelIsWorth() throws IOException {
    train("price", "--drop", "churn,clinic", "--val-fraction", "0.1");
    assertThat(Files.readString(folder.resolve("run/report.html")))
        .contains("<h2>Loss</h2>", "<h2>Residuals: price</h2>", "<h2>Importance</h2>");
    CommandLineRun inspected = run("inspect", model.toString());
    assertThat(inspected.out()).containsPattern("validation RMSE \\d+\\.\\d{4}, MAE ");

    train("churn", "--drop", "price,clinic", "--folds", "2");
    assertThat(Files.readString(folder.resolve("run/report.html"))).contains("<h2>Loss</h2>");
  }

  @Test
  void embeddedTablesAndJsonLinesAreTables() throws IOException {
    assertThat(run("describe", "table:penguins").out())
        .startsWith("penguins: 344 rows, 7 columns\n")
        .containsPattern("sex +category +11 +2 +male 168, female 165");
    CommandLineRun trained =
        run(
            "train",
            "table:penguins#species",
            "--task",
            "auto",
            "--epochs",
            "30",
            "--json",
            "--lr",
            "0.01",
            "--out",
            folder.resolve("penguins").toString());
    Map<String, ?> test = Json.parseObject("test", trained.out().lines().toList().getLast());
    assertThat((Double) test.get("accuracy")).isGreaterThan(0.95);
    Path rows = folder.resolve("rows.jsonl");
    Files.writeString(
        rows, "{\"island\":\"Biscoe\",\"body_mass_g\":5400,\"flipper_length_mm\":220}\n");
    CommandLineRun answered =
        run(
            "predict",
            rows.toString(),
            "--model",
            folder.resolve("penguins/model.safetensors").toString());
    assertThat(answered.out()).as(answered.err()).contains("Gentoo");
    assertThat(run("describe", "table:whales").err())
        .contains("table \"whales\", expected one of [diabetes, penguins]");
  }

  @Test
  void valuesAndFoldsAreReported() {
    CommandLineRun folds =
        train("price", "--drop", "churn", "--group-column", "clinic", "--folds", "3");
    assertThat(folds.out()).startsWith("3 folds\n").contains("RMSE  ").contains("R2  ");
    String line =
        run("predict", table.toString(), "--model", model.toString(), "--separator", ";").out();
    assertThat(Double.parseDouble(line.lines().findFirst().orElseThrow().split(" ", 2)[1]))
        .isBetween(100.0, 800.0);
  }

  @Test
  void aTableIsDescribed() {
    CommandLineRun described =
        run("describe", table.toString(), "--separator", ";", "--decimal", ",");
    assertThat(described.out().lines())
        .hasSize(7)
        .anyMatch(line -> line.matches("age +number +33 .*"))
        .anyMatch(line -> line.matches("churn +boolean .*"));
  }

  @Test
  void whatDoesNotFitIsAUsageError() {
    for (String[] wrong :
        List.of(
            new String[] {"train", "iris", "--task", "auto"},
            new String[] {"train", "iris", "--folds", "3"},
            new String[] {
              "train", "csv:" + table + "#churn", "--separator", ";", "--task", "regress"
            },
            new String[] {
              "train",
              "csv:" + table + "#churn",
              "--separator",
              ";",
              "--task",
              "auto",
              "--resume",
              "--out",
              "x"
            })) {
      CommandLineRun run = run(wrong);
      assertThat(run.code()).as(String.join(" ", wrong)).isEqualTo(Main.USAGE);
      assertThat(run.err().lines()).hasSize(1);
    }
    CommandLineRun missing =
        run("train", "csv:" + table + "#left", "--separator", ";", "--task", "auto");
    assertThat(missing.code()).isEqualTo(Main.FAILED);
    assertThat(missing.err()).contains("no column \"left\", expected one of [age, city");
  }
}
