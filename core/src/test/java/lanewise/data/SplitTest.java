package lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanewise.property.Property;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final int[] NONE = {};

  @Test
  void fractionsPartTheRows() {
    Property.holds(
        1000,
        draw ->
            fractionsPart(
                draw.between("size", 3, 500),
                draw.between("val", 0, 0.3),
                draw.between("test", 0, 0.3),
                draw.anyLong("seed")));
  }

  private static void fractionsPart(int size, double val, double test, long seed) {
    Split split = Split.byFraction(size, val, test, seed);
    int[] all =
        Stream.of(split.train(), split.val(), split.test())
            .flatMapToInt(IntStream::of)
            .sorted()
            .toArray();
    assertThat(all).isEqualTo(IntStream.range(0, size).toArray());
    assertThat(split.test().length > 0).isEqualTo(test > 0);
    assertThat(Split.byFraction(size, val, test, seed).train()).isEqualTo(split.train());
  }

  @Test
  void anotherSeedIsAnotherSplit() {
    assertThat(Split.byFraction(100, 0, 0.25, 1).test())
        .hasSize(25)
        .isNotEqualTo(Split.byFraction(100, 0, 0.25, 2).test());
  }

  @Test
  void refusesFractionsThatLeaveNothingToTrain() {
    assertThatThrownBy(() -> Split.byFraction(10, 0.5, 0.5, 0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Split: 5 validation and 5 test rows of 10, expected at least 1 row left to train; lower the fractions");
    for (double fraction : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> Split.byFraction(10, 0, fraction, 0))
          .isInstanceOf(DataException.class)
          .hasMessage("Split: test fraction " + fraction + ", expected 0 or more and less than 1");
    }
  }

  @Test
  void countsAreConsecutiveFromTheOffset() {
    Split split = Split.byCounts(10, 4, 2, 1, 2);
    assertThat(split.train()).containsExactly(2, 3, 4, 5);
    assertThat(split.val()).containsExactly(6, 7);
    assertThat(split.test()).containsExactly(8);
    assertThatThrownBy(() -> Split.byCounts(10, 8, 2, 1, 0)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> Split.byCounts(10, 12, -4, 1, 0)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> Split.byCounts(10, Integer.MAX_VALUE, Integer.MAX_VALUE, 2, 0))
        .isInstanceOf(DataException.class);
  }

  @Test
  void takesTheCoursesPartOfAnOfficialSplit() {
    Split official = Split.trainThenTest(50_000, 10_000);
    Split course = official.take(49_000, 1_000, 1_000, 0);
    assertThat(course).hasToString("49000 train, 1000 val, 1000 test");
    assertThat(course.train()).startsWith(0).endsWith(48_999);
    assertThat(course.val()).startsWith(49_000).endsWith(49_999);
    assertThat(course.test()).startsWith(50_000).endsWith(50_999);
    assertThat(official.take(10, 5, 0, 7).val()).startsWith(17);
    assertThatThrownBy(() -> official.take(49_000, 1_000, 1_000, 1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Split: 49000 and 1000 rows from 1 on, expected numbers of 0 or more that fit the 50000 train rows there are");
    assertThatThrownBy(() -> official.take(1, 0, 10_001, 0)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> official.take(0, 1, 1, 0)).isInstanceOf(DataException.class);
  }

  @Test
  void refusesRowsOutOfRangeTwiceOrInTwoParts() {
    assertThatThrownBy(() -> Split.of("split.json", 5, new int[] {0, 5}, NONE, NONE))
        .isInstanceOf(DataException.class)
        .hasMessage("split.json: train[1] is row 5, expected 0 to 4");
    assertThatThrownBy(() -> Split.of("split.json", 5, new int[] {0}, NONE, new int[] {1, -1}))
        .isInstanceOf(DataException.class)
        .hasMessage("split.json: test[1] is row -1, expected 0 to 4");
    assertThatThrownBy(() -> Split.of("split.json", 5, new int[] {0, 1, 0}, NONE, NONE))
        .isInstanceOf(DataException.class)
        .hasMessage("split.json: train[2] is row 0 a second time, expected each row once");
    assertThatThrownBy(() -> Split.of("split.json", 5, new int[] {0, 1}, NONE, new int[] {2, 1}))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "split.json: test[1] is row 1, which another part holds, expected parts without a common row");
    assertThatThrownBy(() -> Split.of("split.json", 5, NONE, NONE, new int[] {2}))
        .isInstanceOf(DataException.class)
        .hasMessage("split.json: 0 train rows, expected 1 or more");
  }

  @Test
  void cannotBeChangedFromOutside() {
    int[] train = {0, 1};
    Split split = Split.of("split", 5, train, NONE, NONE);
    train[0] = 4;
    split.train()[1] = 4;
    assertThat(split.train()).containsExactly(0, 1);
  }

  @Test
  void drawsValidationRowsAmongTheTrainingRows() {
    Split official = Split.trainThenTest(100, 10);
    Split drawn = official.drawValidation(0.2, 5);
    assertThat(drawn).hasToString("80 train, 20 val, 10 test");
    assertThat(drawn.test()).isEqualTo(official.test());
    assertThat(drawn.train()).isSorted();
    assertThat(IntStream.concat(IntStream.of(drawn.train()), IntStream.of(drawn.val())))
        .containsExactlyInAnyOrderElementsOf(IntStream.of(official.train()).boxed().toList());
    // The last rows, were they not drawn: all of one class where the rows are sorted.
    assertThat(drawn.val()).matches(rows -> IntStream.of(rows).anyMatch(row -> row < 80));
    assertThat(official.drawValidation(0.2, 5).val()).isEqualTo(drawn.val());
    assertThat(official.drawValidation(0.2, 6).val()).isNotEqualTo(drawn.val());
    assertThatThrownBy(() -> official.drawValidation(Double.NaN, 0))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> drawn.drawValidation(0.1, 0))
        .isInstanceOf(DataException.class)
        .hasMessage("Split: 20 validation rows, expected none to draw them anew");
  }
}
