package lanewise.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Line charts as PNG, drawn at twice the size that the page shows them at. */
final class Charts {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 320;
  private static final int SCALE = 2;

  private static final Color INK = new Color(0x1f2933);
  private static final Color FAINT = new Color(0xe4e7eb);

  /** Blue, orange and green of the Okabe-Ito palette, which colour-blind readers can tell apart. */
  private static final Color[] COLORS = {
    new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73)
  };

  private static final MathContext LABEL_DIGITS = new MathContext(6);

  private Charts() {}

  /** A chart of all curves that have points. */
  static byte[] lines(String xTitle, String yTitle, List<Curve> curves) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    List<Curve> drawn = curves.stream().filter(curve -> !curve.isEmpty()).toList();
    style(chart.getStyler(), drawn.size() > 1);
    for (int i = 0; i < drawn.size(); i++) {
      add(chart, drawn.get(i), COLORS[i % COLORS.length]);
    }
    BufferedImage image =
        new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return Png.of(image);
  }

  private static void add(XYChart chart, Curve curve, Color color) {
    XYSeries series = chart.addSeries(curve.name(), unevenly(curve.x()), curve.y());
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setMarker(curve.marked() ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(color);
  }

  /**
   * The same places but for a thousandth: at even distances XChart would label the axis at every
   * n-th of them, and not at round numbers.
   */
  private static double[] unevenly(double[] x) {
    double[] moved = x.clone();
    moved[x.length - 1] += 1e-3;
    return moved;
  }

  private static void style(XYStyler styler, boolean legend) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    styler.setBaseFont(font);
    styler.setAxisTitleFont(font);
    styler.setAxisTickLabelsFont(font);
    styler.setLegendFont(font);
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(FAINT);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setAxisTickMarksColor(FAINT);
    styler.setMarkerSize(5);
    styler.setChartTitleVisible(false);
    styler.setLegendVisible(legend);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setXAxisTickLabelsFormattingFunction(Charts::label);
    styler.setYAxisTickLabelsFormattingFunction(Charts::label);
  }

  /** The shortest decimal form, such as 0.001, 1E-5, 40 or 200000. */
  private static String label(double value) {
    BigDecimal exact = new BigDecimal(value, LABEL_DIGITS).stripTrailingZeros();
    return exact.scale() <= 4 ? exact.toPlainString() : exact.toString();
  }
}
