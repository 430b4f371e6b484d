package lanewise.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import lanewise.feature.Task;
import lanewise.metric.RankingCurve;
import lanewise.nn.Graph;
import lanewise.report.Chart;
import lanewise.report.ConfusionTable;
import lanewise.report.Curve;
import lanewise.report.Html;
import lanewise.report.LearningCurves;
import lanewise.report.Page;
import lanewise.tensor.Tensor;
import lanewise.train.History;
import lanewise.train.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * The page about a model.
 *
 * @param rows what the judged rows are called, such as {@code 120 validation rows}
 * @param judged the answers to them; null where none were given
 * @param importance of the columns; null where it was not measured
 */
record ModelReport(
    Model model, String rows, Judge.@Nullable Judgement judged, @Nullable Importance importance) {
  private static final int TILES = 6;
  private static final int CALIBRATION_BINS = 10;
  private static final int RESIDUAL_BINS = 30;

  String html() {
    Page page = new Page("Lanewise: " + model.file().provenance().dataset());
    page.lines(heading());
    page.tiles(tiles());
    model.history().ifPresent(history -> LearningCurves.write(page, history));
    Judge.Judgement answers = judged;
    if (answers != null) {
      writeAnswers(page, answers);
      page.section("Figures of " + rows, html -> html.table(decimals(answers.metrics().figures())));
    }
    Importance measured = importance;
    if (measured != null) {
      page.section("Importance", html -> writeImportance(html, measured));
    }
    page.wideSection("Model", html -> html.table(description()));
    return page.html();
  }

  private List<String> heading() {
    Graph network = Graph.parse(model.file().network());
    return List.of(
        model.toString(), "input " + network.inputShape() + ", output " + network.outputShape());
  }

  private Map<String, String> tiles() {
    Map<String, String> tiles = new LinkedHashMap<>();
    if (judged != null) {
      decimals(judged.metrics().figures())
          .forEach(
              (name, value) -> {
                if (tiles.size() < TILES) {
                  tiles.put(name, value);
                }
              });
    }
    model.history().map(History::steps).ifPresent(steps -> tiles.put("steps", steps.toString()));
    return tiles;
  }

  private static Map<String, String> decimals(Map<String, Double> figures) {
    Map<String, String> texts = new LinkedHashMap<>();
    figures.forEach((name, value) -> texts.put(name, decimals(value)));
    return texts;
  }

  private static String decimals(double value) {
    return Math.abs(value) < 1e6
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.5g", value);
  }

  private void writeAnswers(Page page, Judge.Judgement answers) {
    int[] classes = answers.classes();
    Tensor values = answers.values();
    if (values != null) {
      for (int col = 0; col < model.names().size(); col++) {
        writeValues(
            page, model.names().get(col), column(answers.numbers(), col), column(values, col));
      }
    } else if (classes != null) {
      writeClasses(page, answers, classes);
    }
  }

  private static double[] column(Tensor table, int col) {
    int cols = table.shape().exampleSize();
    return IntStream.range(0, table.shape().examples())
        .mapToDouble(row -> table.get(row * cols + col))
        .toArray();
  }

  // ---------------------------------------------------------------- values

  private static void writeValues(Page page, String name, double[] predicted, double[] truth) {
    double[] residuals = new double[truth.length];
    Arrays.setAll(residuals, row -> predicted[row] - truth[row]);
    double[] ends = ends(DoubleStream.concat(Arrays.stream(predicted), Arrays.stream(truth)));
    page.chart(
        "Predicted against true: " + name,
        new Chart("true " + name, "predicted")
            .points(Curve.through("rows", truth, predicted))
            .reference(Curve.through("equal", ends, ends)));
    double[] range = ends(Arrays.stream(predicted));
    page.chart(
        "Residuals: " + name,
        new Chart("predicted " + name, "predicted - true")
            .points(Curve.through("rows", predicted, residuals))
            .reference(Curve.through("none", range, new double[2])));
    page.chart(
        "Distribution of residuals: " + name,
        new Chart("predicted - true", "rows").line(histogram(residuals)));
  }

  private static double[] ends(DoubleStream values) {
    double[] finite = values.filter(Double::isFinite).sorted().toArray();
    return finite.length == 0 ? new double[2] : new double[] {finite[0], finite[finite.length - 1]};
  }

  /** An outline of how many values lie in each of equal parts of their range. */
  private static Curve histogram(double[] values) {
    double[] ends = ends(Arrays.stream(values));
    double width = (ends[1] - ends[0]) / RESIDUAL_BINS;
    if (!(width > 0)) {
      return Curve.through("rows", new double[0], new double[0]);
    }
    double[] counts = new double[RESIDUAL_BINS];
    for (double value : values) {
      if (Double.isFinite(value)) {
        counts[Math.min(RESIDUAL_BINS - 1, (int) ((value - ends[0]) / width))]++;
      }
    }
    double[] x = new double[2 * RESIDUAL_BINS + 2];
    double[] y = new double[2 * RESIDUAL_BINS + 2];
    for (int i = 0; i <= RESIDUAL_BINS; i++) {
      x[2 * i] = ends[0] + i * width;
      x[2 * i + 1] = x[2 * i];
      y[2 * i] = i == 0 ? 0 : counts[i - 1];
      y[2 * i + 1] = i == RESIDUAL_BINS ? 0 : counts[i];
    }
    return Curve.through("rows", x, y).unmarked();
  }

  // ---------------------------------------------------------------- classes

  private void writeClasses(Page page, Judge.Judgement answers, int[] classes) {
    if (model.task() == Task.BINARY) {
      writeYesOrNo(page, answers, classes);
    }
    Metrics metrics = answers.metrics();
    if (metrics.count() > 0 && metrics.classes() <= ConfusionTable.MAX_CLASSES) {
      page.wideSection(
          "Confusion matrix of " + rows,
          html -> ConfusionTable.write(html, metrics, model.names()));
    }
  }

  private void writeYesOrNo(Page page, Judge.Judgement answers, int[] classes) {
    int[] known = IntStream.range(0, classes.length).filter(row -> classes[row] >= 0).toArray();
    double[] all = Judge.yes(model.form(), answers.numbers());
    double[] scores = Arrays.stream(known).mapToDouble(row -> all[row]).toArray();
    boolean[] truth = new boolean[known.length];
    for (int i = 0; i < known.length; i++) {
      truth[i] = classes[known[i]] == 1;
    }
    RankingCurve ranking = RankingCurve.of(scores, truth);
    double[] unit = {0, 1};
    page.chart(
        "ROC curve",
        new Chart("false positive rate", "true positive rate")
            .line(curve(ranking.rocPoints()))
            .reference(Curve.through("chance", unit, unit)));
    page.chart(
        "Precision and recall",
        new Chart("recall", "precision").line(curve(ranking.precisionRecallPoints())));
    if (model.form().hasProbabilities()) {
      page.chart(
          "Calibration",
          new Chart("mean probability of a part of the rows", "share of " + model.names().get(1))
              .line(calibration(scores, truth))
              .reference(Curve.through("equal", unit, unit)));
    }
  }

  /** {@code points}: one row (x, y) per point. */
  private static Curve curve(double[][] points) {
    double[] x = Arrays.stream(points).mapToDouble(point -> point[0]).toArray();
    double[] y = Arrays.stream(points).mapToDouble(point -> point[1]).toArray();
    return Curve.through("model", x, y).unmarked();
  }

  /** Of equal parts of the probabilities from 0 to 1, those that have rows. */
  private static Curve calibration(double[] probabilities, boolean[] truth) {
    double[] sums = new double[CALIBRATION_BINS];
    double[] yes = new double[CALIBRATION_BINS];
    double[] counts = new double[CALIBRATION_BINS];
    for (int i = 0; i < truth.length; i++) {
      int bin = Math.min(CALIBRATION_BINS - 1, (int) (probabilities[i] * CALIBRATION_BINS));
      sums[bin] += probabilities[i];
      yes[bin] += truth[i] ? 1 : 0;
      counts[bin]++;
    }
    for (int bin = 0; bin < CALIBRATION_BINS; bin++) {
      sums[bin] /= counts[bin];
      yes[bin] /= counts[bin];
    }
    return Curve.through("model", sums, yes);
  }

  // ---------------------------------------------------------------- columns

  private static void writeImportance(Html html, Importance importance) {
    double largest =
        importance.columns().stream().mapToDouble(Importance.OfColumn::drop).max().orElse(0);
    html.element("p", "How much worse the " + importance.figure() + " is without the column.");
    html.raw("<table class=\"bars\">\n");
    for (Importance.OfColumn column : importance.columns()) {
      double share = largest > 0 ? Math.max(0, column.drop() / largest) : 0;
      html.raw("<tr><th scope=\"row\">").text(column.column()).raw("</th><td>");
      html.text(decimals(column.drop()) + " ± " + decimals(column.standardDeviation()));
      html.raw("</td><td style=\"width:50%\"><div class=\"bar\" style=\"width:");
      html.raw(String.format(Locale.ROOT, "%.1f%%\"></div></td></tr>\n", 100 * share));
    }
    html.raw("</table>\n");
  }

  private Map<String, String> description() {
    ModelFile file = model.file();
    Map<String, String> description = new LinkedHashMap<>();
    description.put("data", file.provenance().dataset());
    description.put("columns", String.join(", ", model.columns()));
    description.put("answers", String.join(", ", model.names()));
    description.put("loss", file.loss().map(ModelFile.TrainedLoss::name).orElse("not known"));
    if (model.form().hasProbabilities()) {
      description.put("threshold", Double.toString(model.threshold()));
    }
    description.put("seed", Long.toString(file.provenance().seed()));
    description.put("Lanewise", file.provenance().version());
    file.properties().forEach(description::put);
    return description;
  }
}
