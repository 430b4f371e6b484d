package lanewise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import lanewise.data.DataException;
import lanewise.feature.Features;
import lanewise.io.dataset.Datasets;
import lanewise.loss.SvmHinge;
import lanewise.nn.Value;
import lanewise.optim.Adam;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about a model. */
class ModelReportTest {
  private static final int ROWS = 200;

  @TempDir Path folder;

  private static Table rows() {
    SeededRandom random = new SeededRandom(3);
    double[] x = new double[ROWS];
    double[] noise = new double[ROWS];
    double[] price = new double[ROWS];
    List<String> kind = new ArrayList<>();
    List<String> size = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      x[row] = random.nextDouble();
      noise[row] = random.nextDouble();
      price[row] = 1000 * (1 + x[row]);
      kind.add(x[row] > 0.5 ? "<b>dear</b>" : "cheap");
      size.add(x[row] > 0.6 ? "large" : x[row] > 0.3 ? "middle" : "small");
    }
    return Table.ofColumns(
        "houses",
        List.of(
            Column.numbers("x", x),
            Column.numbers("noise", noise),
            Column.numbers("price", price),
            Column.categories("kind", kind),
            Column.categories("size", size)));
  }

  private static Model model(String target, int outputs, Training training) {
    Table table = rows().select(List.of("x", "noise", target));
    Features features = Features.of(table, target);
    return Model.of(features.inputs().dense(8).relu().dense(outputs)).fit(features, training);
  }

  private static Training training() {
    return Training.epochs(30).optimizer(Adam.of(0.01)).seed(2).validation(0.3);
  }

  private String page(Model model) throws IOException {
    Path file = folder.resolve("report.html");
    model.report(file);
    String html = Files.readString(file);
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .doesNotContain("http:", "https:", "<script", "<link", "@import", "NaN");
    return html;
  }

  private static List<String> headings(String html) {
    return Pattern.compile("<h2>(.*?)</h2>")
        .matcher(html)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void ofValuesShowsThemAgainstTheTruth() throws IOException {
    Model model = model("price", 1, training());
    String html = page(model);

    assertThat(headings(html))
        .containsExactly(
            "Loss",
            "Learning rate",
            "Predicted against true: price",
            "Residuals: price",
            "Distribution of residuals: price",
            "Figures of the validation rows",
            "Importance",
            "Model");
    Matcher cloud =
        Pattern.compile("<title>Predicted against true: price</title>.*?</svg>", Pattern.DOTALL)
            .matcher(html);
    assertThat(cloud.find()).isTrue();
    assertThat(cloud.group().split("<circle", -1)).as("a point per row").hasSize(1 + ROWS * 3 / 10);
    assertThat(html).contains("<b>" + decimals(model, "RMSE") + "</b><span>RMSE</span>");
    assertThat(html.indexOf(">x</th>")).isPositive().isLessThan(html.indexOf(">noise</th>"));
  }

  private static String decimals(Model model, String figure) {
    return String.format(
        java.util.Locale.ROOT, "%.4f", model.validation().getOrDefault(figure, Double.NaN));
  }

  @Test
  void ofYesAndNoShowsCurvesAndEscapesNames() throws IOException {
    String html = page(model("kind", 1, training()));

    assertThat(headings(html))
        .contains(
            "Accuracy",
            "ROC curve",
            "Precision and recall",
            "Calibration",
            "Confusion matrix of the validation rows");
    assertThat(html).contains("&lt;b&gt;dear&lt;/b&gt;").doesNotContain("<b>dear");
  }

  @Test
  void ofSeveralClassesShowsTheirConfusion() throws IOException {
    assertThat(headings(page(model("size", 3, training()))))
        .contains("Confusion matrix of the validation rows")
        .doesNotContain("ROC curve");
  }

  /** Scores are ranked, but are no probabilities to be calibrated. */
  @Test
  void ofScoresShowsNoCalibration() throws IOException {
    assertThat(headings(page(model("kind", 2, training().loss(new SvmHinge())))))
        .contains("ROC curve")
        .doesNotContain("Calibration");
  }

  @Test
  void ofADataSetAndWithoutValidationRows() throws IOException {
    Value net = Value.input(4).dense(8).relu().dense(3);
    Model judged = Model.of(net).fit(Datasets.iris(), training());
    assertThat(headings(page(judged))).contains("Confusion matrix of the validation rows");
    Model unjudged = Model.of(net).fit(Datasets.iris(), training().validation(0));
    assertThat(headings(page(unjudged)))
        .containsExactly("Loss", "Accuracy", "Learning rate", "Model");
    assertThat(unjudged.validation()).isEmpty();
  }

  @Test
  void aLoadedModelIsJudgedByRows() throws IOException {
    Path saved = folder.resolve("model.safetensors");
    Model fitted = model("price", 1, training());
    fitted.save(saved);
    Model loaded = Model.load(saved);

    assertThat(loaded.validation()).isEqualTo(fitted.validation()).containsKey("RMSE");
    assertThatThrownBy(() -> loaded.report(folder.resolve("none.html")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("report(file, rows)");
    Path file = folder.resolve("page.html");
    loaded.report(file, rows());
    assertThat(headings(Files.readString(file)))
        .contains("Residuals: price", "Figures of 200 rows")
        .doesNotContain("Loss");
  }

  @Test
  void rowsOfOneClassAndASingleRowHaveAPageToo() throws IOException {
    Model model = model("kind", 1, training());
    Table all = rows();
    int[] cheap =
        IntStream.range(0, ROWS)
            .filter(row -> "cheap".equals(all.column("kind").text(row)))
            .toArray();
    Path file = folder.resolve("page.html");
    model.report(file, all.rows(cheap));
    assertThat(headings(Files.readString(file))).contains("Calibration");
    model.report(file, all.rows(new int[] {5}));
    assertThat(Files.readString(file)).endsWith("</html>\n");
  }
}
