package lanewise.cli;

import java.nio.file.Path;
import lanewise.table.CsvOptions;
import lanewise.table.Table;
import lanewise.table.Tables;
import picocli.CommandLine.Option;

/** The options that say how the text of a table is to be read. */
final class TableFormat {
  private static final String CSV = "csv:";
  private static final String EMBEDDED = "table:";

  @Option(
      names = "--separator",
      paramLabel = "C",
      defaultValue = ",",
      description = "what stands between the fields of a table; default a comma")
  private char separator = ',';

  @Option(
      names = "--decimal",
      paramLabel = "C",
      defaultValue = ".",
      description = "what stands before the decimals of a table's numbers; default a point")
  private char decimal = '.';

  /**
   * Reads a table: the file of a name, of which {@code csv:} may stand before it, as JSON lines if
   * it ends so; or an embedded table, {@code table:NAME}.
   */
  Table read(String name) {
    if (name.startsWith(EMBEDDED)) {
      return Tables.load(name.substring(EMBEDDED.length()));
    }
    Path file = Path.of(name.startsWith(CSV) ? name.substring(CSV.length()) : name);
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return Table.readJsonLines(file);
    }
    return Table.readCsv(file, CsvOptions.defaults().separator(separator).decimal(decimal));
  }

  /** Whether a data set's name may be that of a table. */
  static boolean isTable(String name) {
    return name.startsWith(CSV) || name.startsWith(EMBEDDED);
  }
}
