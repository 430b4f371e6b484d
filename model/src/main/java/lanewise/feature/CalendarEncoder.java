package lanewise.feature;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.data.DataException;
import lanewise.table.Column;
import org.jspecify.annotations.Nullable;

/**
 * A date as how late it is, scaled, and its places in the year, the week and the day, each as a
 * point on a circle, so that December is beside January. All of a gap is 0.
 *
 * @param date how late it is
 */
record CalendarEncoder(NumberEncoder date) implements ColumnEncoder {
  /** Two values for each circle. */
  private static final int CIRCLES = 3;

  private static final int DAYS_OF_A_WEEK = 7;

  /** A hundred million years, within what calendars reckon. */
  private static final double MOST_DAYS = 3.6e10;

  /** The day 0, 1970-01-01, was a Thursday, and weeks begin on Mondays. */
  private static final int WEEKDAY_OF_DAY_0 = 3;

  /** An encoder that is not fitted yet. */
  static CalendarEncoder planned(Column dates) {
    return new CalendarEncoder(NumberEncoder.planned(dates, Scaling.STANDARD));
  }

  @Override
  public String column() {
    return date.column();
  }

  @Override
  public Column.Kind kind() {
    return Column.Kind.DATE;
  }

  @Override
  public int width() {
    return date.width() + 2 * CIRCLES;
  }

  @Override
  public CalendarEncoder fit(Column train) {
    return new CalendarEncoder(date.fit(train));
  }

  @Override
  public void encode(@Nullable Column cells, int rows, float[] x, int at, int stride) {
    date.encode(cells, rows, x, at, stride);
    for (int row = 0; row < rows; row++) {
      int place = at + row * stride + date.width();
      double days = cells == null ? Double.NaN : cells.number(row);
      if (Double.isNaN(days)) {
        continue;
      }
      if (Math.abs(days) > MOST_DAYS) {
        throw new DataException(
            "column "
                + column()
                + ": "
                + days
                + " days since 1970 in row "
                + row
                + " (counted from 0), expected a date of at most "
                + MOST_DAYS
                + " days from it");
      }
      double ofDay = days - Math.floor(days);
      LocalDate day = LocalDate.ofEpochDay((long) Math.floor(days));
      put((day.getDayOfYear() - 1 + ofDay) / day.lengthOfYear(), x, place);
      double sinceMonday =
          Math.floorMod((long) Math.floor(days) + WEEKDAY_OF_DAY_0, DAYS_OF_A_WEEK);
      put((sinceMonday + ofDay) / DAYS_OF_A_WEEK, x, place + 2);
      put(ofDay, x, place + 4);
    }
  }

  private static void put(double share, float[] x, int place) {
    double angle = 2 * Math.PI * share;
    x[place] = (float) StrictMath.sin(angle);
    x[place + 1] = (float) StrictMath.cos(angle);
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("encoder", "calendar");
    text.put("date", date.description());
    return text;
  }
}
