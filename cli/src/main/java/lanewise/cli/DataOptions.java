package lanewise.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import lanewise.io.dataset.CsvHeader;
import lanewise.io.dataset.DataHints;
import lanewise.io.dataset.Datasets;
import lanewise.io.dataset.LoadedData;
import lanewise.model.ModelFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that name the data and say which rows of it train, validate and test. */
final class DataOptions {
  private static final double TABLE_TEST_SHARE = 0.25;

  /** What needs no files. */
  private static final Set<String> EMBEDDED = Set.of("digits", "iris", "wine", "breast-cancer");

  /** What has files of fixed names. */
  private static final Set<String> FILES = Set.of("mnist", "fashion-mnist", "cifar10");

  @Parameters(
      index = "0",
      paramLabel = "DATASET",
      description =
          "digits, iris, wine, breast-cancer, mnist, fashion-mnist, cifar10, csv:FILE[#LABEL], npz:FILE or npy:DIR")
  String name = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "the folder with the files of mnist, fashion-mnist or cifar10; what other files are relative to")
  private @Nullable Path folder;

  @Mixin private final HeaderOption header = new HeaderOption();

  @Option(
      names = "--split",
      paramLabel = "FILE",
      description = "JSON with the row numbers of \"train\" and \"test\" (and \"val\")")
  private @Nullable Path splitFile;

  @Option(
      names = "--test-fraction",
      paramLabel = "F",
      description =
          "share of the rows that test; default 0.25 where the data has no test set of its own")
  private @Nullable Double testFraction;

  @Option(
      names = "--val-fraction",
      paramLabel = "F",
      description = "share of the rows that validate; default 0")
  private @Nullable Double valFraction;

  @Option(names = "--train-count", paramLabel = "N", description = "use so many training rows")
  private @Nullable Integer trainCount;

  @Option(
      names = "--val-count",
      paramLabel = "N",
      description = "use the next so many training rows to validate")
  private @Nullable Integer valCount;

  @Option(names = "--test-count", paramLabel = "N", description = "use so many test rows")
  private @Nullable Integer testCount;

  @Option(
      names = "--offset",
      paramLabel = "N",
      description = "the first training row used with --train-count; default 0")
  private @Nullable Integer offset;

  @Option(
      names = "--ignore-index",
      paramLabel = "N",
      description = "rows of the class with this number count in no loss and no accuracy")
  private @Nullable Integer ignoredClass;

  /** The share of a table's rows that test. */
  double tableTestShare() {
    return share("--test-fraction", testFraction == null ? TABLE_TEST_SHARE : testFraction);
  }

  /** The share of a table's rows that validate. */
  double tableValShare() {
    return share("--val-fraction", valFraction == null ? 0 : valFraction);
  }

  private static double share(String option, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new UsageException(option + " " + share + ", expected 0 or more and less than 1");
    }
    return share;
  }

  /** The option that divides rows in a way that a table's are not; null if none is given. */
  @Nullable String notOfTables() {
    return splitFile != null
        ? "--split"
        : trainCount != null
            ? "--train-count"
            : valCount != null
                ? "--val-count"
                : testCount != null
                    ? "--test-count"
                    : ignoredClass != null ? "--ignore-index" : null;
  }

  /**
   * The whole data set to train on, not normalised.
   *
   * @param warnings receives what may be wrong and cannot be told
   */
  LoadedData load(Consumer<String> warnings) {
    LoadedData loaded = load(List.of());
    TrainableLabels.require(loaded.data(), warnings);
    return ignoring(loaded);
  }

  /**
   * The whole data set that a model is asked about, not normalised: where it names its features,
   * with those of the model in their order.
   *
   * @param notes receives what is left out
   */
  LoadedData load(ModelFile model, Consumer<String> notes) {
    LoadedData loaded = load(model.classNames());
    return ignoring(
        NamedFeatures.of(name, model, loaded.featureNames(), notes)
            .map(features -> loaded.withData(features.of(loaded.data())))
            .orElse(loaded));
  }

  private LoadedData load(List<String> classNames) {
    boolean files = FILES.contains(name);
    if (!files && !name.matches("(?s)(csv|npz|npy):.+")) {
      if (!EMBEDDED.contains(name)) {
        throw new UsageException(
            "data set \""
                + name
                + "\": unknown, expected one of "
                + String.join(", ", Datasets.NAMES));
      }
      if (folder != null) {
        throw new UsageException("--data with " + name + ", expected a data set of files");
      }
    }
    if (folder == null && files && !name.equals("fashion-mnist")) {
      throw new UsageException(
          name + " without --data, expected the folder with its files; add --data DIR");
    }
    CsvHeader first = header.of(name, name.startsWith("csv:"));
    return Datasets.load(name, folder, new DataHints(first, classNames));
  }

  private LoadedData ignoring(LoadedData loaded) {
    Integer ignored = ignoredClass;
    return ignored == null
        ? loaded
        : loaded.withData(
            UsageException.in("--ignore-index", () -> loaded.data().ignoring(ignored)));
  }

  /**
   * How its rows are divided.
   *
   * @param seed draws rows
   */
  SplitPlan splitPlan(long seed) {
    return new SplitPlan(
        splitFile, testFraction, valFraction, trainCount, valCount, testCount, offset, seed);
  }
}
