package lanewise.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a chart: a range of values, marked at round numbers.
 *
 * @param low the value at its beginning
 * @param high the value at its end; larger than {@code low}
 */
record Axis(double low, double high) {
  /** Marks that fit beside each other. */
  private static final int MOST_MARKS = 7;

  private static final MathContext LABEL_DIGITS = new MathContext(6);

  /** An axis for values from {@code least} to {@code largest}, a little wider than they are. */
  static Axis around(double least, double largest) {
    double spread = largest - least;
    if (!(spread > 1e-9 * Math.max(Math.abs(least), Math.abs(largest)))) {
      spread = Math.max(Math.abs(least), 1) * 0.5;
    }
    double margin = 0.04 * spread;
    boolean fromZero = least >= 0 && least < margin;
    return new Axis(fromZero ? 0 : least - margin, largest + margin);
  }

  /** Where a value lies, as a share of the axis. */
  double share(double value) {
    return (value - low) / (high - low);
  }

  /** The marked values: multiples of 1, 2 or 5 times a power of ten. */
  List<Double> marks() {
    double step = step();
    List<Double> marks = new ArrayList<>();
    for (double i = Math.ceil(low / step); i * step <= high; i++) {
      marks.add(i * step);
    }
    return marks;
  }

  private double step() {
    double least = (high - low) / MOST_MARKS;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    double digits = least / power;
    return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
  }

  /** The shortest decimal form, such as 0.001, 1E-5, 40 or 200000. */
  static String label(double value) {
    BigDecimal exact = new BigDecimal(value, LABEL_DIGITS).stripTrailingZeros();
    boolean plain =
        exact.signum() == 0 || (exact.scale() <= 4 && exact.precision() - exact.scale() <= 9);
    return exact.signum() == 0 ? "0" : plain ? exact.toPlainString() : exact.toString();
  }
}
