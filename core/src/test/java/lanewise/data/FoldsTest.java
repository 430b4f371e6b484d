package lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Rows divided by class, by group and by time, once or in folds. */
class FoldsTest {
  private static final int ROWS = 203;

  /** Numbers 0 to kinds - 1, small ones oftener. */
  private static int[] drawn(int kinds, long seed) {
    SeededRandom random = new SeededRandom(seed);
    return IntStream.range(0, ROWS).map(row -> random.nextInt(1 + random.nextInt(kinds))).toArray();
  }

  private static void requirePartition(Split split) {
    assertThat(
            Stream.of(split.train(), split.val(), split.test())
                .flatMapToInt(Arrays::stream)
                .sorted()
                .toArray())
        .containsExactly(IntStream.range(0, ROWS).toArray());
  }

  private static void requireFolds(List<Split> folds, int count) {
    assertThat(folds).hasSize(count);
    folds.forEach(FoldsTest::requirePartition);
    assertThat(folds.stream().flatMapToInt(fold -> Arrays.stream(fold.val())).sorted().toArray())
        .containsExactly(IntStream.range(0, ROWS).toArray());
  }

  private static Set<Integer> kinds(int[] rows, int[] of) {
    return Arrays.stream(rows).mapToObj(row -> of[row]).collect(Collectors.toSet());
  }

  private static long count(int[] rows, int[] labels, int label) {
    return Arrays.stream(rows).filter(row -> labels[row] == label).count();
  }

  @Test
  void eachRowValidatesOnce() {
    for (int count : new int[] {2, 5, 10, ROWS}) {
      List<Split> folds = Folds.of(ROWS, count, 3);
      requireFolds(folds, count);
      assertThat(folds)
          .allSatisfy(
              fold -> assertThat(fold.val().length).isBetween(ROWS / count, ROWS / count + 1));
    }
    assertThat(Folds.of(ROWS, 5, 3).get(0).val()).isEqualTo(Folds.of(ROWS, 5, 3).get(0).val());
    assertThat(Folds.of(ROWS, 5, 3).get(0).val()).isNotEqualTo(Folds.of(ROWS, 5, 4).get(0).val());
  }

  @Test
  void eachClassHasItsShare() {
    int[] labels = drawn(4, 1);
    int[] all = IntStream.range(0, ROWS).toArray();
    requireFolds(Folds.stratified(labels, 5, 7), 5);
    for (Split fold : Folds.stratified(labels, 5, 7)) {
      for (int label = 0; label < 4; label++) {
        long whole = count(all, labels, label);
        assertThat(count(fold.val(), labels, label)).isBetween(whole / 5, whole / 5 + 1);
      }
    }
    Split split = Split.stratified(labels, 0.2, 0.25, 9);
    requirePartition(split);
    for (int label = 0; label < 4; label++) {
      long whole = count(all, labels, label);
      assertThat(count(split.val(), labels, label)).isEqualTo(Math.round(whole * 0.2));
      assertThat(count(split.test(), labels, label)).isEqualTo(Math.round(whole * 0.25));
    }
    Split rare = Split.stratified(new int[] {0, 0, 0, 0, 1}, 0.45, 0.45, 1);
    assertThat(kinds(rare.train(), new int[] {0, 0, 0, 0, 1})).containsExactly(0, 1);
  }

  @Test
  void groupsStayWhole() {
    int[] groups = drawn(12, 2);
    requireFolds(Folds.grouped(groups, 4, 5), 4);
    for (Split fold : Folds.grouped(groups, 4, 5)) {
      assertThat(kinds(fold.val(), groups))
          .doesNotContainAnyElementsOf(kinds(fold.train(), groups));
      assertThat(fold.val().length).isBetween(ROWS / 8, ROWS / 2);
    }
    for (int seed = 0; seed < 20; seed++) {
      Split split = Split.grouped(groups, 0.2, 0.2, seed);
      requirePartition(split);
      assertThat(split.train()).isNotEmpty();
      assertThat(split.val()).isNotEmpty();
      assertThat(kinds(split.val(), groups))
          .doesNotContainAnyElementsOf(kinds(split.train(), groups))
          .doesNotContainAnyElementsOf(kinds(split.test(), groups));
      assertThat(kinds(split.test(), groups))
          .doesNotContainAnyElementsOf(kinds(split.train(), groups));
    }
    assertThatThrownBy(() -> Folds.grouped(new int[] {1, 1, 2}, 3, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3 folds of 2 groups");
    assertThatThrownBy(() -> Split.grouped(new int[] {1, 1}, 0.5, 0, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 groups");
  }

  @Test
  void timeGoesForward() {
    double[] times = Arrays.stream(drawn(40, 3)).asDoubleStream().toArray();
    for (Split fold : Folds.byTime(times, 4)) {
      assertThat(Arrays.stream(fold.train()).mapToDouble(row -> times[row]).max().orElseThrow())
          .isLessThan(Arrays.stream(fold.val()).mapToDouble(row -> times[row]).min().orElseThrow());
    }
    Split split = Split.byTime(times, 0.2, 0.1);
    requirePartition(split);
    assertThat(split.test().length).isGreaterThanOrEqualTo(20);
    assertThat(Arrays.stream(split.train()).mapToDouble(row -> times[row]).max().orElseThrow())
        .isLessThan(Arrays.stream(split.val()).mapToDouble(row -> times[row]).min().orElseThrow());
    assertThat(Arrays.stream(split.val()).mapToDouble(row -> times[row]).max().orElseThrow())
        .isLessThan(Arrays.stream(split.test()).mapToDouble(row -> times[row]).min().orElseThrow());
    assertThatThrownBy(() -> Split.byTime(new double[] {1, 1, 1}, 0.3, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no row earlier");
    assertThatThrownBy(() -> Split.byTime(new double[] {1, Double.NaN}, 0.5, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 1");
  }

  @Test
  void whatCannotBeDividedIsRefused() {
    for (int count : new int[] {-1, 0, 1, 4}) {
      assertThatThrownBy(() -> Folds.of(3, count, 0))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(count + " folds of 3 rows");
    }
    for (double share : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> Split.stratified(new int[] {0, 1}, share, 0, 0))
          .isInstanceOf(DataException.class);
    }
    assertThatThrownBy(() -> Split.stratified(new int[] {0, 1}, 0.5, 0.5, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("sum below 1");
  }

  @Test
  void aDataSetIsSplitByItsClasses() {
    int[] labels = drawn(3, 4);
    Dataset data =
        Dataset.of("drawn", Shape.of(1), new float[ROWS], labels, List.of("a", "b", "c"));
    TrainTest<Dataset> parts = data.split(0.8, 1);

    assertThat(parts.train().size() + parts.test().size()).isEqualTo(ROWS);
    for (int label = 0; label < 3; label++) {
      assertThat((double) parts.test().classCounts()[label])
          .isEqualTo((double) Math.round(0.2 * data.classCounts()[label]));
    }
  }
}
