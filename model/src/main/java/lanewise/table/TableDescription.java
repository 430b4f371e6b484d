package lanewise.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is in the columns of a table; {@link #toString} is a text table of it.
 *
 * @param name of the table
 * @param rows of the table
 */
public record TableDescription(String name, int rows, List<OfColumn> columns) {
  private static final int COMMONEST = 4;
  private static final int LONGEST_TEXT = 24;

  public TableDescription {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param distinct how many different cells there are, gaps apart
   * @param content least, mean and largest number; first and last date; the commonest categories
   *     with their counts
   */
  public record OfColumn(String name, Column.Kind kind, int gaps, int distinct, String content) {}

  static TableDescription of(Table table) {
    return new TableDescription(
        table.name(), table.rows(), table.columns().stream().map(TableDescription::of).toList());
  }

  private static OfColumn of(Column column) {
    boolean texts = column.kind() == Column.Kind.CATEGORY || column.kind() == Column.Kind.BOOLEAN;
    return texts ? ofTexts(column) : ofNumbers(column);
  }

  private static OfColumn ofTexts(Column column) {
    Map<String, Integer> counts = column.counts();
    counts.values().removeIf(count -> count == 0);
    String commonest =
        counts.entrySet().stream()
            .limit(COMMONEST)
            .map(entry -> shortened(entry.getKey()) + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return new OfColumn(
        column.name(),
        column.kind(),
        column.gaps(),
        counts.size(),
        commonest + (counts.size() > COMMONEST ? ", ..." : ""));
  }

  private static OfColumn ofNumbers(Column column) {
    double[] sorted =
        IntStream.range(0, column.rows())
            .filter(row -> !column.isGap(row))
            .mapToDouble(column::number)
            .sorted()
            .toArray();
    int distinct = (int) Arrays.stream(sorted).distinct().count();
    return new OfColumn(
        column.name(), column.kind(), column.gaps(), distinct, range(column.kind(), sorted));
  }

  private static String range(Column.Kind kind, double[] sorted) {
    if (sorted.length == 0) {
      return "gaps alone";
    }
    double last = sorted[sorted.length - 1];
    if (kind == Column.Kind.DATE) {
      return CellText.ofDays(sorted[0]) + " to " + CellText.ofDays(last);
    }
    double mean = 0;
    for (int i = 0; i < sorted.length; i++) {
      mean += (sorted[i] - mean) / (i + 1);
    }
    return String.format(Locale.ROOT, "%.6g to %.6g, mean %.6g", sorted[0], last, mean);
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
  }

  @Override
  public String toString() {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"column", "kind", "gaps", "distinct", "content"});
    for (OfColumn column : columns) {
      lines.add(
          new String[] {
            shortened(column.name),
            column.kind.name().toLowerCase(Locale.ROOT),
            Integer.toString(column.gaps),
            Integer.toString(column.distinct),
            column.content
          });
    }
    StringBuilder text =
        new StringBuilder(name + ": " + rows + " rows, " + columns.size() + " columns");
    int[] widths = new int[lines.get(0).length];
    for (String[] line : lines) {
      Arrays.setAll(widths, cell -> Math.max(widths[cell], line[cell].length()));
    }
    for (String[] line : lines) {
      text.append('\n');
      for (int cell = 0; cell < line.length; cell++) {
        boolean last = cell == line.length - 1;
        text.append(line[cell])
            .append(" ".repeat(last ? 0 : widths[cell] + 2 - line[cell].length()));
      }
    }
    return text.toString();
  }
}
