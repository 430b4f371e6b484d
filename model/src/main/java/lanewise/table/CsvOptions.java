package lanewise.table;

import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import lanewise.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * How the text of a table is to be read. Immutable: each method returns another.
 *
 * <p>Kinds are found unless said: a column is of numbers if all its cells are decimal numbers, of
 * truth values if all are true/false, yes/no, t/f or y/n in any case, of dates if all are dates of
 * ISO form, with or without a time; else of categories. Gaps are empty cells, NA, N/A, NaN, null,
 * None, ? and their like; a column of gaps alone is of numbers.
 */
public final class CsvOptions {
  private final char separator;
  private final char decimal;
  private final boolean header;
  private final Set<String> gaps;
  private final Map<String, Column.Kind> kinds;
  private final Map<String, DateTimeFormatter> dates;

  private CsvOptions(
      char separator,
      char decimal,
      boolean header,
      Set<String> gaps,
      Map<String, Column.Kind> kinds,
      Map<String, DateTimeFormatter> dates) {
    this.separator = separator;
    this.decimal = decimal;
    this.header = header;
    this.gaps = gaps;
    this.kinds = kinds;
    this.dates = dates;
    if (separator == decimal || separator == '"' || separator == '\n' || separator == '\r') {
      throw new DataException(
          "CsvOptions: separator '"
              + (separator < ' ' ? "\\u%04x".formatted((int) separator) : separator)
              + "' with decimals after '"
              + decimal
              + "', expected two characters that differ, and no quote or line end");
    }
  }

  /** Commas between fields, points before decimals, names in the first line. */
  public static CsvOptions defaults() {
    return new CsvOptions(',', '.', true, Set.of(), Map.of(), Map.of());
  }

  /** The same with another character between fields. */
  public CsvOptions separator(char between) {
    return new CsvOptions(between, decimal, header, gaps, kinds, dates);
  }

  /** The same with another character before decimals, such as a comma. */
  public CsvOptions decimal(char before) {
    return new CsvOptions(separator, before, header, gaps, kinds, dates);
  }

  /** The same with or without names in the first line; without, columns are c0, c1, ... */
  public CsvOptions header(boolean first) {
    return new CsvOptions(separator, decimal, first, gaps, kinds, dates);
  }

  /** The same where these texts are gaps too. */
  public CsvOptions gaps(String... texts) {
    Set<String> more = new HashSet<>(gaps);
    more.addAll(Set.of(texts));
    return new CsvOptions(separator, decimal, header, more, kinds, dates);
  }

  /** The same with a column of a kind that is not to be found. */
  public CsvOptions kind(String column, Column.Kind kind) {
    Map<String, Column.Kind> more = new HashMap<>(kinds);
    more.put(column, kind);
    return new CsvOptions(separator, decimal, header, gaps, more, dates);
  }

  /**
   * The same with a column of dates in another form.
   *
   * @param form as {@link DateTimeFormatter#ofPattern(String)} has it, such as dd.MM.yyyy
   * @throws DataException if it is no such form
   */
  public CsvOptions dates(String column, String form) {
    Map<String, DateTimeFormatter> more = new HashMap<>(dates);
    try {
      more.put(column, DateTimeFormatter.ofPattern(form, Locale.ROOT));
    } catch (IllegalArgumentException none) {
      throw new DataException(
          "CsvOptions.dates: \"" + form + "\", expected a form of dates such as dd.MM.yyyy");
    }
    return new CsvOptions(separator, decimal, header, gaps, kinds, more)
        .kind(column, Column.Kind.DATE);
  }

  char separator() {
    return separator;
  }

  char decimal() {
    return decimal;
  }

  boolean hasHeader() {
    return header;
  }

  boolean isGap(String text) {
    return CellText.isGap(text) || gaps.contains(text.strip());
  }

  Column.@Nullable Kind kind(String column) {
    return kinds.get(column);
  }

  @Nullable DateTimeFormatter dates(String column) {
    return dates.get(column);
  }
}
