package lanewise.table;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import lanewise.io.DataFormatException;
import lanewise.io.dataset.CsvRecords;
import org.jspecify.annotations.Nullable;

/**
 * A table from comma-separated text, read twice: first to find the kinds of its columns, then to
 * take in its cells, so that no text is held but that of categories, each once.
 */
final class CsvTable {
  private final CsvRecords records;
  private final CsvOptions options;
  private final List<ColumnScan> scans = new ArrayList<>();
  private boolean named;
  private int rows;

  private CsvTable(CsvRecords records, CsvOptions options) {
    this.records = records;
    this.options = options;
  }

  static Table read(Path file, CsvOptions options) {
    CsvRecords records = CsvRecords.of(file, options.separator());
    return new CsvTable(records, options).read(String.valueOf(file.getFileName()));
  }

  static Table read(String name, InputStream in, CsvOptions options) {
    return new CsvTable(CsvRecords.of(name, in, options.separator()), options).read(name);
  }

  /** The rows as tables of {@code count} rows, of which the last may have fewer. */
  static void read(Path file, CsvOptions options, int count, Consumer<? super Table> consumer) {
    CsvTable table = new CsvTable(CsvRecords.of(file, options.separator()), options);
    table.read(String.valueOf(file.getFileName()), count, consumer);
  }

  private Table read(String name) {
    List<Table> whole = new ArrayList<>();
    read(name, Integer.MAX_VALUE, whole::add);
    return whole.get(0);
  }

  /** Of no rows one table without any. */
  private void read(String name, int count, Consumer<? super Table> consumer) {
    records.forEachRow(this::scan);
    if (scans.isEmpty()) {
      throw DataFormatException.at(
          records.file(), "CSV", "no line", "the names of columns, or a row", "check the file");
    }
    Portion portion = new Portion(name, count, consumer);
    boolean[] header = {options.hasHeader()};
    records.forEachRow(
        (line, fields) -> {
          if (header[0]) {
            header[0] = false;
          } else {
            portion.add(fields);
          }
        });
    portion.end();
  }

  /** The rows that become the next table. */
  private final class Portion {
    private final String name;
    private final int most;
    private final Consumer<? super Table> consumer;
    private List<ColumnFill> fills;
    private int given;
    private int held;

    Portion(String name, int most, Consumer<? super Table> consumer) {
      this.name = name;
      this.most = most;
      this.consumer = consumer;
      this.fills = fills();
    }

    private List<ColumnFill> fills() {
      int size = Math.min(most, rows - given);
      return scans.stream().map(scan -> new ColumnFill(scan, size)).toList();
    }

    void add(List<String> fields) {
      if (fields.size() != fills.size() || given + held == rows) {
        throw records.changed();
      }
      for (int col = 0; col < fields.size(); col++) {
        fills.get(col).add(fields.get(col));
      }
      held++;
      if (held == most) {
        give();
      }
    }

    private void give() {
      consumer.accept(Table.ofColumns(name, fills.stream().map(ColumnFill::column).toList()));
      given += held;
      held = 0;
      fills = fills();
    }

    void end() {
      if (given + held != rows) {
        throw records.changed();
      }
      if (held > 0 || rows == 0) {
        give();
      }
    }
  }

  private void scan(long line, List<String> fields) {
    if (!named) {
      named = true;
      name(fields);
      if (options.hasHeader()) {
        return;
      }
    }
    if (fields.size() != scans.size()) {
      throw DataFormatException.at(
          records.file(),
          "line " + line,
          fields.size() + " fields",
          scans.size() + " as in the first line",
          "correct the line, or name the right separator");
    }
    rows++;
    for (int col = 0; col < fields.size(); col++) {
      scans.get(col).offer(line, fields.get(col));
    }
  }

  private void name(List<String> fields) {
    Set<String> seen = new HashSet<>();
    for (int col = 0; col < fields.size(); col++) {
      String name = options.hasHeader() ? fields.get(col).strip() : "c" + col;
      if (name.isEmpty() || !seen.add(name)) {
        throw DataFormatException.at(
            records.file(),
            "line 1",
            name.isEmpty()
                ? "no name for column " + col + " (counted from 0)"
                : "two columns named " + name,
            "a name for each column",
            "correct the names; an index that pandas wrote is left out by to_csv(index=False)");
      }
      scans.add(new ColumnScan(name));
    }
  }

