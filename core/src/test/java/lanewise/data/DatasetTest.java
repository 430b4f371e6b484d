package lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static final List<String> CLASSES = List.of("a", "b", "c");

  private static Dataset small() {
    return Dataset.of(
        "small", Shape.of(1, 2), new float[] {0, 1, 10, 11, 20, 21}, new int[] {2, 0, 1}, CLASSES);
  }

  @Test
  void holdsExamplesAndLabels() {
    Dataset data = small();
    assertThat(data.size()).isEqualTo(3);
    assertThat(data.features()).isEqualTo(2);
    assertThat(data.example()).isEqualTo(Shape.of(1, 2));
    assertThat(data.labels()).containsExactly(2, 0, 1);
    assertThat(data.value(1, 1)).isEqualTo(11f);
    assertThat(data.classCounts()).containsExactly(1, 1, 1);
    assertThat(data).hasToString("small: 3 examples of shape (1, 2), 3 classes");
  }

  @Test
  void gathersRowsInTheOrderAskedForWithBothElementTypes() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Tensor x = Tensor.zeros(dtype, Shape.of(2, 1, 2));
      int[] labels = {-1, -1, -1};
      small().gather(new int[] {2, 0, 99}, 2, x, labels);
      assertThat(x.toDoubles()).containsExactly(20, 21, 0, 1);
      assertThat(labels).containsExactly(1, 2, -1);
    }
  }

  @Test
  void gathersIntoAViewWithoutTouchingItsNeighbours() {
    float[] buffer = {-1, -1, -1, -1};
    small().gather(new int[] {1}, 1, Tensor.of(buffer, 1, Shape.of(1, 2)), new int[1]);
    assertThat(buffer).containsExactly(-1, 10, 11, -1);
  }

  @Test
  void subsetsAreViewsAlsoOfSubsets() {
    Dataset subset = small().subset(new int[] {2, 1, 1}).subset(new int[] {2, 0});
    assertThat(subset.labels()).containsExactly(0, 1);
    assertThat(subset.value(0, 0)).isEqualTo(10f);
    assertThat(subset.value(1, 0)).isEqualTo(20f);
  }

  @Test
  void ignoringTakesTheLabelsOfAClassAway() {
    Dataset data = small().ignoring(0);
    assertThat(data.labels()).containsExactly(2, -1, 1);
    assertThat(data.classCounts()).containsExactly(0, 1, 1);
    assertThat(data.classNames()).isEqualTo(CLASSES);
    assertThat(data.value(1, 1)).isEqualTo(11f);
    assertThat(data.subset(new int[] {1, 2}).ignoring(2).labels()).containsExactly(-1, 1);
    assertThatThrownBy(() -> small().ignoring(3))
        .isInstanceOf(DataException.class)
        .hasMessage("small: ignoring class 3, expected 0 to 2, one of [a, b, c]");
    assertThatThrownBy(() -> small().subset(new int[] {1}).ignoring(0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("leaves no row");
  }

  @Test
  void normalizingReachesSubsetsOnce() {
    Dataset data = small();
    Dataset subset = data.subset(new int[] {2});
    data.normalize(new Normalizer.Unit(10));
    assertThat(subset.value(0, 1)).isEqualTo(2.1f);
    assertThat(subset.normalizer().kind()).isEqualTo("unit");
    assertThatThrownBy(() -> data.normalize(new Normalizer.Unit(10)))
        .isInstanceOf(DataException.class)
        .hasMessage("small: already normalised (unit), expected raw values; load the data again");
    assertThatThrownBy(() -> subset.normalize(new Normalizer.Unit(10)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("normalise before subset()");
  }

  @Test
  void namesTheRowAndColumnOfNaN() {
    assertThatThrownBy(
            () ->
                Dataset.of(
                    "bad", Shape.of(2), new float[] {0, 1, 2, Float.NaN}, new int[2], CLASSES))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "bad: NaN in row 1, column 1 (counted from 0), expected a finite number; drop the row or fill in the value");
  }

  @Test
  void namesTheLabelOutOfRange() {
    for (int label : new int[] {-1, 3}) {
      assertThatThrownBy(
              () -> Dataset.of("bad", Shape.of(1), new float[2], new int[] {0, label}, CLASSES))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "bad: label " + label + " in row 1 (counted from 0), expected 0 to 2 for 3 classes");
    }
  }

  @Test
  void refusesZeroRowsAndOtherSizes() {
    assertThatThrownBy(() -> Dataset.of("bad", Shape.of(1), new float[0], new int[0], CLASSES))
        .isInstanceOf(DataException.class)
        .hasMessage("bad: 0 rows, expected 1 or more");
    assertThatThrownBy(() -> Dataset.of("bad", Shape.of(2), new float[3], new int[2], CLASSES))
        .isInstanceOf(ShapeException.class)
        .hasMessage("bad: 3 feature values, expected 4 for 2 examples of shape (2)");
    assertThatThrownBy(() -> Dataset.of("bad", Shape.of(0), new float[0], new int[2], CLASSES))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("are empty");
  }

  @Test
  void refusesRowsThatDoNotExist() {
    Dataset data = small();
    assertThatThrownBy(() -> data.subset(new int[] {3}))
        .isInstanceOf(DataException.class)
        .hasMessage("small: row 3, expected 0 to 2");
    assertThatThrownBy(() -> data.subset(new int[0])).isInstanceOf(DataException.class);
    Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(1, 2));
    assertThatThrownBy(() -> data.gather(new int[] {-1}, 1, x, new int[1]))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> data.gather(new int[] {0, 1}, 2, x, new int[2]))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("expected room for each");
  }
}
