package lanewise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Curves and points over two axes, drawn as SVG in the page itself: sharp at any size, and without
 * the fonts that a picture would need on the machine that draws it.
 */
public final class Chart {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 330;
  private static final int LEFT = 66;
  private static final int RIGHT = 16;
  private static final int TOP = 12;
  private static final int BOTTOM = 66;
  private static final int PLOT_WIDTH = WIDTH - LEFT - RIGHT;
  private static final int PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;

  /** More points than these cover one another. */
  private static final int MOST_POINTS = 2000;

  /** Blue, orange and green of the Okabe-Ito palette, which colour-blind readers can tell apart. */
  private static final String[] COLORS = {"#0072b2", "#d55e00", "#009e73"};

  private static final String GREY = "#9aa5b1";

  private final String xTitle;
  private final String yTitle;
  private final List<Curve> lines = new ArrayList<>();
  private final List<Curve> clouds = new ArrayList<>();
  private final List<Curve> references = new ArrayList<>();

  /** A chart without anything in it. */
  public Chart(String xTitle, String yTitle) {
    this.xTitle = xTitle;
    this.yTitle = yTitle;
  }

  /** Adds a line through the points of a curve, in the next colour; nothing without points. */
  public Chart line(Curve curve) {
    return add(lines, curve);
  }

  /** Adds the points of a curve without a line; so many that they can be told apart. */
  public Chart points(Curve curve) {
    return add(clouds, curve.thinned(MOST_POINTS));
  }

  /** Adds a thin grey line that others are compared with. */
  public Chart reference(Curve curve) {
    return add(references, curve);
  }

  private Chart add(List<Curve> kind, Curve curve) {
    if (!curve.isEmpty()) {
      kind.add(curve);
    }
    return this;
  }

  /** Whether nothing is drawn. */
  public boolean isEmpty() {
    return lines.isEmpty() && clouds.isEmpty();
  }

  void write(Html page, String description) {
    Axis x = axis(all().flatMapToDouble(curve -> DoubleStream.of(curve.x())).toArray());
    Axis y = axis(all().flatMapToDouble(curve -> DoubleStream.of(curve.y())).toArray());
    page.raw("<svg class=\"chart\" role=\"img\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT)
        .raw("\"><title>")
        .text(description)
        .raw("</title>\n");
    writeMarks(page, x, y);
    for (Curve curve : references) {
      writeLine(page, curve, x, y, GREY, 1);
    }
    int color = 0;
    for (Curve curve : clouds) {
      writePoints(page, curve, x, y, COLORS[color++ % COLORS.length], 2.2, 0.45);
    }
    for (Curve curve : lines) {
      String ofLine = COLORS[color++ % COLORS.length];
      writeLine(page, curve, x, y, ofLine, 1.8);
      if (curve.marked()) {
        writePoints(page, curve, x, y, ofLine, 2.6, 1);
      }
    }
    writeLegend(page);
    page.raw("</svg>\n");
  }

  private java.util.stream.Stream<Curve> all() {
    return java.util.stream.Stream.of(references, clouds, lines).flatMap(List::stream);
  }

  private static Axis axis(double[] values) {
    return Axis.around(
        DoubleStream.of(values).min().orElse(0), DoubleStream.of(values).max().orElse(1));
  }

  private void writeMarks(Html page, Axis x, Axis y) {
    for (double mark : x.marks()) {
      String at = decimals(LEFT + PLOT_WIDTH * x.share(mark));
      page.raw(
          "<line class=\"grid-line\" x1=\""
              + at
              + "\" x2=\""
              + at
              + "\" y1=\""
              + TOP
              + "\" y2=\""
              + (TOP + PLOT_HEIGHT)
              + "\"/>");
      text(page, at, TOP + PLOT_HEIGHT + 16, "middle", Axis.label(mark));
    }
    for (double mark : y.marks()) {
      String at = decimals(TOP + PLOT_HEIGHT * (1 - y.share(mark)));
      page.raw(
          "<line class=\"grid-line\" x1=\""
              + LEFT
              + "\" x2=\""
              + (LEFT + PLOT_WIDTH)
              + "\" y1=\""
              + at
              + "\" y2=\""
              + at
              + "\"/>");
      text(page, Integer.toString(LEFT - 6), Double.parseDouble(at) + 4, "end", Axis.label(mark));
    }
    text(page, decimals(LEFT + PLOT_WIDTH / 2.0), TOP + PLOT_HEIGHT + 34, "middle", xTitle);
    page.raw(
            "<text text-anchor=\"middle\" transform=\"translate(13 "
                + decimals(TOP + PLOT_HEIGHT / 2.0)
                + ") rotate(-90)\">")
        .text(yTitle)
        .raw("</text>\n");
  }

  private static void text(Html page, String x, double y, String anchor, String content) {
    page.raw("<text x=\"" + x + "\" y=\"" + decimals(y) + "\" text-anchor=\"" + anchor + "\">")
        .text(content)
        .raw("</text>\n");
  }

  private static void writeLine(
      Html page, Curve curve, Axis x, Axis y, String color, double width) {
    page.raw("<polyline fill=\"none\" stroke=\"" + color + "\" stroke-width=\"" + width)
        .raw("\" stroke-linejoin=\"round\" points=\"");
    for (int i = 0; i < curve.size(); i++) {
      page.raw(across(x, curve.x()[i]) + "," + down(y, curve.y()[i]) + " ");
    }
    page.raw("\"/>\n");
  }

  private static void writePoints(
      Html page, Curve curve, Axis x, Axis y, String color, double radius, double opacity) {
    page.raw("<g fill=\"" + color + "\" fill-opacity=\"" + opacity + "\">");
    for (int i = 0; i < curve.size(); i++) {
      page.raw("<circle cx=\"" + across(x, curve.x()[i]) + "\" cy=\"" + down(y, curve.y()[i]))
          .raw("\" r=\"" + radius + "\"/>");
    }
    page.raw("</g>\n");
  }

  private static String across(Axis x, double value) {
    return decimals(LEFT + PLOT_WIDTH * x.share(value));
  }

  private static String down(Axis y, double value) {
    return decimals(TOP + PLOT_HEIGHT * (1 - y.share(value)));
  }

  /** Only where there is something to tell apart. */
  private void writeLegend(Html page) {
    List<Curve> named = new ArrayList<>(clouds);
    named.addAll(lines);
    if (named.size() + references.size() < 2) {
      return;
    }
    int at = LEFT;
    for (int i = 0; i < named.size(); i++) {
      at = writeName(page, at, named.get(i).name(), COLORS[i % COLORS.length]);
    }
    for (Curve reference : references) {
      at = writeName(page, at, reference.name(), GREY);
    }
  }

  private static int writeName(Html page, int at, String name, String color) {
    page.raw(
        "<rect x=\""
            + at
            + "\" y=\""
            + (HEIGHT - 15)
            + "\" width=\"12\" height=\"4\" fill=\""
            + color
            + "\"/>");
    text(page, Integer.toString(at + 17), HEIGHT - 9, "start", name);
    return at + 35 + 7 * name.length();
  }

  private static String decimals(double place) {
    return String.format(Locale.ROOT, "%.1f", place);
  }
}
