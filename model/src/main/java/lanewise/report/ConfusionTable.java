package lanewise.report;

import java.util.List;
import java.util.Locale;
import lanewise.train.Metrics;

/** Which class was answered for which, as a table whose cells are shaded by their share. */
public final class ConfusionTable {
  /** More classes than these make a table that nobody can read. */
  public static final int MAX_CLASSES = 30;

  private ConfusionTable() {}

  /** Writes the table of an evaluation. */
  public static void write(Html page, Metrics metrics, List<String> classNames) {
    page.raw("<table class=\"confusion\">\n<tr><th>true \\ answered</th>");
    classNames.forEach(name -> page.raw("<th scope=\"col\">").text(name).raw("</th>"));
    page.raw("<th>precision</th><th>recall</th><th>F1</th></tr>\n");
    for (int c = 0; c < metrics.classes(); c++) {
      page.raw("<tr><th scope=\"row\">").text(classNames.get(c)).raw("</th>");
      writeAnswers(page, c, metrics.answersFor(c));
      writeShare(page, metrics.precision(c));
      writeShare(page, metrics.recall(c));
      writeShare(page, metrics.f1(c));
      page.raw("</tr>\n");
    }
    page.raw("</table>\n");
  }

  private static void writeAnswers(Html page, int trueClass, long[] answers) {
    long all = 0;
    for (long count : answers) {
      all += count;
    }
    for (int c = 0; c < answers.length; c++) {
      double share = all == 0 ? 0 : (double) answers[c] / all;
      page.raw("<td style=\"background:" + shade(share, c == trueClass) + "\">");
      page.raw(answers[c] == 0 ? "" : Long.toString(answers[c])).raw("</td>");
    }
  }

  /** Blue for right answers; orange for wrong ones, which are few, so deeper for the same share. */
  private static String shade(double share, boolean right) {
    return right
        ? String.format(Locale.ROOT, "rgba(0,114,178,%.2f)", 0.55 * share)
        : String.format(Locale.ROOT, "rgba(213,94,0,%.2f)", Math.min(0.9, 3 * share));
  }

  private static void writeShare(Html page, double share) {
    page.raw("<td class=\"share\">")
        .text(Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.3f", share))
        .raw("</td>");
  }
}
