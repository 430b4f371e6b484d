package lanewise.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import lanewise.data.DataException;
import lanewise.data.Dataset;

/** Whether the labels of some data are classes that a network can learn. */
final class TrainableLabels {
  /** More classes than people name by hand. */
  private static final int MANY = 20;

  /** Rows that a class has on the average; numbers of fewer are values. */
  private static final int FEWEST_ROWS = 3;

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private TrainableLabels() {}

  /**
   * Checks the labels of a whole data set.
   *
   * @param warnings receives which classes no row has
   * @throws DataException if they are values of a regression, or numbers with great gaps
   */
  static void require(Dataset data, Consumer<String> warnings) {
    int[] counts = data.classCounts();
    long present = Arrays.stream(counts).filter(count -> count > 0).count();
    long once = Arrays.stream(counts).filter(count -> count == 1).count();
    long absent = counts.length - present;
    boolean many = present > MANY;
    boolean mostlyOnce = 2 * once > present;
    boolean fractions = data.classNames().stream().anyMatch(TrainableLabels::isFraction);
    boolean fewRows =
        data.size() < FEWEST_ROWS * present
            && data.classNames().stream().allMatch(label -> NUMBER.matcher(label).matches());
    if ((many && (mostlyOnce || fewRows)) || (fractions && (many || mostlyOnce))) {
      throw new DataException(
          data.name()
              + ": "
              + present
              + " different labels in "
              + data.size()
              + " rows, "
              + (mostlyOnce
                  ? "most of them once"
                  : fractions ? "not whole numbers" : "numbers of few rows each")
              + ", expected classes, each with several rows; the command line only classifies, values"
              + " are predicted with the library");
    }
    if (absent > present && counts.length > MANY) {
      throw new DataException(
          data.name()
              + ": "
              + counts.length
              + " classes, of which "
              + absent
              + " have no row, expected labels from 0 without great gaps; number the classes anew");
    }
    if (absent > 0) {
      warnings.accept(
          data.name()
              + ": no row of class "
              + firstAbsent(data.classNames(), counts)
              + (absent > 1 ? " and of " + (absent - 1) + " more" : "")
              + ": it will never be answered");
    }
  }

  private static String firstAbsent(List<String> names, int[] counts) {
    int first = 0;
    while (counts[first] > 0) {
      first++;
    }
    return names.get(first);
  }

  private static boolean isFraction(String label) {
    return NUMBER.matcher(label).matches() && Double.parseDouble(label) % 1 != 0;
  }

  /**
   * Checks that there is something to learn.
   *
   * @param train the training rows
   * @throws DataException if fewer than two classes have rows among them
   */
  static void requireTwo(Dataset train) {
    long present = Arrays.stream(train.classCounts()).filter(count -> count > 0).count();
    if (present < 2) {
      throw new DataException(
          train.name()
              + ": "
              + present
              + " class in "
              + train.size()
              + " training rows, expected 2 or more");
    }
  }
}
