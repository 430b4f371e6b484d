package lanewise.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lanewise.feature.Features;
import lanewise.feature.Task;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what the columns of a table are. */
final class TableOptions {

  /** What is to be learned. */
  enum Asked {
    /** What the kind of the target column suggests. */
    auto,
    /** One of the values of the target column. */
    classify,
    /** The number in the target column. */
    regress,
    /** Which of several target columns are true. */
    multilabel
  }

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description =
          "the data is a table, csv:FILE#TARGET[,TARGET...] or table:NAME#TARGET (diabetes, penguins), with categories and gaps: auto, classify, regress or multilabel")
  private @Nullable Asked task;

  @Option(
      names = "--categorical",
      paramLabel = "COLUMN,...",
      split = ",",
      description = "columns of numbers that are names, such as codes, with --task")
  private List<String> categorical = new ArrayList<>();

  @Option(
      names = "--drop",
      paramLabel = "COLUMN,...",
      split = ",",
      description = "columns that are left out, with --task")
  private List<String> dropped = new ArrayList<>();

  @Option(
      names = "--calendar",
      paramLabel = "COLUMN,...",
      split = ",",
      description = "dates whose season, weekday and hour matter, with --task")
  private List<String> calendar = new ArrayList<>();

  @Option(
      names = "--weight-column",
      paramLabel = "COLUMN",
      description = "how much each row counts, with --task")
  private @Nullable String weights;

  @Option(
      names = "--group-column",
      paramLabel = "COLUMN",
      description = "rows of one group never train and judge, with --task")
  private @Nullable String groups;

  @Option(
      names = "--time-column",
      paramLabel = "COLUMN",
      description = "the latest rows judge, with --task")
  private @Nullable String times;

  @Option(names = "--balanced", description = "each class counts as much as any other, with --task")
  boolean balanced;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "judge K parts of the table in turn, instead of one test part, with --task")
  @Nullable Integer folds;

  @Mixin private final TableFormat format = new TableFormat();

  /** Whether the data is a table. */
  boolean isTable() {
    return task != null;
  }

  /** The first option that says something of a table; null if none does. */
  @Nullable String given() {
    return !categorical.isEmpty()
        ? "--categorical"
        : !dropped.isEmpty() ? "--drop" : !calendar.isEmpty() ? "--calendar" : roleGiven();
  }

  private @Nullable String roleGiven() {
    return weights != null
        ? "--weight-column"
        : groups != null
            ? "--group-column"
            : times != null
                ? "--time-column"
                : balanced ? "--balanced" : folds != null ? "--folds" : null;
  }

  /** The table of the data set's name, and what is to be learned of it. */
  Features features(String name) {
    int hash = name.lastIndexOf('#');
    if (!TableFormat.isTable(name) || hash < 0 || hash == name.length() - 1) {
      throw new UsageException(
          "data set \""
              + name
              + "\" with --task, expected csv:FILE#TARGET[,TARGET...] or"
              + " table:NAME#TARGET");
    }
    String[] targets = name.substring(hash + 1).split(",", -1);
    Features features = Features.of(format.read(name.substring(0, hash)), targets);
    features = features.drop(dropped.toArray(String[]::new));
    features = features.oneHot(categorical.toArray(String[]::new));
    features = features.calendar(calendar.toArray(String[]::new));
    if (weights != null) {
      features = features.weightedBy(weights);
    }
    if (groups != null) {
      features = features.groupedBy(groups);
    }
    if (times != null) {
      features = features.orderedBy(times);
    }
    if (task == Asked.classify) {
      features = features.classTarget();
    }
    requireTask(features);
    return features;
  }

  private void requireTask(Features features) {
    var found = features.encoding().target().task();
    boolean fits =
        switch (task == null ? Asked.auto : task) {
          case auto -> true;
          case classify -> found == Task.BINARY || found == Task.CLASSES;
          case regress -> found == Task.VALUES;
          case multilabel -> found == Task.LABELS;
        };
    if (!fits) {
      throw new UsageException(
          "--task "
              + task
              + " with the target "
              + features.encoding().target().columns()
              + " of "
              + found.name().toLowerCase(Locale.ROOT)
              + ", expected a target that fits");
    }
  }
}
