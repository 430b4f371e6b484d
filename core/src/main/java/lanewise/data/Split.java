package lanewise.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.tensor.SeededRandom;

/**
 * Which rows of a data set train a model, which choose among models (validation), and which judge
 * the chosen one (test). No row has two of these purposes.
 */
public final class Split {
  private final int[] train;
  private final int[] val;
  private final int[] test;

  private Split(int[] train, int[] val, int[] test) {
    this.train = train;
    this.val = val;
    this.test = test;
  }

  /**
   * The split with these row numbers.
   *
   * @param where what errors name as the source, such as the split file
   * @param size the number of rows of the data set
   * @throws DataException if train is empty, or a row number is out of range or occurs twice
   */
  public static Split of(String where, int size, int[] train, int[] val, int[] test) {
    if (train.length == 0) {
      throw new DataException(where + ": 0 train rows, expected 1 or more");
    }
    BitSet seen = new BitSet(size);
    requireNew(where, "train", size, train, seen);
    requireNew(where, "val", size, val, seen);
    requireNew(where, "test", size, test, seen);
    return new Split(train.clone(), val.clone(), test.clone());
  }

  private static void requireNew(String where, String part, int size, int[] rows, BitSet seen) {
    BitSet inThisPart = new BitSet(size);
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      if (row < 0 || row >= size) {
        throw new DataException(
            where + ": " + part + "[" + i + "] is row " + row + ", expected 0 to " + (size - 1));
      }
      if (inThisPart.get(row)) {
        throw new DataException(
            where
                + ": "
                + part
                + "["
                + i
                + "] is row "
                + row
                + " a second time, expected each row once");
      }
      if (seen.get(row)) {
        throw new DataException(
            where
                + ": "
                + part
                + "["
                + i
                + "] is row "
                + row
                + ", which another part holds, expected parts without a common row");
      }
      inThisPart.set(row);
    }
    seen.or(inThisPart);
  }

  /**
   * A random split: of {@code size} rows, {@code round(size * testFraction)} test, {@code
   * round(size * valFraction)} validate, and the rest trains. A part whose fraction is greater than
   * 0 has at least one row.
   *
   * @throws DataException if a fraction is not in [0, 1) or no row is left to train
   */
  public static Split byFraction(int size, double valFraction, double testFraction, long seed) {
    int val = share("validation", size, valFraction);
    int test = share("test", size, testFraction);
    if (val + test >= size) {
      throw new DataException(
          "Split: "
              + val
              + " validation and "
              + test
              + " test rows of "
              + size
              + ", expected at least 1 row left to train; lower the fractions");
    }
    int[] order = range(0, size);
    new SeededRandom(seed).shuffle(order);
    return new Split(
        Arrays.copyOfRange(order, test + val, size),
        Arrays.copyOfRange(order, test, test + val),
        Arrays.copyOfRange(order, 0, test));
  }

  private static int share(String part, int size, double fraction) {
    if (!(fraction >= 0 && fraction < 1)) {
      throw new DataException(
          "Split: " + part + " fraction " + fraction + ", expected 0 or more and less than 1");
    }
    return fraction == 0 ? 0 : (int) Math.max(1, Math.round(size * fraction));
  }

  /**
   * The first {@code train} rows train, the rest test: the form in which data sets with a test set
   * of their own are loaded.
   */
  public static Split trainThenTest(int train, int test) {
    return of("Split", train + test, range(0, train), new int[0], range(train, train + test));
  }

  /**
   * Consecutive rows: {@code train} rows from row {@code offset} on, then {@code val}, then {@code
   * test}.
   *
   * @throws DataException if the data set has fewer rows
   */
  public static Split byCounts(int size, int train, int val, int test, int offset) {
    requireCounts("rows", size, train, (long) val + test, offset);
    requireCounts("rows", size, val, test, 0);
    int endOfTrain = offset + train;
    int endOfVal = endOfTrain + val;
    return of(
        "Split",
        size,
        range(offset, endOfTrain),
        range(endOfTrain, endOfVal),
        range(endOfVal, endOfVal + test));
  }

  /**
   * A part of this split, as courses take it (49,000 / 1,000 / 1,000 of CIFAR-10): {@code
   * trainCount} train rows from place {@code offset} on, the next {@code valCount} train rows for
   * validation, and the first {@code testCount} test rows.
   *
   * @throws DataException if a part of this split has fewer rows
   */
  public Split take(int trainCount, int valCount, int testCount, int offset) {
    requireCounts("train rows", train.length, trainCount, valCount, offset);
    requireCounts("test rows", test.length, testCount, 0, 0);
    int endOfTrain = offset + trainCount;
    if (trainCount == 0) {
      throw new DataException("Split: 0 train rows, expected 1 or more");
    }
    return new Split(
        Arrays.copyOfRange(train, offset, endOfTrain),
        Arrays.copyOfRange(train, endOfTrain, endOfTrain + valCount),
        Arrays.copyOf(test, testCount));
  }

  /**
   * This split with a share of its training rows, drawn at random, for validation instead: {@code
   * round(train rows * fraction)}, at least one if the fraction is greater than 0. The rest keeps
   * its order.
   *
   * @throws DataException if the fraction is not in [0, 1), no row is left to train, or this split
   *     has validation rows already
   */
  public Split drawValidation(double fraction, long seed) {
    if (val.length > 0) {
      throw new DataException(
          "Split: " + val.length + " validation rows, expected none to draw them anew");
    }
    Split drawn = byFraction(train.length, fraction, 0, seed);
    Arrays.sort(drawn.train);
    return new Split(select(drawn.train), select(drawn.val), test);
  }

  private int[] select(int[] places) {
    return IntStream.of(places).map(place -> train[place]).toArray();
  }

  private static void requireCounts(String what, int size, long first, long second, int offset) {
    if (first < 0 || second < 0 || offset < 0 || offset + first + second > size) {
      throw new DataException(
          "Split: "
              + first
              + " and "
              + second
              + " rows from "
              + offset
              + " on, expected numbers of 0 or more that fit the "
              + size
              + " "
              + what
              + " there are");
    }
  }

  /** The row numbers that train; at least one. */
  public int[] train() {
    return train.clone();
  }

  /** The row numbers that validate; may be empty. */
  public int[] val() {
    return val.clone();
  }

  /** The row numbers that test; may be empty. */
  public int[] test() {
    return test.clone();
  }

  /** The form {@code 1347 train, 0 val, 450 test}. */
  @Override
  public String toString() {
    return train.length + " train, " + val.length + " val, " + test.length + " test";
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  /**
   * A random split in which each class has its share: of the n rows of a class, {@code round(n *
   * testFraction)} test and {@code round(n * valFraction)} validate, but at least one row of each
   * class trains. A class of few rows may be missing from a part. Rows with a negative label are
   * divided as a class of their own.
   *
   * @param labels the class of each row
   * @throws DataException if a fraction is not in [0, 1), or their sum is not
   */
  public static Split stratified(int[] labels, double valFraction, double testFraction, long seed) {
    requireFractions(valFraction, testFraction);
    IntStream.Builder train = IntStream.builder();
    IntStream.Builder val = IntStream.builder();
    IntStream.Builder test = IntStream.builder();
    SeededRandom random = new SeededRandom(seed);
    for (int[] rows : Strata.of(labels)) {
      random.shuffle(rows);
      int tests = (int) Math.min(rows.length - 1L, Math.round(rows.length * testFraction));
      int vals = (int) Math.min(rows.length - 1L - tests, Math.round(rows.length * valFraction));
      for (int i = 0; i < rows.length; i++) {
        (i < tests ? test : i < tests + vals ? val : train).add(rows[i]);
      }
    }
    return new Split(sorted(train), sorted(val), sorted(test));
  }

  /**
   * A random split of whole groups: rows of one group are never in two parts. Groups are drawn
   * until a part has its share of the rows, or more; at least one group trains.
   *
   * @param groups the group of each row, any numbers
   * @throws DataException if a fraction is not in [0, 1), or there are too few groups
   */
  public static Split grouped(int[] groups, double valFraction, double testFraction, long seed) {
    requireFractions(valFraction, testFraction);
    List<int[]> drawn = Strata.shuffled(groups, new SeededRandom(seed));
    int parts = 1 + (valFraction > 0 ? 1 : 0) + (testFraction > 0 ? 1 : 0);
    if (drawn.size() < parts) {
      throw new DataException(
          "Split: " + drawn.size() + " groups, expected " + parts + " or more, one per part");
    }
    IntStream.Builder test = IntStream.builder();
    IntStream.Builder val = IntStream.builder();
    IntStream.Builder train = IntStream.builder();
    int others = valFraction > 0 ? 2 : 1;
    int next = take(drawn, 0, testFraction * groups.length, others, test);
    next = take(drawn, next, valFraction * groups.length, 1, val);
    take(drawn, next, groups.length, 0, train);
    return new Split(sorted(train), sorted(val), sorted(test));
  }

  /** Takes groups until there are as many rows as wanted, or so many groups are left. */
  private static int take(
      List<int[]> groups, int from, double wanted, int left, IntStream.Builder part) {
    int next = from;
    for (double taken = 0; taken < wanted && groups.size() - next > left; next++) {
      for (int row : groups.get(next)) {
        part.add(row);
      }
      taken += groups.get(next).length;
    }
    return next;
  }

  /**
   * A split by time: what validates is later than what trains, and what tests later than that. Rows
   * of one time are in one part, so that a part may be larger than its share.
   *
   * @param times of each row; finite
   * @throws DataException if a fraction is not in [0, 1), a time is not finite, or no row is left
   *     to train
   */
  public static Split byTime(double[] times, double valFraction, double testFraction) {
    requireFractions(valFraction, testFraction);
    int[] order = TimeOrder.of(times);
    int testFrom =
        TimeOrder.boundary(times, order, times.length - share("test", times.length, testFraction));
    int valFrom =
        TimeOrder.boundary(times, order, testFrom - share("validation", times.length, valFraction));
    if (valFrom <= 0) {
      throw new DataException(
          "Split: no row earlier than those that validate and test, expected at least 1 to train;"
              + " lower the fractions");
    }
    return new Split(
        Arrays.copyOfRange(order, 0, valFrom),
        Arrays.copyOfRange(order, valFrom, testFrom),
        Arrays.copyOfRange(order, testFrom, order.length));
  }

  private static void requireFractions(double valFraction, double testFraction) {
    share("validation", 0, valFraction);
    share("test", 0, testFraction);
    if (!(valFraction + testFraction < 1)) {
      throw new DataException(
          "Split: validation fraction "
              + valFraction
              + " and test fraction "
              + testFraction
              + ", expected a sum below 1");
    }
  }

  private static int[] sorted(IntStream.Builder rows) {
    return rows.build().sorted().toArray();
  }
}
