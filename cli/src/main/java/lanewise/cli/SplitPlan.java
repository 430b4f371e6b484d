package lanewise.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import lanewise.data.Split;
import lanewise.io.dataset.LoadedData;
import lanewise.io.dataset.SplitFile;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a data set are divided: the options, and the seed that draws the rows. A model
 * file keeps it, so that the model is judged on rows that it has not seen.
 *
 * @param file null without a split file; excludes all others
 * @param offset the first training row used, with a count
 */
record SplitPlan(
    @Nullable Path file,
    @Nullable Double testFraction,
    @Nullable Double valFraction,
    @Nullable Integer trainCount,
    @Nullable Integer valCount,
    @Nullable Integer testCount,
    @Nullable Integer offset,
    long seed) {
  private static final double DEFAULT_TEST_FRACTION = 0.25;

  /** Whether any option was given. */
  boolean isChosen() {
    return file != null || testFraction != null || valFraction != null || isByCounts();
  }

  private boolean isByCounts() {
    return trainCount != null || valCount != null || testCount != null || offset != null;
  }

  /** Which rows of the data do what. */
  Split of(LoadedData loaded) {
    if (file != null) {
      if (testFraction != null || valFraction != null || isByCounts()) {
        throw new UsageException(
            "--split with a fraction or a count of rows, expected one way to split; drop the others");
      }
      return SplitFile.read(file, loaded.data().size());
    }
    if (valFraction != null && isByCounts()) {
      throw new UsageException(
          "--val-fraction with counts of rows, expected one of them; use --val-count");
    }
    Split whole = byFractions(loaded);
    return isByCounts() ? byCounts(whole) : whole;
  }

  private Split byFractions(LoadedData loaded) {
    double val = valFraction == null ? 0 : valFraction;
    if (loaded.officialSplit().isPresent() && testFraction == null) {
      Split official = loaded.officialSplit().get();
      return valFraction == null
          ? official
          : UsageException.in("--val-fraction", () -> official.drawValidation(val, seed));
    }
    double test = testFraction == null ? DEFAULT_TEST_FRACTION : testFraction;
    return UsageException.in(
        testFraction == null ? "--val-fraction" : "--test-fraction",
        () -> Split.byFraction(loaded.data().size(), val, test, seed));
  }

  /** Whether the seed decides which rows do what, given the {@link #fractions}. */
  static boolean isDrawn(Map<String, Double> fractions) {
    return fractions.containsKey("test-fraction")
        || fractions.getOrDefault("val-fraction", 0.0) > 0;
  }

  /** The fractions that {@link #of} goes by, given or not; none where it goes by other means. */
  Map<String, Double> fractions(LoadedData loaded) {
    Map<String, Double> fractions = new LinkedHashMap<>();
    if (file == null) {
      fractions.put("val-fraction", valFraction == null ? 0 : valFraction);
      if (testFraction != null || loaded.officialSplit().isEmpty()) {
        fractions.put("test-fraction", testFraction == null ? DEFAULT_TEST_FRACTION : testFraction);
      }
    }
    return fractions;
  }

  private Split byCounts(Split whole) {
    int first = count("--offset", offset, 0);
    int val = count("--val-count", valCount, 0);
    int test = count("--test-count", testCount, whole.test().length);
    long left = (long) whole.train().length - first - val;
    int train = count("--train-count", trainCount, (int) Math.max(0, left));
    if (train < 1 || train > left) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--offset %d, --train-count %d and --val-count %d, expected 1 or more to train and all of it within the %d training rows",
              first,
              train,
              val,
              whole.train().length));
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
}
