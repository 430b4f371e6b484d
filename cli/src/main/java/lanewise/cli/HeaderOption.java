package lanewise.cli;

import lanewise.io.dataset.CsvHeader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says whether a CSV file has a header. */
final class HeaderOption {
  @Option(
      names = "--header",
      paramLabel = "HOW",
      description =
          "whether the first line of a CSV file names its columns: yes, no or auto, told by its fields; default auto")
  private @Nullable CsvHeader header;

  /** How to read the first line; what is not a CSV file has none to ask about. */
  CsvHeader of(String source, boolean csv) {
    if (header != null && !csv) {
      throw new UsageException("--header with " + source + ", expected a CSV file");
    }
    return header == null ? CsvHeader.AUTO : header;
  }
}
