package lanewise.table;

import java.io.InputStream;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import lanewise.data.DataException;
import lanewise.data.Split;
import lanewise.data.TrainTest;
import lanewise.tensor.ShapeException;

/**
 * Named columns of equal length, each of one kind, with gaps. Columns are found by their names.
 * Immutable; safe for concurrent reads.
 */
public final class Table {
  private final String name;
  private final int rows;
  private final List<Column> columns;
  private final Map<String, Column> byName;

  private Table(String name, int rows, List<Column> columns) {
    this.name = name;
    this.rows = rows;
    this.columns = List.copyOf(columns);
    this.byName = HashMap.newHashMap(columns.size());
    for (Column column : columns) {
      if (byName.put(column.name(), column) != null) {
        throw new DataException(
            name + ": two columns named \"" + column.name() + "\", expected distinct names");
      }
    }
  }

  // ---------------------------------------------------------------- from files

  /**
   * Reads a table of comma-separated text, as {@link CsvOptions#defaults} say: UTF-8, plain or
   * gzip, with the names of the columns in the first line; the kinds of the columns are found.
   *
   * @throws lanewise.io.DataFormatException if it is no such text, a line has more or fewer fields
   *     than the first, or a number is too large; the message names line and column
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static Table readCsv(Path file) {
    return readCsv(file, CsvOptions.defaults());
  }

  /** Reads a table of text in another form: as {@link #readCsv(Path)}. */
  public static Table readCsv(Path file, CsvOptions options) {
    return CsvTable.read(file, options);
  }

  /**
   * Reads what a stream gives, up to its end: as {@link #readCsv(Path)}. The stream is not closed.
   *
   * @param name what errors and models call the table
   */
  public static Table readCsv(String name, InputStream in, CsvOptions options) {
    return CsvTable.read(name, in, options);
  }

  /**
   * Reads a table of one JSON object per line; its columns are all keys, in the order of their
   * first appearance. A key that is absent, or null, is a gap.
   *
   * @throws lanewise.io.DataFormatException if a line is no JSON object, or holds lists or objects
   */
  public static Table readJsonLines(Path file) {
    return JsonTable.read(file);
  }

  // ---------------------------------------------------------------- from memory

  /**
   * A table of the rows that a query gave and that have not been read yet. The columns have their
   * labels; NULL is a gap.
   */
  public static Table of(String name, ResultSet rows) throws SQLException {
    return CellColumns.of(name, rows);
  }

  /** A table of records: a column per component. */
  public static Table ofRecords(String name, List<? extends Record> rows) {
    return CellColumns.ofRecords(name, rows);
  }

  /**
   * A table of maps: a column per key, in the order of first appearance. Values are numbers, truth
   * values, dates of {@code java.time} or {@code java.sql}, texts, or null for a gap; texts that
   * are all dates in ISO form are dates.
   *
   * @throws DataException if a value is of another type, or no finite number
   */
  public static Table ofMaps(String name, List<? extends Map<String, ?>> rows) {
    return CellColumns.ofMaps(name, rows);
  }

