package lanewise.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.data.DataException;
import lanewise.io.DataFormatException;
import lanewise.loss.Targets;
import lanewise.nn.Network;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** How the columns of a table become numbers. */
class FeaturesTest {
  private static final double NAN = Double.NaN;

  private static Table people() {
    return Table.ofColumns(
        "people",
        List.of(
            Column.numbers("age", 20, 40, NAN, 60),
            Column.categories("city", Arrays.asList("Kiel", "Bonn", null, "Kiel")),
            Column.booleans("member", Arrays.asList(true, false, true, false)),
            Column.numbers("income", 1, 2, 3, 4),
            Column.categories("churn", List.of("no", "yes", "no", "yes"))));
  }

  private static float[] row(Tensor x, int row) {
    int cols = x.shape().exampleSize();
    return Arrays.copyOfRange(x.floats(), row * cols, (row + 1) * cols);
  }

  @Test
  void eachKindHasItsUsualEncoding() {
    TableEncoding encoding = Features.of(people(), "churn").encoding().fit(people());
    Tensor x = encoding.encode(people());

    float sigma = (float) Math.sqrt(800 / 3.0);
    float step = (float) (0.5 / Math.sqrt(1.25));
    float three = (float) (1.5 / Math.sqrt(1.25));
    assertThat(encoding.columns()).containsExactly("age", "city", "member", "income");
    assertThat(x.shape()).isEqualTo(Shape.of(4, 2 + 3 + 1 + 1));
    assertThat(row(x, 0)).containsExactly(-20 / sigma, 0, 0, 1, 0, 1, -three);
    assertThat(row(x, 1)).containsExactly(0, 0, 1, 0, 0, -1, -step);
    assertThat(row(x, 2)).as("gaps").containsExactly(0, 1, 0, 0, 1, 1, step);
    assertThat(row(x, 3)).containsExactly(20 / sigma, 0, 0, 1, 0, -1, three);
  }

  @Test
  void aDateHasItsPlacesInYearWeekAndDay() {
    Table visits =
        Table.ofColumns(
            "visits",
            List.of(
                Column.categories(
                        "day",
                        Arrays.asList("2024-01-01", "2024-07-01T12:00", null, "1969-12-29T06:00"))
                    .as(Column.Kind.DATE),
                Column.numbers("cost", 1, 2, 3, 4)));
    TableEncoding encoding = Features.of(visits, "cost").calendar("day").encoding().fit(visits);
    assertThat(encoding.width()).as("late, gap, three circles").isEqualTo(2 + 6);
    Tensor x = encoding.encode(visits);

    assertThat(Arrays.copyOfRange(row(x, 0), 2, 8))
        .as("a Monday at midnight, the first of a year")
        .containsExactly(0, 1, 0, 1, 0, 1);
    double half = 2 * Math.PI * 182.5 / 366;
    double noon = 2 * Math.PI / 14;
    assertThat(row(x, 1)[2]).isEqualTo((float) StrictMath.sin(half));
    assertThat(row(x, 1)[4]).isEqualTo((float) StrictMath.sin(noon));
    assertThat(row(x, 1)[7]).isEqualTo(-1);
    assertThat(row(x, 2)).containsExactly(0, 1, 0, 0, 0, 0, 0, 0);
    assertThat(row(x, 3)[4]).as("a Monday before 1970").isEqualTo((float) StrictMath.sin(noon / 2));
    assertThat(row(x, 3)[6]).isEqualTo(1);

    TableEncoding again = TableEncoding.parse("text", encoding.toText());
    assertThat(again.encode(visits).floats()).containsExactly(x.floats());
    Table far = Table.ofColumns("far", List.of(Column.numbers("day", 1e30)));
    assertThatThrownBy(() -> encoding.encode(far))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column day")
        .hasMessageContaining("row 0");
    assertThatThrownBy(() -> Features.of(people(), "churn").calendar("city").encoding())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Bonn");
  }

