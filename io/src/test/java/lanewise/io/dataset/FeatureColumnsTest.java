package lanewise.io.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FeatureColumnsTest {
  private static final List<String> MODEL = List.of("a", "b", "c");

  @Test
  void columnsAreFoundInAnyOrderAmongOthers() {
    FeatureColumns found = FeatureColumns.of("t.csv", MODEL, List.of("c", "id", " a ", "b"));
    assertThat(found.inPlace()).isFalse();
    assertThat(found.others()).containsExactly("id");
    Tensor rows = Tensor.of(new float[] {3, 9, 1, 2, 30, 90, 10, 20}, 0, Shape.of(2, 4));
    assertThat(found.of(rows).toFloats()).containsExactly(1, 2, 3, 10, 20, 30);
    Dataset data =
        Dataset.of(
            "t",
            Shape.of(4),
            new float[] {3, 9, 1, 2, 30, 90, 10, 20},
            new int[] {1, 0},
            List.of("no", "yes"));
    Dataset ordered = found.of(data);
    assertThat(ordered.features()).isEqualTo(3);
    assertThat(ordered.value(1, 0)).isEqualTo(10);
    assertThat(ordered.value(1, 2)).isEqualTo(30);
    assertThat(ordered.labels()).containsExactly(1, 0);
  }

  @Test
  void theSameColumnsAreNotCopied() {
    FeatureColumns found = FeatureColumns.of("t.csv", MODEL, MODEL);
    Tensor rows = Tensor.of(new float[3], 0, Shape.of(1, 3));
    assertThat(found.of(rows)).isSameAs(rows);
    assertThat(found.others()).isEmpty();
  }

  @Test
  void missingColumnsAreNamed() {
    assertThatThrownBy(() -> FeatureColumns.of("t.csv", MODEL, List.of("b", "d", "e")))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("t.csv: no column \"a\", \"c\", expected every feature");
    List<String> seven = List.of("1", "2", "3", "4", "5", "6", "7");
    assertThatThrownBy(() -> FeatureColumns.of("t.csv", seven, MODEL))
        .hasMessageContaining("\"5\" and 2 more");
  }

  /** pandas writes an index without a name; two columns of one name are told by their order. */
  @Test
  void aNameThatStandsTwiceIsMatchedInOrder() {
    List<String> twice = List.of("x", "", "x");
    Tensor rows = Tensor.of(new float[] {1, 2, 3}, 0, Shape.of(1, 3));
    assertThat(FeatureColumns.of("t.csv", twice, List.of("", "x", "x")).of(rows).toFloats())
        .containsExactly(2, 1, 3);
    assertThatThrownBy(() -> FeatureColumns.of("t.csv", MODEL, List.of("a", "b", "c", "a")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("another column \"a\" at place 3");
  }
}