  /** What kinds a column may still be of. */
  private final class ColumnScan {
    private final String name;
    private final Column.@Nullable Kind asked;
    private final @Nullable DateTimeFormatter form;
    private boolean numbers = true;
    private boolean dates = true;
    private boolean empty = true;

    /** What is wrong with the first cell that says infinity, if the column is one of numbers. */
    private @Nullable DataFormatException infinite;

    /** -2 before the first word, -1 when there is none. */
    private int truths = -2;

    ColumnScan(String name) {
      this.name = name;
      this.asked = options.kind(name);
      this.form = options.dates(name);
    }

    void offer(long line, String text) {
      if (options.isGap(text)) {
        return;
      }
      empty = false;
      if (asked == Column.Kind.CATEGORY) {
        return;
      }
      if (numbers) {
        OptionalDouble number = CellText.number(text, options.decimal());
        numbers = number.isPresent();
        if (infinite == null && Double.isInfinite(number.orElse(0))) {
          infinite = wrong(line, text, "a number of at most 1.8e308 in magnitude");
        }
      }
      if (dates) {
        dates = days(text).isPresent();
      }
      if (truths != -1) {
        int pair = CellText.truths(text);
        truths = truths == -2 || truths == pair ? pair : -1;
      }
      if (asked != null && !fits(asked)) {
        throw wrong(line, text, "a cell of kind " + asked);
      }
    }

    private boolean fits(Column.Kind kind) {
      return switch (kind) {
        case NUMBER -> numbers;
        case DATE -> dates;
        case BOOLEAN -> truths >= 0;
        case CATEGORY -> true;
      };
    }

    private DataFormatException wrong(long line, String text, String expected) {
      return DataFormatException.at(
          records.file(),
          "line " + line + ", column " + name,
          "\"" + (text.length() > 100 ? text.substring(0, 100) + "..." : text) + "\"",
          expected,
          "correct the cell");
    }

    OptionalDouble days(String text) {
      return form == null ? CellText.days(text) : CellText.days(text, form);
    }

    /** All cells have been seen. */
    Column.Kind kind() {
      if (infinite != null && (asked == Column.Kind.NUMBER || (asked == null && numbers))) {
        throw infinite;
      }
      if (asked != null) {
        return asked;
      }
      return empty || numbers
          ? Column.Kind.NUMBER
          : truths >= 0 ? Column.Kind.BOOLEAN : dates ? Column.Kind.DATE : Column.Kind.CATEGORY;
    }
  }

  /** The cells of a column of a known kind. */
  private final class ColumnFill {
    private final ColumnScan scan;
    private final Column.Kind kind;
    private final double[] numbers;
    private final int[] codes;
    private final Map<String, Integer> found = new HashMap<>();
    private final String[] words;
    private int row;

    ColumnFill(ColumnScan scan, int rows) {
      this.scan = scan;
      this.kind = scan.kind();
      this.numbers = new double[kind == Column.Kind.CATEGORY ? 0 : rows];
      this.codes = new int[kind == Column.Kind.CATEGORY ? rows : 0];
      this.words = CellText.TRUTHS.get(Math.max(0, scan.truths)).toArray(String[]::new);
    }

    void add(String text) {
      boolean gap = options.isGap(text);
      if (kind == Column.Kind.CATEGORY) {
        codes[row++] = gap ? -1 : found.computeIfAbsent(text.strip(), any -> found.size());
      } else {
        numbers[row++] = gap ? Double.NaN : number(text);
      }
    }

    private double number(String text) {
      OptionalDouble number =
          switch (kind) {
            case NUMBER -> CellText.number(text, options.decimal());
            case DATE -> scan.days(text);
            default -> truth(text);
          };
      return number.orElseThrow(records::changed);
    }

    private OptionalDouble truth(String text) {
      if (CellText.truths(text) != scan.truths) {
        return OptionalDouble.empty();
      }
      boolean yes = CellText.isYes(text, scan.truths);
      words[yes ? 1 : 0] = text.strip();
      return OptionalDouble.of(yes ? 1 : 0);
    }

    Column column() {
      if (row != (kind == Column.Kind.CATEGORY ? codes.length : numbers.length)) {
        throw records.changed();
      }
      return switch (kind) {
        case CATEGORY -> Column.ofCodes(scan.name, codes, found);
        case BOOLEAN -> Column.ofTruths(scan.name, numbers, Arrays.asList(words));
        case NUMBER, DATE -> Column.ofNumbers(scan.name, kind, numbers);
      };
    }
  }
}
