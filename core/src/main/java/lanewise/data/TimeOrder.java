package lanewise.data;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Rows from the earliest to the latest. */
final class TimeOrder {
  private TimeOrder() {}

  /** The rows by time; rows of one time keep their order. */
  static int[] of(double[] times) {
    for (int row = 0; row < times.length; row++) {
      if (!Double.isFinite(times[row])) {
        throw new DataException(
            "time "
                + times[row]
                + " in row "
                + row
                + " (counted from 0), expected a time for each row; drop the row or fill it in");
      }
    }
    return IntStream.range(0, times.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer row) -> times[row]))
        .mapToInt(row -> row)
        .toArray();
  }

  /** The first place at or before {@code wanted} where another time begins. */
  static int boundary(double[] times, int[] order, int wanted) {
    int place = Math.max(0, wanted);
    while (place > 0 && place < order.length && times[order[place]] == times[order[place - 1]]) {
      place--;
    }
    return place;
  }
}
