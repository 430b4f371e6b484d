package lanewise.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.data.Dataset;
import lanewise.data.Split;
import lanewise.io.dataset.Datasets;
import lanewise.io.dataset.LoadedData;
import lanewise.io.dataset.SplitFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that name the data and say which rows of it train, validate and test. */
final class DataOptions {
  private static final double DEFAULT_TEST_FRACTION = 0.25;

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

  /** The whole data set, not normalised. */
  LoadedData load() {
    LoadedData loaded = Datasets.load(name, folder);
    return ignoredClass == null
        ? loaded
        : new LoadedData(loaded.data().ignoring(ignoredClass), loaded.officialSplit());
  }

  /** Which rows of it do what. */
  Split split(LoadedData loaded, long seed) {
    Dataset data = loaded.data();
    if (splitFile != null) {
      requireAbsent("--split", testFraction, valFraction, trainCount, valCount, testCount, offset);
      return SplitFile.read(splitFile, data.size());
    }
    boolean byCounts =
        trainCount != null || valCount != null || testCount != null || offset != null;
    Split whole = wholeSplit(loaded, byCounts, seed);
    return byCounts ? byCounts(whole) : whole;
  }

  private Split byCounts(Split whole) {
    int first = count("--offset", offset, 0);
    int val = count("--val-count", valCount, 0);
    int test = count("--test-count", testCount, whole.test().length);
    long left = (long) whole.train().length - first - val;
    int train = count("--train-count", trainCount, (int) Math.max(0, left));
    if (train < 1 || train > left) {
      throw new UsageException(
          "--offset %d, --train-count %d and --val-count %d, expected 1 or more to train and all of it within the %d training rows"
              .formatted(first, train, val, whole.train().length));
    }
    if (test > whole.test().length) {
      throw new UsageException(
          "--test-count " + test + ", expected 0 to " + whole.test().length + ", the test rows");
    }
    return whole.take(train, val, test, first);
  }

  private static int count(String option, @Nullable Integer given, int byDefault) {
    if (given == null) {
      return byDefault;
    }
    if (given < 0) {
      throw new UsageException(option + " " + given + ", expected 0 or more");
    }
    return given;
  }

  private Split wholeSplit(LoadedData loaded, boolean byCounts, long seed) {
    if (loaded.officialSplit().isPresent() && testFraction == null) {
      Split official = loaded.officialSplit().get();
      if (valFraction == null) {
        return official;
      }
      if (byCounts) {
        throw new UsageException(
            "--val-fraction with counts of rows, expected one of them; use --val-count");
      }
      int val = (int) Math.round(official.train().length * valFraction);
      return official.take(official.train().length - val, val, official.test().length, 0);
    }
    return Split.byFraction(
        loaded.data().size(),
        valFraction == null ? 0 : valFraction,
        testFraction == null ? DEFAULT_TEST_FRACTION : testFraction,
        seed);
  }

  /** The fractions that {@link #split} goes by, given or not; none where it goes by other means. */
  Map<String, Double> fractions(LoadedData loaded) {
    Map<String, Double> fractions = new LinkedHashMap<>();
    if (splitFile == null) {
      fractions.put("val-fraction", valFraction == null ? 0 : valFraction);
      if (testFraction != null || loaded.officialSplit().isEmpty()) {
        fractions.put("test-fraction", testFraction == null ? DEFAULT_TEST_FRACTION : testFraction);
      }
    }
    return fractions;
  }

  private static void requireAbsent(String option, @Nullable Object... others) {
    for (Object other : others) {
      if (other != null) {
        throw new UsageException(
            option
                + " with a fraction or a count of rows, expected one way to split; drop the others");
      }
    }
  }
}
