package lanewise.cli;

import java.nio.file.Path;
import lanewise.table.CsvOptions;
import lanewise.table.Table;
import picocli.CommandLine.Option;

/** The options that say how the text of a table is to be read. */
final class TableFormat {
  private static final String CSV = "csv:";

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

  /** Reads the table of a file, of which {@code csv:} may stand before the name. */
  Table read(String name) {
    CsvOptions options = CsvOptions.defaults().separator(separator).decimal(decimal);
    return Table.readCsv(
        Path.of(name.startsWith(CSV) ? name.substring(CSV.length()) : name), options);
  }
}
