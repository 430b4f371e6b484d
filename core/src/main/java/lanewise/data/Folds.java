package lanewise.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.tensor.SeededRandom;

/**
 * Several ways to divide rows into those that train and those that validate, such that each row
 * validates once. The same seed gives the same folds.
 */
public final class Folds {
  private Folds() {}

  /**
   * Folds of equal size, but for one row.
   *
   * @param count 2 or more, no more than there are rows
   */
  public static List<Split> of(int size, int count, long seed) {
    requireCount(size, count, "rows");
    int[] order = IntStream.range(0, size).toArray();
    new SeededRandom(seed).shuffle(order);
    return ofFolds(dealt(order, count), count);
  }

  /**
   * Folds in which each class has its share, but for one row of each. A class of fewer rows than
   * folds is missing from some.
   *
   * @param labels the class of each row
   */
  public static List<Split> stratified(int[] labels, int count, long seed) {
    requireCount(labels.length, count, "rows");
    SeededRandom random = new SeededRandom(seed);
    int[] order = new int[labels.length];
    int at = 0;
    for (int[] rows : Strata.of(labels)) {
      random.shuffle(rows);
      System.arraycopy(rows, 0, order, at, rows.length);
      at += rows.length;
    }
    return ofFolds(dealt(order, count), count);
  }

  /** The fold of each row: dealt out one after another along the order. */
  private static int[] dealt(int[] order, int count) {
    int[] folds = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      folds[order[i]] = i % count;
    }
    return folds;
  }

  /**
   * Folds of whole groups: the largest groups first, each to the fold that has the fewest rows.
   *
   * @param groups the group of each row, any numbers
   * @throws DataException if there are fewer groups than folds
   */
  public static List<Split> grouped(int[] groups, int count, long seed) {
    List<int[]> strata = Strata.shuffled(groups, new SeededRandom(seed));
    requireCount(strata.size(), count, "groups");
    strata.sort(Comparator.comparingInt((int[] rows) -> rows.length).reversed());
    int[] sizes = new int[count];
    int[] folds = new int[groups.length];
    for (int[] rows : strata) {
      int least = 0;
      for (int fold = 1; fold < count; fold++) {
        least = sizes[fold] < sizes[least] ? fold : least;
      }
      for (int row : rows) {
        folds[row] = least;
      }
      sizes[least] += rows.length;
    }
    return ofFolds(folds, count);
  }

  /**
   * Folds along time: the rows are cut into {@code count + 1} stretches, and each but the first
   * validates what all before it have trained. Rows of one time are in one stretch.
   *
   * @param times of each row; finite
   * @throws DataException if a time is not finite, or there are too few different ones
   */
  public static List<Split> byTime(double[] times, int count) {
    requireCount(times.length - 1, count, "rows after the first");
    int[] order = TimeOrder.of(times);
    int[] cuts = new int[count + 2];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = TimeOrder.boundary(times, order, (int) ((long) i * order.length / (count + 1)));
      if (i > 0 && cuts[i] <= cuts[i - 1]) {
        throw new DataException(
            "Folds: too few different times for " + count + " folds, expected fewer folds");
      }
    }
    List<Split> splits = new ArrayList<>();
    for (int fold = 1; fold <= count; fold++) {
      splits.add(
          Split.of(
              "Folds",
              times.length,
              Arrays.copyOfRange(order, 0, cuts[fold]),
              Arrays.copyOfRange(order, cuts[fold], cuts[fold + 1]),
              new int[0]));
    }
    return splits;
  }

  private static void requireCount(int size, int count, String what) {
    if (count < 2 || count > size) {
      throw new DataException(
          "Folds: "
              + count
              + " folds of "
              + size
              + " "
              + what
              + ", expected 2 or more, and no more than there are");
    }
  }

  private static List<Split> ofFolds(int[] folds, int count) {
    List<Split> splits = new ArrayList<>();
    for (int fold = 0; fold < count; fold++) {
      int own = fold;
      IntStream rows = IntStream.range(0, folds.length);
      int[] val = rows.filter(row -> folds[row] == own).toArray();
      int[] train = IntStream.range(0, folds.length).filter(row -> folds[row] != own).toArray();
      splits.add(Split.of("Folds", folds.length, train, val, new int[0]));
    }
    return splits;
  }
}
