package lanewise.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/** One line or cloud of points of a chart: values at their places. */
public final class Curve {
  /** More points than these cannot be told apart on the page. */
  private static final int MAX_POINTS = 400;

  /** More circles than these hide the line. */
  private static final int MOST_MARKED = 60;

  /** What a run that diverges reaches beyond would leave the rest of it a flat line. */
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
  public static Curve through(String name, double[] x, double[] y) {
    int[] kept = IntStream.range(0, x.length).filter(i -> drawn(x[i]) && drawn(y[i])).toArray();
    return new Curve(name, at(x, kept), at(y, kept), kept.length <= MOST_MARKED);
  }

  private static boolean drawn(double value) {
    return Math.abs(value) <= LARGEST;
  }

  private static double[] at(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
  }

  /**
   * A value for each step from 0; of very many steps, the means of as many runs of them as fit,
   * each at its first step.
   */
  public static Curve ofSteps(String name, double[] values) {
    int points = Math.min(values.length, MAX_POINTS);
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      int from = (int) ((long) i * values.length / points);
      int to = (int) ((i + 1L) * values.length / points);
      x[i] = from;
      y[i] = Arrays.stream(values, from, to).average().orElse(Double.NaN);
    }
    return through(name, x, y).unmarked();
  }

  /** The same line without its points. */
  public Curve unmarked() {
    return new Curve(name, x, y, false);
  }

  /** At most so many of the points, at even distances in their order. */
  Curve thinned(int most) {
    int count = Math.min(most, x.length);
    int[] kept = IntStream.range(0, count).map(i -> (int) ((long) i * x.length / count)).toArray();
    return new Curve(name, at(x, kept), at(y, kept), marked);
  }

  /** Whether there are no points. */
  public boolean isEmpty() {
    return x.length == 0;
  }

  int size() {
    return x.length;
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
