package lanewise.cli;

import java.util.Arrays;
import lanewise.data.Dataset;

/** The value of --class-weights. */
final class ClassWeights {
  private ClassWeights() {}

  /**
   * Reads one weight a class, or works out those that make the classes count alike: rows / (classes
   * * rows of the class), and 0 for a class without rows.
   */
  static double[] parse(String text, Dataset train) {
    return text.equals("balanced") ? balanced(train.classCounts()) : listed(text, train);
  }

  private static double[] balanced(int[] counts) {
    double rows = Arrays.stream(counts).sum();
    return Arrays.stream(counts)
        .mapToDouble(count -> count == 0 ? 0 : rows / (counts.length * (double) count))
        .toArray();
  }

  private static double[] listed(String text, Dataset train) {
    int classes = train.classNames().size();
    try {
      double[] weights =
          Arrays.stream(Decimals.require("--class-weights", text).split(",", -1))
              .mapToDouble(Double::parseDouble)
              .toArray();
      if (weights.length == classes && Arrays.stream(weights).sum() > 0) {
        return weights;
      }
    } catch (NumberFormatException notNumbers) {
      throw unfit(text, classes);
    }
    throw unfit(text, classes);
  }

  private static UsageException unfit(String text, int classes) {
    return new UsageException(
        "--class-weights "
            + text
            + ", expected balanced or one number for each of the "
            + classes
            + " classes, 0 or more and not all 0");
  }
}
