package lanewise.table;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.data.DataException;
import org.jspecify.annotations.Nullable;

/** Columns from Java values, whose classes say the kinds. */
final class CellColumns {
  private CellColumns() {}

  static Table ofMaps(String name, List<? extends Map<String, ?>> rows) {
    Map<String, List<@Nullable Object>> cells = new LinkedHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      for (Map.Entry<String, ?> entry : rows.get(row).entrySet()) {
        cellsUpTo(cells, entry.getKey(), row).add(entry.getValue());
      }
    }
    cells.keySet().forEach(column -> cellsUpTo(cells, column, rows.size()));
    return table(name, cells);
  }

  /** The cells of a column so far, with gaps for the rows that had none. */
  private static List<@Nullable Object> cellsUpTo(
      Map<String, List<@Nullable Object>> cells, String column, int rows) {
    List<@Nullable Object> ofColumn = cells.computeIfAbsent(column, any -> new ArrayList<>());
    while (ofColumn.size() < rows) {
      ofColumn.add(null);
    }
    return ofColumn;
  }

  static Table ofRecords(String name, List<? extends Record> rows) {
    if (rows.isEmpty()) {
      return Table.ofColumns(name, List.of());
    }
    Map<String, List<@Nullable Object>> cells = new LinkedHashMap<>();
    for (RecordComponent component : rows.get(0).getClass().getRecordComponents()) {
      List<@Nullable Object> ofColumn = new ArrayList<>();
      rows.forEach(row -> ofColumn.add(value(name, component, row)));
      cells.put(component.getName(), ofColumn);
    }
    return table(name, cells);
  }

  private static @Nullable Object value(String table, RecordComponent component, Record row) {
    Method accessor = component.getAccessor();
    try {
      accessor.setAccessible(true);
      return accessor.invoke(row);
    } catch (InvocationTargetException | IllegalAccessException | RuntimeException unreadable) {
      throw new DataException(
          table
              + ": component "
              + component.getName()
              + " of "
              + row.getClass().getName()
              + " cannot be read ("
              + unreadable
              + "), expected records of one class, in a package that is open to lanewise.model");
    }
  }

  static Table of(String name, ResultSet rows) throws SQLException {
    ResultSetMetaData about = rows.getMetaData();
    Map<String, List<@Nullable Object>> cells = new LinkedHashMap<>();
    for (int col = 1; col <= about.getColumnCount(); col++) {
      if (cells.put(about.getColumnLabel(col), new ArrayList<>()) != null) {
        throw new DataException(
            name
                + ": two columns named \""
                + about.getColumnLabel(col)
                + "\", expected distinct names; name one with AS");
      }
    }
    while (rows.next()) {
      int col = 1;
      for (List<@Nullable Object> ofColumn : cells.values()) {
        ofColumn.add(rows.getObject(col++));
      }
    }
    return table(name, cells);
  }

  private static Table table(String name, Map<String, List<@Nullable Object>> cells) {
    List<Column> columns = new ArrayList<>();
    cells.forEach((column, values) -> columns.add(column(column, values)));
    return Table.ofColumns(name, columns);
  }

  private static Column column(String name, List<@Nullable Object> cells) {
    boolean numbers = true;
    boolean truths = true;
    boolean dates = true;
    boolean empty = true;
    for (int row = 0; row < cells.size(); row++) {
      Object cell = plain(name, row, cells.get(row));
      cells.set(row, cell);
      if (cell != null) {
        empty = false;
        numbers &= cell instanceof Double;
        truths &= cell instanceof Boolean;
        dates &= cell instanceof Days || (cell instanceof String text && isDate(text));
      }
    }
    if (empty || numbers) {
      return Column.numbers(name, numbersOf(cells));
    }
    if (truths) {
      return Column.booleans(name, cells.stream().map(cell -> (Boolean) cell).toList());
    }
    if (dates) {
      return Column.ofNumbers(name, Column.Kind.DATE, daysOf(cells));
    }
    List<@Nullable String> texts = new ArrayList<>(cells.size());
    cells.forEach(cell -> texts.add(cell == null ? null : text(cell)));
    return Column.categories(name, texts);
  }

  /** A point in time. */
  private record Days(double since1970) {}

  /** A number as a Double, a date as Days, a truth value or a text as it is; null for a gap. */
  private static @Nullable Object plain(String column, int row, @Nullable Object cell) {
    return switch (cell) {
      case null -> null;
      case Number number -> finite(column, row, number.doubleValue());
      case Boolean truth -> truth;
      case CharSequence text -> CellText.isGap(text.toString()) ? null : text.toString().strip();
      case Character letter -> letter.toString();
      case Enum<?> constant -> constant.name();
      case LocalDate date -> new Days(date.toEpochDay());
      case LocalDateTime time -> new Days(CellText.days(time));
      case OffsetDateTime time -> new Days(CellText.days(time));
      case ZonedDateTime time -> new Days(CellText.days(time.toOffsetDateTime()));
      case Instant instant -> new Days(CellText.days(instant.atOffset(ZoneOffset.UTC)));
      case java.sql.Date date -> new Days(date.toLocalDate().toEpochDay());
      case java.sql.Timestamp time -> new Days(CellText.days(time.toLocalDateTime()));
      default ->
          throw Column.wrong(
              column,
              "a " + cell.getClass().getName(),
              row,
              "a number, a text, a truth value or a date");
    };
  }

  private static @Nullable Double finite(String column, int row, double value) {
    if (Double.isInfinite(value)) {
      throw Column.wrong(column, String.valueOf(value), row, "a finite number");
    }
    return Double.isNaN(value) ? null : value;
  }

  private static boolean isDate(String text) {
    return CellText.days(text).isPresent();
  }

  private static double[] numbersOf(List<@Nullable Object> cells) {
    return cells.stream().mapToDouble(cell -> cell == null ? Double.NaN : (Double) cell).toArray();
  }

  private static double[] daysOf(List<@Nullable Object> cells) {
    return cells.stream().mapToDouble(CellColumns::daysOf).toArray();
  }

  private static double daysOf(@Nullable Object cell) {
    return cell instanceof Days days
        ? days.since1970
        : cell instanceof String text ? CellText.days(text).orElse(Double.NaN) : Double.NaN;
  }

  private static String text(Object cell) {
    return switch (cell) {
      case Double number -> CellText.of(number);
      case Days days -> CellText.ofDays(days.since1970);
      default -> cell.toString();
    };
  }
}
