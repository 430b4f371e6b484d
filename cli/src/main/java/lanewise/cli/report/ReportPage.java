package lanewise.cli.report;

import java.util.List;
import java.util.Map;
import lanewise.nn.Network;
import lanewise.report.ConfusionTable;
import lanewise.report.Html;
import lanewise.report.LearningCurves;
import lanewise.report.Page;
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
  private static final String WEIGHTS = "First-layer weights";

  /** The whole page. */
  public String html() {
    Page page = new Page(title);
    page.lines(network.layers().stream().map(layer -> layer.description().text()).toList());
    page.tiles(headline);
    LearningCurves.write(page, history);
    page.section("Machine and time", html -> html.table(surroundings));
    Metrics judged = test;
    if (judged != null && judged.count() > 0) {
      page.wideSection("Confusion matrix of the test rows", html -> writeConfusion(html, judged));
    }
    if (WeightImages.fit(network)) {
      page.wideSection(WEIGHTS, this::writeWeights);
    }
    page.wideSection("Configuration", html -> html.table(configuration));
    return page.html();
  }

  private void writeConfusion(Html html, Metrics judged) {
    if (judged.classes() <= ConfusionTable.MAX_CLASSES) {
      ConfusionTable.write(html, judged, classNames);
    } else {
      html.element("p", judged.classes() + " classes: too many to show; see lanewise eval --json");
    }
  }

  private void writeWeights(Html html) {
    html.element(
        "p",
        "One picture a unit, "
            + WeightImages.units(network)
            + " units: black is the unit's smallest weight, white its largest.");
    html.image(Png.of(WeightImages.grid(network)), WEIGHTS, "weights");
  }
}
