package lanewise.table;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** What the text of a cell says: a gap, a number, a truth value, a date. The same in any locale. */
final class CellText {
  /** What tables write where a value is missing. */
  private static final Set<String> GAPS =
      Set.of("", "?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "null", "NULL", "None");

  /** A word for no and a word for yes that go together. */
  static final List<List<String>> TRUTHS =
      List.of(List.of("false", "true"), List.of("no", "yes"), List.of("f", "t"), List.of("n", "y"));

  /** What programs write for a number that is none. */
  private static final Set<String> INFINITIES =
      Set.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private static final int MOST_PLAIN_DIGITS = 15;

  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private static final double SECONDS_A_DAY = 86_400;

  private CellText() {}

  static boolean isGap(String text) {
    return GAPS.contains(text.strip());
  }

  /**
   * A decimal number, infinite where it is too large for a double or says so; empty where the text
   * is none.
   *
   * @param decimal what stands before the decimals
   */
  static OptionalDouble number(String text, char decimal) {
    String stripped = text.strip();
    if (INFINITIES.contains(stripped.toLowerCase(Locale.ROOT))) {
      return OptionalDouble.of(Double.POSITIVE_INFINITY);
    }
    double plain = plain(stripped, decimal);
    if (!Double.isNaN(plain)) {
      return OptionalDouble.of(plain);
    }
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      if (!(c >= '0' && c <= '9') && c != '-' && c != '+' && c != 'e' && c != 'E' && c != decimal) {
        return OptionalDouble.empty();
      }
    }
    try {
      return OptionalDouble.of(
          Double.parseDouble(decimal == '.' ? stripped : stripped.replace(decimal, '.')));
    } catch (NumberFormatException none) {
      return OptionalDouble.empty();
    }
  }

  /**
   * A number of at most 15 digits without exponent, as most are: a whole number below 2^53 divided
   * by a power of ten that a double holds exactly, so rounded once, as {@link Double#parseDouble}
   * rounds. NaN for all other texts. Source: Clinger 1990.
   */
  private static double plain(String text, char decimal) {
    int length = text.length();
    boolean negative = length > 0 && text.charAt(0) == '-';
    long digits = 0;
    int count = 0;
    int point = -1;
    for (int i = negative ? 1 : 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits = 10 * digits + (c - '0');
        count++;
      } else if (c == decimal && point < 0) {
        point = count;
      } else {
        return Double.NaN;
      }
      if (count > MOST_PLAIN_DIGITS) {
        return Double.NaN;
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    double value = point < 0 ? digits : digits / POWERS_OF_TEN[count - point];
    return negative ? -value : value;
  }

  /** The place in {@link #TRUTHS} of the pair that a word belongs to; -1 for other words. */
  static int truths(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    for (int i = 0; i < TRUTHS.size(); i++) {
      if (TRUTHS.get(i).contains(word)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a word of a pair is that of yes. */
  static boolean isYes(String text, int truths) {
    return TRUTHS.get(truths).get(1).equals(text.strip().toLowerCase(Locale.ROOT));
  }

  /** Days since 1970-01-01, of a date or a date with a time, in ISO form; empty for other texts. */
  static OptionalDouble days(String text) {
    String stripped = text.strip();
    // No other form begins like this, and an exception is expensive.
    if (stripped.length() < 10 || stripped.charAt(4) != '-' || stripped.charAt(7) != '-') {
      return OptionalDouble.empty();
    }
    try {
      if (stripped.length() == 10) {
        return OptionalDouble.of((double) LocalDate.parse(stripped).toEpochDay());
      }
      String time = stripped.replace(' ', 'T');
      boolean offset = time.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$");
      return OptionalDouble.of(
          offset ? days(OffsetDateTime.parse(time)) : days(LocalDateTime.parse(time)));
    } catch (DateTimeException none) {
      return OptionalDouble.empty();
    }
  }

  /** As {@link #days(String)}, of a form of the caller's. */
  static OptionalDouble days(String text, DateTimeFormatter form) {
    try {
      var parsed = form.parse(text.strip());
      LocalDate date = LocalDate.from(parsed);
      double seconds =
          parsed.isSupported(ChronoField.SECOND_OF_DAY) ? parsed.get(ChronoField.SECOND_OF_DAY) : 0;
      return OptionalDouble.of(date.toEpochDay() + seconds / SECONDS_A_DAY);
    } catch (DateTimeException none) {
      return OptionalDouble.empty();
    }
  }

  static double days(LocalDateTime time) {
    double seconds = time.toLocalTime().toNanoOfDay() * 1e-9;
    return time.toLocalDate().toEpochDay() + seconds / SECONDS_A_DAY;
  }

  static double days(OffsetDateTime time) {
    return days(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
  }

  /** The shortest text of a number: 3 for 3.0. */
  static String of(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** The date of a number of days, with the time of day where there is one, to the second. */
  static String ofDays(double days) {
    LocalDate date = LocalDate.ofEpochDay((long) Math.floor(days));
    long seconds = Math.round((days - Math.floor(days)) * SECONDS_A_DAY);
    return seconds == 0 ? date.toString() : date.atStartOfDay().plusSeconds(seconds).toString();
  }
}
