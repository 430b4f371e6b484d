package lanewise.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import lanewise.data.DataException;
import org.jspecify.annotations.Nullable;

/** One column of a {@link Table}: cells of one kind, any of which may be a gap. Immutable. */
public final class Column {
  /** What the cells are. */
  public enum Kind {
    /** A finite number. */
    NUMBER,
    /** One of some texts. */
    CATEGORY,
    /** Yes or no. */
    BOOLEAN,
    /** A date, with or without a time of day. */
    DATE
  }

  private final String name;
  private final Kind kind;

  /** Of all kinds but categories; NaN for a gap. */
  private final double[] numbers;

  /** Of categories; -1 for a gap. */
  private final int[] codes;

  /** The texts of the codes, or of no and yes. */
  private final List<String> texts;

  private Column(String name, Kind kind, double[] numbers, int[] codes, List<String> texts) {
    this.name = name;
    this.kind = kind;
    this.numbers = numbers;
    this.codes = codes;
    this.texts = texts;
  }

  /**
   * A column of numbers.
   *
   * @param values NaN for a gap; copied
   * @throws DataException if a value is infinite
   */
  public static Column numbers(String name, double... values) {
    for (int row = 0; row < values.length; row++) {
      if (Double.isInfinite(values[row])) {
        throw wrong(name, String.valueOf(values[row]), row, "a finite number, or NaN for a gap");
      }
    }
    return ofNumbers(name, Kind.NUMBER, values.clone());
  }

  /** A column of dates, in days since 1970-01-01; NaN for a gap. */
  static Column ofNumbers(String name, Kind kind, double[] values) {
    return new Column(name, kind, values, new int[0], List.of());
  }

  /**
   * A column of categories: each distinct text is one.
   *
   * @param values null for a gap
   */
  public static Column categories(String name, List<? extends @Nullable String> values) {
    Map<String, Integer> found = new HashMap<>();
    int[] codes = new int[values.size()];
    for (int row = 0; row < codes.length; row++) {
      String text = values.get(row);
      codes[row] = text == null ? -1 : found.computeIfAbsent(text, any -> found.size());
    }
    return ofCodes(name, codes, found);
  }

  /** From texts numbered as they came, to categories in their order. */
  static Column ofCodes(String name, int[] codes, Map<String, Integer> found) {
    List<String> ordered = new ArrayList<>(found.keySet());
    ordered.sort(orderOf(ordered));
    int[] places = new int[ordered.size()];
    for (int place = 0; place < places.length; place++) {
      places[Objects.requireNonNull(found.get(ordered.get(place)))] = place;
    }
    int[] sorted = Arrays.stream(codes).map(code -> code < 0 ? -1 : places[code]).toArray();
    return new Column(name, Kind.CATEGORY, new double[0], sorted, List.copyOf(ordered));
  }

  /** By value if all are decimal numbers of usual length. */
  private static Comparator<String> orderOf(List<String> texts) {
    return texts.stream().allMatch(text -> text.matches("-?\\d{1,18}(\\.\\d{1,18})?"))
        ? Comparator.comparing((String text) -> new BigDecimal(text))
            .thenComparing(Comparator.naturalOrder())
        : Comparator.naturalOrder();
  }

  /**
   * A column of truth values.
   *
   * @param values null for a gap
   */
  public static Column booleans(String name, List<? extends @Nullable Boolean> values) {
    double[] numbers = new double[values.size()];
    for (int row = 0; row < numbers.length; row++) {
      Boolean value = values.get(row);
      numbers[row] = value == null ? Double.NaN : value ? 1 : 0;
    }
    return ofTruths(name, numbers, CellText.TRUTHS.get(0));
  }

  /** {@code texts}: those of no and of yes. */
  static Column ofTruths(String name, double[] numbers, List<String> texts) {
    return new Column(name, Kind.BOOLEAN, numbers, new int[0], texts);
  }

  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  /** The number of cells. */
  public int rows() {
    return kind == Kind.CATEGORY ? codes.length : numbers.length;
  }

  /** How many cells are gaps. */
  public int gaps() {
    int gaps = 0;
    for (int row = 0; row < rows(); row++) {
      gaps += isGap(row) ? 1 : 0;
    }
    return gaps;
  }

