package lanewise.feature;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.data.DataException;
import lanewise.table.Column;
import org.jspecify.annotations.Nullable;

/**
 * A number, scaled; a gap becomes 0, which is the mean, and where the column had gaps when the
 * encoder was planned, 1 in a value of its own.
 *
 * @param flagged whether there is that second value
 * @param shift what is subtracted, before the scale divides
 * @param knots for {@link Scaling#QUANTILE}: values of the training rows at equal steps of rank;
 *     else empty
 */
@SuppressWarnings("ArrayRecordComponent") // Encoders are never compared.
record NumberEncoder(
    String column,
    Column.Kind kind,
    Scaling scaling,
    boolean flagged,
    double shift,
    double scale,
    double[] knots)
    implements ColumnEncoder {
  private static final int STEPS = 256;

  /** An encoder that is not fitted yet. */
  static NumberEncoder planned(Column column, Scaling scaling) {
    return new NumberEncoder(
        column.name(), column.kind(), scaling, column.gaps() > 0, 0, 1, new double[0]);
  }

  /** An encoder of numbers without gaps, not fitted yet. */
  static NumberEncoder planned(String column, Scaling scaling) {
    return new NumberEncoder(column, Column.Kind.NUMBER, scaling, false, 0, 1, new double[0]);
  }

  @Override
  public int width() {
    return flagged ? 2 : 1;
  }

  @Override
  public NumberEncoder fit(Column train) {
    double[] values = new double[train.rows() - train.gaps()];
    int count = 0;
    for (int row = 0; row < train.rows(); row++) {
      if (!train.isGap(row)) {
        values[count++] = bent(train.number(row));
      }
    }
    if (count == 0) {
      return fitted(0, 1, new double[0]);
    }
    return switch (scaling) {
      case NONE -> fitted(0, 1, new double[0]);
      case STANDARD, LOG -> standard(values);
      case ROBUST -> robust(values);
      case QUANTILE -> fitted(0, 1, knotsOf(values));
    };
  }

  private NumberEncoder fitted(double newShift, double newScale, double[] newKnots) {
    return new NumberEncoder(column, kind, scaling, flagged, newShift, newScale, newKnots);
  }

  /** In units of the largest magnitude, whose squares neither overflow nor vanish. */
  private NumberEncoder standard(double[] values) {
    double unit = Arrays.stream(values).map(Math::abs).max().orElse(0);
    if (unit == 0) {
      return fitted(0, 1, new double[0]);
    }
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      double value = values[i] / unit;
      double fromOldMean = value - mean;
      mean += fromOldMean / (i + 1);
      squares += fromOldMean * (value - mean);
    }
    return fitted(mean * unit, positive(Math.sqrt(squares / values.length) * unit), new double[0]);
  }

  private NumberEncoder robust(double[] values) {
    Arrays.sort(values);
    return fitted(
        quantile(values, 0.5),
        positive(quantile(values, 0.75) - quantile(values, 0.25)),
        new double[0]);
  }

  private static double[] knotsOf(double[] values) {
    Arrays.sort(values);
    double[] knots = new double[Math.min(STEPS, values.length - 1) + 1];
    for (int i = 0; i < knots.length; i++) {
      knots[i] = quantile(values, knots.length == 1 ? 0.5 : (double) i / (knots.length - 1));
    }
    return knots;
  }

  /** Between neighbours in proportion, as NumPy's default. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    double part = place - below;
    return sorted[below] * (1 - part) + sorted[above] * part;
  }

  /** A column that never changes keeps its scale. */
  private static double positive(double scale) {
    return scale > 0 && scale < Double.POSITIVE_INFINITY ? scale : 1;
  }

  @Override
  public void encode(@Nullable Column cells, int rows, float[] x, int at, int stride) {
    for (int row = 0; row < rows; row++) {
      double value = cells == null ? Double.NaN : cells.number(row);
      boolean gap = Double.isNaN(value);
      int place = at + row * stride;
      x[place] = gap ? 0 : scaled(value, row);
      if (flagged) {
        x[place + 1] = gap ? 1 : 0;
      }
    }
  }

  private float scaled(double value, int row) {
    float scaled =
        (float) (scaling == Scaling.QUANTILE ? 2 * rank(value) - 1 : (bent(value) - shift) / scale);
    if (!Float.isFinite(scaled)) {
      throw new DataException(
          "column "
              + column
              + ": "
              + value
              + " in row "
              + row
              + " (counted from 0), expected a number that stays finite when scaled by "
              + scale
              + "; correct the value or choose another scaling");
    }
    return scaled;
  }

  private double bent(double value) {
    return scaling == Scaling.LOG ? Math.copySign(Math.log1p(Math.abs(value)), value) : value;
  }

  /** From 0 to 1; of values that are the same at several knots the middle of them. */
  private double rank(double value) {
    int last = knots.length - 1;
    if (last < 1 || value < knots[0]) {
      return last < 1 ? 0.5 : 0;
    }
    if (value > knots[last]) {
      return 1;
    }
    int low = firstAtLeast(value);
    if (knots[low] == value) {
      int high = low;
      while (high < last && knots[high + 1] == value) {
        high++;
      }
      return (low + high) / (2.0 * last);
    }
    return (low - 1 + (value - knots[low - 1]) / (knots[low] - knots[low - 1])) / last;
  }

  private int firstAtLeast(double value) {
    int low = 0;
    int high = knots.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (knots[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("encoder", "number");
    text.put("column", column);
    text.put("kind", kind);
    text.put("scaling", scaling);
    text.put("flagged", flagged);
    text.put("shift", shift);
    text.put("scale", scale);
    text.put("knots", knots);
    return text;
  }
}
