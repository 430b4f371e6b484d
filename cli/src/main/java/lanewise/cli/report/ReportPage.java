package lanewise.cli.report;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lanewise.nn.Network;
import lanewise.train.History;
import lanewise.train.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * report.html of a training run: one file that needs no network and runs no script.
 *
 * @param title such as the data set's name
 * @param headline the figures that matter, by name
 * @param history of every step and evaluation
 * @param network with the parameters that were kept
 * @param test how it did on the test rows; null if there are none
 * @param classNames the names of the classes
 * @param configuration every option of the run
 * @param surroundings machine, JDK, time and the like
 */
public record ReportPage(
    String title,
    Map<String, String> headline,
    History history,
    Network network,
    @Nullable Metrics test,
    List<String> classNames,
    Map<String, String> configuration,
    Map<String, String> surroundings) {
  private static final String STYLE =
      """
      body { font: 15px/1.45 system-ui, sans-serif; color: #1f2933; background: #f5f7fa; margin: 0; }
      main { max-width: 1180px; margin: 0 auto; padding: 24px; }
      h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 0 0 10px; }
      p { margin: 0 0 10px; color: #52606d; }
      section { background: #fff; border: 1px solid #e4e7eb; border-radius: 8px; padding: 16px 18px; }
      .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(480px, 1fr)); gap: 16px; margin-top: 16px; }
      .wide { grid-column: 1 / -1; overflow-x: auto; }
      .tiles { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 16px; }
      .tile { background: #fff; border: 1px solid #e4e7eb; border-radius: 8px; padding: 10px 14px; min-width: 84px; }
      .tile b { display: block; font-size: 20px; } .tile span { color: #52606d; font-size: 13px; }
      .chart { width: 100%; height: auto; }
      .weights { width: 100%; max-width: 660px; height: auto; image-rendering: pixelated; }
      table { border-collapse: collapse; font-size: 13px; }
      .pairs th { text-align: left; font-weight: 600; padding: 2px 16px 2px 0; vertical-align: top; white-space: nowrap; }
      .pairs td { padding: 2px 0; overflow-wrap: anywhere; }
      .wide .pairs, .wide .pairs tbody { display: block; } .wide .pairs tbody { columns: 320px; }
      .wide .pairs tr { display: grid; grid-template-columns: 140px 1fr; break-inside: avoid; }
      .confusion td, .confusion th { padding: 4px 8px; text-align: right; border: 1px solid #e4e7eb; font-variant-numeric: tabular-nums; }
      .confusion th { font-weight: 600; } .confusion .share { color: #52606d; }
      """;

  /** The whole page. */
  public String html() {
    Html page = new Html();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .raw("style-src 'unsafe-inline'; img-src data:\">\n")
        .element("title", title)
        .raw("<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n")
        .element("h1", title);
    page.raw("<p>");
    network.layers().forEach(layer -> page.text(layer.description().text()).raw("<br>\n"));
    page.raw("</p>\n");
    writeTiles(page);
    page.raw("<div class=\"grid\">\n");
    writeCurves(page);
    writePairs(page, "Machine and time", "", surroundings);
    writeConfusion(page);
    writeWeights(page);
    writePairs(page, "Configuration", "wide", configuration);
    return page.raw("</div>\n</main>\n</body>\n</html>\n").toString();
  }

  private void writeTiles(Html page) {
    page.raw("<div class=\"tiles\">\n");
    headline.forEach(
        (name, value) ->
            page.raw("<div class=\"tile\"><b>")
                .text(value)
                .raw("</b><span>")
                .text(name)
                .raw("</span></div>\n"));
    page.raw("</div>\n");
  }

  private void writeCurves(Html page) {
    double[] evaluatedAt = history.evaluationSteps();
    writeChart(
        page,
        "Loss",
        Charts.lines(
            "step",
            "loss",
            List.of(
                Curve.ofSteps("training batches", history.losses()),
                Curve.through("validation", evaluatedAt, history.valLosses()))));
    List<Curve> accuracies =
        List.of(
            Curve.through("training (sample)", evaluatedAt, percent(history.trainAccuracies())),
            Curve.through("validation", evaluatedAt, percent(history.valAccuracies())));
    if (!accuracies.stream().allMatch(Curve::isEmpty)) {
      writeChart(page, "Accuracy", Charts.lines("step", "accuracy, %", accuracies));
    }
    writeChart(
        page,
        "Learning rate",
        Charts.lines(
            "step",
            "learning rate",
            List.of(Curve.ofSteps("learning rate", history.learningRates()))));
  }

  private static double[] percent(double[] shares) {
    return Arrays.stream(shares).map(share -> 100 * share).toArray();
  }

  private static void writeChart(Html page, String heading, byte[] png) {
    page.raw("<section>\n").element("h2", heading);
    page.image(png, heading, "chart").raw("</section>\n");
  }

  private void writeConfusion(Html page) {
    if (test == null || test.count() == 0) {
      return;
    }
    page.raw("<section class=\"wide\">\n").element("h2", "Confusion matrix of the test rows");
    if (test.classes() <= ConfusionTable.MAX_CLASSES) {
      ConfusionTable.write(page, test, classNames);
    } else {
      page.element("p", test.classes() + " classes: too many to show; see lanewise eval --json");
    }
    page.raw("</section>\n");
  }

  private void writeWeights(Html page) {
    if (!WeightImages.fit(network)) {
      return;
    }
    BufferedImage grid = WeightImages.grid(network);
    String heading = "First-layer weights";
    page.raw("<section class=\"wide\">\n").element("h2", heading);
    page.element(
        "p",
        "One picture a unit, "
            + WeightImages.units(network)
            + " units: black is the unit's smallest weight, white its largest.");
    page.image(Png.of(grid), heading, "weights").raw("</section>\n");
  }

  private static void writePairs(
      Html page, String heading, String cssClass, Map<String, String> pairs) {
    page.raw("<section class=\"" + cssClass + "\">\n")
        .element("h2", heading)
        .table(pairs)
        .raw("</section>\n");
  }
}
