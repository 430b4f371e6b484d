package lanewise.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lanewise.tensor.SeededRandom;

/** Rows by the number that each has: a class, or a group. */
final class Strata {
  private Strata() {}

  /** The rows of each number, ascending, in the order of the numbers. */
  static List<int[]> of(int[] numbers) {
    Map<Integer, List<Integer>> rows = new TreeMap<>();
    for (int row = 0; row < numbers.length; row++) {
      rows.computeIfAbsent(numbers[row], any -> new ArrayList<>()).add(row);
    }
    List<int[]> strata = new ArrayList<>();
    rows.values().forEach(list -> strata.add(list.stream().mapToInt(row -> row).toArray()));
    return strata;
  }

  /** The rows of each number, in an order that is drawn. */
  static List<int[]> shuffled(int[] numbers, SeededRandom random) {
    List<int[]> strata = of(numbers);
    int[] order = IntStream.range(0, strata.size()).toArray();
    random.shuffle(order);
    return new ArrayList<>(IntStream.of(order).mapToObj(strata::get).toList());
  }
}