  public boolean isGap(int row) {
    return kind == Kind.CATEGORY ? codes[row] < 0 : Double.isNaN(numbers[row]);
  }

  /**
   * The number in a cell: of truth values 0 or 1, of dates the days since 1970-01-01 with the time
   * of day as a fraction (UTC, where the text had an offset). NaN for a gap.
   *
   * @throws DataException for a column of categories
   */
  public double number(int row) {
    if (kind == Kind.CATEGORY) {
      throw new DataException(
          "column " + name + ": categories, expected a column of numbers; ask for its code");
    }
    return numbers[row];
  }

  /**
   * The place of the cell's category in {@link #categories}; -1 for a gap.
   *
   * @throws DataException for a column of numbers or dates
   */
  public int code(int row) {
    return switch (kind) {
      case CATEGORY -> codes[row];
      case BOOLEAN -> isGap(row) ? -1 : (int) numbers[row];
      case NUMBER, DATE ->
          throw new DataException(
              "column " + name + ": of kind " + kind + ", expected a column of categories");
    };
  }

  /**
   * The categories, by value if all are decimal numbers, else as texts; of truth values those of no
   * and yes; else none.
   */
  public List<String> categories() {
    return texts;
  }

  /** How many cells are numbers, or categories whose text is one; gaps are none. */
  public int numbers() {
    if (kind != Kind.CATEGORY) {
      return rows() - gaps();
    }
    boolean[] number = new boolean[texts.size()];
    for (int code = 0; code < number.length; code++) {
      number[code] = CellText.number(texts.get(code), '.').isPresent();
    }
    return (int) Arrays.stream(codes).filter(code -> code >= 0 && number[code]).count();
  }

  /** The cell in its shortest form; null for a gap. */
  public @Nullable String text(int row) {
    if (isGap(row)) {
      return null;
    }
    return switch (kind) {
      case NUMBER -> CellText.of(numbers[row]);
      case DATE -> CellText.ofDays(numbers[row]);
      case CATEGORY, BOOLEAN -> texts.get(code(row));
    };
  }

  /**
   * The same cells as another kind. Numbers, dates and truth values become categories by their
   * {@link #text}; categories become numbers, dates or truth values by what their texts say, where
   * what tables write for a missing value is a gap; truth values become the numbers 0 and 1, and
   * back.
   *
   * @throws DataException if a cell cannot be of that kind; the message names column and row
   */
  public Column as(Kind other) {
    if (other == kind) {
      return this;
    }
    if (other == Kind.CATEGORY) {
      return asCategories();
    }
    if (kind == Kind.CATEGORY) {
      return parsed(other);
    }
    if (other == Kind.BOOLEAN) {
      for (int row = 0; row < numbers.length; row++) {
        if (!isGap(row) && numbers[row] != 0 && numbers[row] != 1) {
          throw wrong(name, String.valueOf(text(row)), row, "0 or 1, or a truth value");
        }
      }
      return ofTruths(name, numbers, CellText.TRUTHS.get(0));
    }
    return ofNumbers(name, other, numbers);
  }

  /** Each value is written once. */
  private Column asCategories() {
    Map<Double, String> written = new HashMap<>();
    List<@Nullable String> cells = new ArrayList<>(rows());
    for (int row = 0; row < rows(); row++) {
      int cell = row;
      cells.add(
          isGap(row)
              ? null
              : written.computeIfAbsent(numbers[row], value -> Objects.requireNonNull(text(cell))));
    }
    return categories(name, cells);
  }

