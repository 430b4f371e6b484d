package lanewise.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what is in a table. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Says what is in a table: the kind of each column, gaps, ranges, the commonest categories.")
final class DescribeCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "a table as .csv or .jsonl, plain or .gz, or table:NAME")
  private String file = "table.csv";

  @Mixin private final TableFormat format = new TableFormat();

  DescribeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    format.read(file).describe().toString().lines().forEach(console::line);
    return Main.OK;
  }
}
