package lanewise.cli.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/** One line of a chart: values at their places. */
final class Curve {
  /** More points than these cannot be told apart on the page. */
  private static final int MAX_POINTS = 400;

  /** More circles than these hide the line. */
  private static final int MOST_MARKED = 60;

  /** XChart steps along its axis in exact decimals, which takes for ever to far greater values. */
  private static final double LARGEST = 1e15;

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

  /**
   * The points whose value can be drawn: not those that are not finite, such as an accuracy that
   * was not measured, nor those of a run that diverges beyond {@link #LARGEST}.
   */
  static Curve through(String name, double[] x, double[] y) {
    int[] kept = IntStream.range(0, x.length).filter(i -> Math.abs(y[i]) <= LARGEST).toArray();
    return new Curve(
        name,
        Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> y[i]).toArray(),
        kept.length <= MOST_MARKED);
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
    Curve drawn = through(name, x, y);
    return new Curve(name, drawn.x, drawn.y, false);
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
