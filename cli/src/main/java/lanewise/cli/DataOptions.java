package lanewise.cli;

import java.nio.file.Path;
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
          "digits, iris, wine, breast-cancer, mnist, fashion-mnist, cifar10, csv:FILE[#LABEL] or npz:FILE")
  String name = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the folder with the files of mnist, fashion-mnist or cifar10")
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
      defaultValue = "0",
      description = "the first training row used with --train-count; default 0")
  private int offset;

  /** The whole data set, not normalised. */
  LoadedData load() {
    return Datasets.load(name, folder);
  }

  /** Which rows of it do what. */
  Split split(LoadedData loaded, long seed) {
    Dataset data = loaded.data();
    if (splitFile != null) {
      requireAbsent("--split", testFraction, valFraction, trainCount, valCount, testCount);
      return SplitFile.read(splitFile, data.size());
    }
    boolean byCounts = trainCount != null || valCount != null || testCount != null || offset != 0;
    Split whole = wholeSplit(loaded, byCounts, seed);
    if (!byCounts) {
      return whole;
    }
    int val = valCount == null ? 0 : valCount;
    int train = trainCount == null ? whole.train().length - val - offset : trainCount;
    return whole.take(train, val, testCount == null ? whole.test().length : testCount, offset);
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
