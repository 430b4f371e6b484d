package lanewise.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.model.Importance;
import lanewise.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a saved model relies on. */
@Command(
    name = "importance",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Says what a saved model of a table relies on each column for: how much worse it answers when the cells of the column are shuffled among the rows.")
final class ImportanceCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "a table with the target column, better not one that was trained on")
  private String table = "table.csv";

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "model.safetensors of a training run")
  private Path file = Path.of("model.safetensors");

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "5",
      description = "how often each column is shuffled; default ${DEFAULT-VALUE}")
  private int repeats = 5;

  @Mixin private final TableFormat format = new TableFormat();

  @Option(names = "--json", description = "one JSON object per column on stdout")
  private boolean json;

  ImportanceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (repeats < 1) {
      throw new UsageException("--repeats " + repeats + ", expected 1 or more");
    }
    Importance importance = Model.load(file).importance(format.read(table), repeats);
    if (!json) {
      importance.toString().lines().forEach(console::line);
      return Main.OK;
    }
    for (Importance.OfColumn column : importance.columns()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("column", column.column());
      object.put("figure", importance.figure());
      object.put("drop", column.drop());
      object.put("standard_deviation", column.standardDeviation());
      console.json(object);
    }
    return Main.OK;
  }
}