  /** Each category is read once. */
  private Column parsed(Kind other) {
    double[] values = new double[texts.size()];
    int pair = -1;
    for (int code = 0; code < values.length; code++) {
      String text = texts.get(code);
      if (CellText.isGap(text)) {
        values[code] = Double.NaN;
        continue;
      }
      OptionalDouble value = OptionalDouble.empty();
      switch (other) {
        case NUMBER -> value = CellText.number(text, '.');
        case DATE -> value = CellText.days(text);
        default -> {
          pair = pair < 0 ? CellText.truths(text) : pair;
          if (pair >= 0 && CellText.truths(text) == pair) {
            value = OptionalDouble.of(CellText.isYes(text, pair) ? 1 : 0);
          }
        }
      }
      if (!Double.isFinite(value.orElse(Double.NaN))) {
        throw wrong(name, "\"" + text + "\"", firstRowOf(code), expected(other));
      }
      values[code] = value.getAsDouble();
    }
    double[] cells = new double[codes.length];
    for (int row = 0; row < cells.length; row++) {
      cells[row] = codes[row] < 0 ? Double.NaN : values[codes[row]];
    }
    return other == Kind.BOOLEAN
        ? ofTruths(name, cells, CellText.TRUTHS.get(Math.max(0, pair)))
        : ofNumbers(name, other, cells);
  }

  private static String expected(Kind kind) {
    return switch (kind) {
      case NUMBER -> "a finite decimal number";
      case DATE -> "a date such as 2024-02-29 or 2024-02-29T12:00";
      case BOOLEAN -> "a truth value, such as yes or no";
      case CATEGORY -> "a text";
    };
  }

  private int firstRowOf(int code) {
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] == code) {
        return row;
      }
    }
    return -1;
  }

  static DataException wrong(String column, String found, int row, String expected) {
    return new DataException(
        "column "
            + column
            + ": "
            + (found.length() > 100 ? found.substring(0, 100) + "..." : found)
            + " in row "
            + row
            + " (counted from 0), expected "
            + expected);
  }

  /** The cells of these rows, in this order; a row may occur twice. The categories stay. */
  public Column rows(int[] rowNumbers) {
    for (int row : rowNumbers) {
      if (row < 0 || row >= rows()) {
        throw new DataException(
            "column " + name + ": row " + row + ", expected 0 to " + (rows() - 1));
      }
    }
    if (kind == Kind.CATEGORY) {
      int[] chosen = new int[rowNumbers.length];
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = codes[rowNumbers[i]];
      }
      return new Column(name, kind, numbers, chosen, texts);
    }
    double[] chosen = new double[rowNumbers.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = numbers[rowNumbers[i]];
    }
    return new Column(name, kind, chosen, codes, texts);
  }

  /** The cells of this column, then those of another of the same kind. */
  Column append(Column other) {
    if (other.kind != kind) {
      throw new DataException(
          "column "
              + name
              + ": of kind "
              + other.kind
              + ", expected "
              + kind
              + " as in the rows before");
    }
    if (kind != Kind.CATEGORY) {
      double[] all = Arrays.copyOf(numbers, rows() + other.rows());
      System.arraycopy(other.numbers, 0, all, rows(), other.rows());
      return new Column(name, kind, all, codes, texts);
    }
    Map<String, Integer> found = new HashMap<>();
    texts.forEach(text -> found.put(text, found.size()));
    int[] all = Arrays.copyOf(codes, rows() + other.rows());
    for (int row = 0; row < other.rows(); row++) {
      String text = other.text(row);
      all[rows() + row] = text == null ? -1 : found.computeIfAbsent(text, any -> found.size());
    }
    return ofCodes(name, all, found);
  }

  /** The same cells under another name. */
  public Column named(String other) {
    return new Column(other, kind, numbers, codes, texts);
  }

  /** How often each text occurs, the commonest first. */
  Map<String, Integer> counts() {
    int[] counts = new int[texts.size()];
    for (int row = 0; row < rows(); row++) {
      if (!isGap(row)) {
        counts[code(row)]++;
      }
    }
    List<Integer> order = new ArrayList<>();
    for (int code = 0; code < counts.length; code++) {
      order.add(code);
    }
    order.sort(Comparator.comparingInt((Integer code) -> counts[code]).reversed());
    Map<String, Integer> commonest = new LinkedHashMap<>();
    order.forEach(code -> commonest.put(texts.get(code), counts[code]));
    return commonest;
  }

  /** The form {@code column age: NUMBER, 400 rows, 3 gaps}. */
  @Override
  public String toString() {
    return "column " + name + ": " + kind + ", " + rows() + " rows, " + gaps() + " gaps";
  }
}