  /**
   * A table of numbers.
   *
   * @param rows each as long as there are names; NaN for a gap
   */
  public static Table of(String name, List<String> columnNames, float[][] rows) {
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != columnNames.size()) {
        throw new ShapeException(
            name
                + ": "
                + rows[row].length
                + " values in row "
                + row
                + " (counted from 0), expected "
                + columnNames.size()
                + ", one per column");
      }
    }
    List<Column> columns = new ArrayList<>();
    for (int col = 0; col < columnNames.size(); col++) {
      double[] values = new double[rows.length];
      for (int row = 0; row < rows.length; row++) {
        values[row] = rows[row][col];
      }
      columns.add(Column.numbers(columnNames.get(col), values));
    }
    return new Table(name, rows.length, columns);
  }

  /**
   * A table of columns.
   *
   * @throws DataException if two have one name, or not all are of one length
   */
  public static Table ofColumns(String name, List<Column> columns) {
    int rows = columns.isEmpty() ? 0 : columns.get(0).rows();
    for (Column column : columns) {
      if (column.rows() != rows) {
        throw new DataException(
            name
                + ": "
                + column.rows()
                + " rows in the column "
                + column.name()
                + ", expected "
                + rows
                + " as in the first");
      }
    }
    return new Table(name, rows, columns);
  }

  // ---------------------------------------------------------------- what it is

  /** What errors, reports and model files call it. */
  public String name() {
    return name;
  }

  public int rows() {
    return rows;
  }

  public List<Column> columns() {
    return columns;
  }

  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  public boolean has(String column) {
    return byName.containsKey(column);
  }

  /**
   * A column by its name.
   *
   * @throws DataException if there is none; the message names those there are
   */
  public Column column(String column) {
    Column found = byName.get(column);
    if (found == null) {
      List<String> names = columnNames();
      throw new DataException(
          name
              + ": no column \""
              + column
              + "\", expected one of "
              + (names.size() <= 20
                  ? names
                  : names.subList(0, 20) + " and " + (names.size() - 20) + " more"));
    }
    return found;
  }

  /** What is in each column: for people. */
  public TableDescription describe() {
    return TableDescription.of(this);
  }

  // ---------------------------------------------------------------- parts of it

  /** These columns, in this order. */
  public Table select(List<String> names) {
    return new Table(name, rows, names.stream().map(this::column).toList());
  }

  /** All columns but these. */
  public Table drop(String... names) {
    for (String dropped : names) {
      column(dropped);
    }
    Set<String> gone = new HashSet<>(List.of(names));
    return new Table(
        name, rows, columns.stream().filter(column -> !gone.contains(column.name())).toList());
  }

  /** These rows, in this order; a row may occur twice. */
  public Table rows(int[] rowNumbers) {
    return new Table(
        name, rowNumbers.length, columns.stream().map(column -> column.rows(rowNumbers)).toList());
  }

  /** The rows that have no gap in a column. */
  public Table dropGaps(String column) {
    Column cells = column(column);
    return rows(IntStream.range(0, rows).filter(row -> !cells.isGap(row)).toArray());
  }

  /** The table with another column: in place of one of that name, else as the last. */
  public Table withColumn(Column column) {
    Map<String, Column> all = new LinkedHashMap<>();
    columns.forEach(own -> all.put(own.name(), own));
    all.put(column.name(), column);
    return ofColumns(name, List.copyOf(all.values()));
  }

  /**
   * The rows of this table, then those of another.
   *
   * @throws DataException if a column of this table is missing there, or of another kind
   */
  public Table append(Table other) {
    return new Table(
        name,
        rows + other.rows,
        columns.stream().map(column -> column.append(other.column(column.name()))).toList());
  }

  /**
   * Two parts of the rows, drawn at random.
   *
   * @param trainShare of the rows, above 0 and below 1
   */
  public TrainTest<Table> split(double trainShare, long seed) {
    Split split = Split.byFraction(rows, 0, 1 - trainShare, seed);
    return new TrainTest<>(rows(split.train()), rows(split.test()));
  }

  /**
   * Windows over a series: the rows are moments in their order, and each row of the result holds
   * the latest {@code past} values of each column and the next {@code ahead} of one. Columns are
   * named by the moment: {@code load@-2, load@-1, load@0} and {@code load@+1}; the others of the
   * window likewise.
   *
   * @param target the column to be foretold
   * @throws DataException if there are too few rows, or a column is of categories
   */
  public Table windows(int past, int ahead, String target) {
    column(target);
    int count = rows - past - ahead + 1;
    if (past < 1 || ahead < 1 || count < 1) {
      throw new DataException(
          name
              + ": windows of "
              + past
              + " past and "
              + ahead
              + " coming rows over "
              + rows
              + ", expected 1 or more of each, and no more than there are");
    }
    List<Column> moments = new ArrayList<>();
    for (Column column : columns) {
      for (int back = past - 1; back >= 0; back--) {
        String moment = "@" + (back == 0 ? "0" : "-" + back);
        moments.add(moment(column, past - 1 - back, count, column.name() + moment));
      }
    }
    for (int next = 1; next <= ahead; next++) {
      moments.add(moment(column(target), past - 1 + next, count, target + "@+" + next));
    }
    return new Table(name, count, moments);
  }

  private static Column moment(Column column, int first, int count, String name) {
    int[] rows = IntStream.range(first, first + count).toArray();
    return column.as(Column.Kind.NUMBER).rows(rows).named(name);
  }

  /** The form {@code customers: 400 rows, 4 columns}. */
  @Override
  public String toString() {
    return name + ": " + rows + " rows, " + columns.size() + " columns";
  }
}