  @Test
  void aWordAmongNumbersIsNoCategory() {
    List<String> cells = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int row = 0; row < 30; row++) {
      cells.add(row == 7 ? "unknown" : Integer.toString(row % 5));
      answers.add(row % 2 == 0 ? "a" : "b");
    }
    Table table =
        Table.ofColumns(
            "codes", List.of(Column.categories("code", cells), Column.categories("y", answers)));
    String refused =
        "column code: \"unknown\" in row 7 (counted from 0) among 29 numbers, expected numbers or"
            + " categories; correct the cell, name it as a gap, or ask for oneHot, embed or"
            + " classTarget";
    assertThatThrownBy(() -> Features.of(table, "y").encoding())
        .isInstanceOf(DataException.class)
        .hasMessage(refused);
    assertThatThrownBy(() -> Features.of(table, "code").encoding())
        .isInstanceOf(DataException.class)
        .hasMessage(refused);
    assertThat(Features.of(table, "y").oneHot("code").encoding().width()).isEqualTo(7);
    assertThat(Features.of(table, "code").classTarget().encoding().target().names()).hasSize(6);
  }

  @Test
  void columnsAreFoundByNameAndTheMissingAreGaps() {
    TableEncoding encoding = Features.of(people(), "churn").encoding().fit(people());
    Table other =
        Table.ofColumns(
            "other",
            List.of(
                Column.categories("extra", List.of("x")),
                Column.numbers("income", 2.5),
                Column.categories("city", List.of("Oslo"))));

    assertThat(row(encoding.encode(other), 0)).containsExactly(0, 1, 0, 0, 1, 0, 0);

    TableEncoding strict =
        Features.of(people(), "churn").needingAllColumns().encoding().fit(people());
    assertThatThrownBy(() -> strict.encode(other))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("age");
  }

  @Test
  void statisticsAndKnownCategoriesAreThoseOfTheTrainingRows() {
    Table train = people().rows(new int[] {0, 1});
    TableEncoding encoding = Features.of(people(), "churn").encoding().fit(train);

    assertThat(row(encoding.encode(people()), 3)[0]).isEqualTo(3);

    Table bonn = people().rows(new int[] {1});
    TableEncoding ofBonn = Features.of(people(), "churn").encoding().fit(bonn);
    assertThat(Arrays.copyOfRange(row(ofBonn.encode(people()), 0), 2, 5))
        .as("Kiel has a place, but no training row had it")
        .containsExactly(0, 0, 1);
  }

  @Test
  void anEmbeddingTakesTheNumberOfItsCategory() {
    Features features = Features.of(people(), "churn").embed("city", 3);
    TableEncoding encoding = features.encoding().fit(people());
    Tensor x = encoding.encode(people());

    assertThat(encoding.columns()).containsExactly("age", "member", "income", "city");
    assertThat(IntStream.range(0, 4).mapToDouble(row -> row(x, row)[4]).toArray())
        .as("Bonn occurs once, which is too rare to learn from")
        .containsExactly(2, 0, 0, 2);
    assertThat(Network.of(features.inputs().dense(1)).outputShape()).isEqualTo(Shape.of(1));
    assertThat(features.inputs().shape()).isEqualTo(Shape.of(4 + 3));
  }

  @Test
  void numbersCanBeScaledInOtherWays() {
    Table table =
        Table.ofColumns(
            "amounts",
            List.of(
                Column.numbers("robust", 1, 2, 3, 4, 1e9),
                Column.numbers("rank", 5, 1, 1, 9, 7),
                Column.numbers("log", 0, Math.E - 1, -(Math.E - 1), 0, 0),
                Column.numbers("raw", 1, 2, 3, 4, 5),
                Column.numbers("huge", 1e300, -1e300, 1e300, -1e300, 0),
                Column.numbers("constant", 7, 7, 7, 7, 7),
                Column.categories("size", List.of("S", "L", "M", "S", "XXL")),
                Column.numbers("price", 1, 2, 3, 4, 6)));
    Features features =
        Features.of(table, "price")
            .scale(Scaling.ROBUST, "robust")
            .scale(Scaling.QUANTILE, "rank")
            .scale(Scaling.LOG, "log")
            .scale(Scaling.NONE, "raw")
            .ordinal("size", "S", "M", "L");
    Tensor x = features.encoding().fit(table).encode(table);

    assertThat(row(x, 0)).startsWith(-1, 0.25f - 0.25f);
    assertThat(row(x, 1)[1]).as("the smallest two").isEqualTo(-0.75f);
    assertThat(row(x, 3)[1]).isEqualTo(1);
    assertThat((double) row(x, 1)[2]).isCloseTo(Math.sqrt(2.5), within(1e-6));
    assertThat(row(x, 4)[3]).isEqualTo(5);
    assertThat((double) row(x, 0)[4]).isCloseTo(1 / Math.sqrt(0.8), within(1e-6));
    assertThat(row(x, 0)[5]).isZero();
    assertThat(row(x, 4)[7]).as("XXL has no place: a gap").isEqualTo(1);
    assertThat(row(x, 4)[6]).isZero();
  }

  @Test
  void theTargetSaysWhatIsLearned() {
    Table table =
        Table.ofColumns(
            "all",
            List.of(
                Column.numbers("x", 1, 2, 3),
                Column.numbers("price", 10, 20, 40),
                Column.numbers("flag", 0, 1, 1),
                Column.numbers("grade", 1, 2, 3),
                Column.booleans("red", List.of(true, false, true)),
                Column.booleans("round", List.of(false, false, true))));

    assertThat(Features.of(table, "price").encoding().target().task()).isEqualTo(Task.VALUES);
    assertThat(Features.of(table, "flag").encoding().target().task()).isEqualTo(Task.BINARY);
    assertThat(Features.of(table, "grade").classTarget().encoding().target().names())
        .containsExactly("1", "2", "3");
    Target labels = Features.of(table, "red", "round").encoding().target();
    assertThat(labels.task()).isEqualTo(Task.LABELS);
    assertThat(((Targets.Values) labels.targets(table, null)).values().floats())
        .containsExactly(1, 0, 0, 0, 1, 1);
    assertThatThrownBy(() -> Features.of(table, "price", "red").encoding())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("[price, red]");
  }

  @Test
  void aValueIsLearnedScaledAndGivenBackInItsOwnUnit() {
    Table table =
        Table.ofColumns(
            "prices", List.of(Column.numbers("x", 1, 2, 3), Column.numbers("price", 10, 20, 60)));
    TableEncoding plain = Features.of(table, "price").encoding().fit(table);
    TableEncoding log = Features.of(table, "price").logTarget().encoding().fit(table);

    Tensor scaled = ((Targets.Values) plain.target().targets(table, null)).values();
    for (int row = 0; row < 3; row++) {
      double learned = ((Targets.Values) log.target().targets(table, null)).values().get(row);
      double price = table.column("price").number(row);
      assertThat(plain.value(0, scaled.get(row))).isCloseTo(price, within(1e-4));
      assertThat(log.value(0, learned)).isCloseTo(price, within(1e-4));
    }
    assertThat(plain.value(0, 0)).as("the mean").isEqualTo(30);
  }

  @Test
  void whatCannotBeLearnedNamesColumnAndRow() {
    Table gap =
        Table.ofColumns(
            "gaps",
            List.of(
                Column.numbers("x", 1, 2, 3),
                Column.categories("churn", Arrays.asList("no", null, "yes")),
                Column.numbers("price", 1, NAN, 3)));

    assertThatThrownBy(
            () -> Features.of(gap, "churn").drop("price").encoding().examples(gap, false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("target churn: a gap in row 1");
    assertThatThrownBy(() -> Features.of(gap, "price").encoding().fit(gap))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("target price: a gap in row 1");
    assertThatThrownBy(() -> Features.of(gap, "nothing"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nothing");
    Table one = gap.rows(new int[] {0});
    assertThatThrownBy(() -> Features.of(one, "churn").encoding())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 classes [no], expected 2 or more");
    assertThatThrownBy(() -> Features.of(gap.rows(new int[0]), "churn"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("0 rows");
    assertThatThrownBy(() -> Features.of(gap.select(List.of("price")), "price").encoding())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no feature column");
    List<String> ids = IntStream.range(0, 40).mapToObj(i -> "id" + i).toList();
    Table numbered =
        Table.ofColumns(
            "ids",
            List.of(
                Column.categories("id", ids),
                Column.numbers("y", IntStream.range(0, 40).asDoubleStream().toArray())));
    assertThatThrownBy(() -> Features.of(numbered, "y").encoding())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column id: another category in each of its 40 rows");
  }

  @Test
  void aNumberBeyondItsScaleNamesColumnAndRow() {
    TableEncoding encoding = Features.of(people(), "churn").encoding().fit(people());
    Table huge = Table.ofColumns("huge", List.of(Column.numbers("age", 1, 1e300)));

    assertThatThrownBy(() -> encoding.encode(huge))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column age: 1.0E300 in row 1");
  }

  @Test
  void weightsAndBalanceMakeEachClassCountAsMuch() {
    Table table =
        Table.ofColumns(
            "weighted",
            List.of(
                Column.numbers("x", 1, 2, 3, 4),
                Column.numbers("w", 1, 2, 3, 0),
                Column.categories("y", List.of("a", "a", "b", "b"))));
    TableEncoding encoding = Features.of(table, "y").weightedBy("w").encoding().fit(table);

    assertThat(encoding.columns()).containsExactly("x");
    assertThat(encoding.weights(table)).containsExactly(1, 2, 3, 0);
    Table negative = table.withColumn(Column.numbers("w", 1, 1, -1, 1));
    assertThatThrownBy(() -> encoding.weights(negative))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("weight column w: -1.0 in row 2");
  }

  @Test
  void anEncodingIsReadBackFromItsText() {
    Table table = people();
    TableEncoding encoding =
        Features.of(table, "churn")
            .embed("city", 3)
            .scale(Scaling.QUANTILE, "income")
            .encoding()
            .fit(table);
    TableEncoding again = TableEncoding.parse("test", encoding.toText());

    assertThat(again.toText()).isEqualTo(encoding.toText());
    assertThat(again.encode(table).floats()).containsExactly(encoding.encode(table).floats());
    assertThat(again.target().names()).containsExactly("no", "yes");
    for (String broken :
        List.of(
            "{}",
            "[]",
            encoding.toText().replace("\"scale\":", "\"scale\":-"),
            encoding.toText().replace("\"index\"", "\"hash\""),
            encoding.toText().replace("\"dim\":3", "\"dim\":0"),
            encoding.toText().replace("\"known\":[1]", "\"known\":[17]"))) {
      assertThatThrownBy(() -> TableEncoding.parse("test", broken))
          .as(broken)
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining("test");
    }
  }
}
