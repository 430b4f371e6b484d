package lanewise.cli;

import lanewise.io.dataset.CsvHeader;
import picocli.CommandLine.Option;

/** The option that says whether a CSV file has a header. */
final class HeaderOption {
  @Option(
      names = "--header",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "whether the first line of a CSV file names its columns: yes, no or auto, told by its fields; default ${DEFAULT-VALUE}")
  CsvHeader header = CsvHeader.AUTO;
}
