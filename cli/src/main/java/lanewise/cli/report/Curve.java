package lanewise.cli.report;

import java.util.Arrays;

/** One line of a chart: finite values at their places. */
final class Curve {
  /** More points than these cannot be told apart on the page. */
  private static final int MAX_POINTS = 400;

  private final String name;
  private final double[] x;
  private final double[] y;
  private final boolean marked;

  private Curve(String name, double[] x, double[] y, boolean marked) {
    this.name = name;
    this.x = x;
    this.y = y;
    this.marked = marked;
  }

  /** The points whose value is finite, such as the evaluations where an accuracy was measured. */
  static Curve through(String name, double[] x, double[] y) {
    double[] keptX = new double[x.length];
    double[] keptY = new double[x.length];
    int kept = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(y[i])) {
        keptX[kept] = x[i];
        keptY[kept++] = y[i];
      }
    }
    return new Curve(name, Arrays.copyOf(keptX, kept), Arrays.copyOf(keptY, kept), kept <= 60);
  }

  /**
   * A value for each step from 0; of very many steps, the means of as many runs of them as fit,
   * each at its first step.
   */
  static Curve ofSteps(String name, double[] values) {
    int points = Math.min(values.length, MAX_POINTS);
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      int from = (int) ((long) i * values.length / points);
      int to = (int) ((i + 1L) * values.length / points);
      x[i] = from;
      y[i] = Arrays.stream(values, from, to).average().orElse(Double.NaN);
    }
    return new Curve(name, x, y, false);
  }

  boolean isEmpty() {
    return x.length == 0;
  }

  String name() {
    return name;
  }

  double[] x() {
    return x;
  }

  /** As long as {@link #x}. */
  double[] y() {
    return y;
  }

  /** Whether each point is drawn, and not only the line through them. */
  boolean marked() {
    return marked;
  }
}
