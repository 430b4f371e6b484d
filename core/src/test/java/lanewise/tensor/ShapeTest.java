package lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import lanewise.property.Property;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final int LARGEST = Integer.MAX_VALUE - 64;

  @Test
  void sizeRowsAndColsFollowTheExtents() {
    Property.holds(1000, draw -> followTheExtents(draw.integers("extents", 5, 0, 40)));
  }

  private static void followTheExtents(List<Integer> extents) {
    int[] dims = extents.stream().mapToInt(Integer::intValue).toArray();
    Shape shape = Shape.of(dims);
    assertThat(shape.rank()).isEqualTo(dims.length);
    assertThat(shape.dims()).containsExactly(dims);
    assertThat(shape.size()).isEqualTo(Arrays.stream(dims).reduce(1, (a, b) -> a * b));
    assertThat((long) shape.rows() * shape.cols()).isEqualTo(shape.size());
    assertThat(shape.batch(3).example()).isEqualTo(shape);
    assertThat(shape.batch(3).examples()).isEqualTo(3);
    assertThat(shape.batch(3).exampleSize()).isEqualTo(shape.size());
  }

  @Test
  void equalShapesAreEqualWhateverArrayTheyCameFrom() {
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 7;
    shape.dims()[1] = 9;
    assertThat(shape)
        .isEqualTo(Shape.of(2, 3))
        .hasSameHashCodeAs(Shape.of(2, 3))
        .hasToString("(2, 3)");
    assertThat(shape)
        .isNotEqualTo(Shape.of(3, 2))
        .isNotEqualTo(Shape.of(2, 3, 1))
        .isNotEqualTo("(2, 3)");
  }

  @Test
  void scalarHasSizeOneAndNoRowsToChange() {
    Shape scalar = Shape.of();
    assertThat(scalar.size()).isEqualTo(1);
    assertThat(scalar.rows()).isEqualTo(1);
    assertThat(scalar.cols()).isEqualTo(1);
    assertThat(scalar).hasToString("()");
    assertThat(scalar.examples()).isEqualTo(1);
    assertThat(scalar.exampleSize()).isEqualTo(1);
    assertThatThrownBy(scalar::example)
        .isInstanceOf(ShapeException.class)
        .hasMessage("Shape: () has no batch axis, expected rank 1 or more");
  }

  @Test
  void readAsAMatrixTheLastAxisIsTheRow() {
    assertThat(Shape.of(2, 3, 4).rows()).isEqualTo(6);
    assertThat(Shape.of(2, 3, 4).cols()).isEqualTo(4);
    assertThat(Shape.of(2, 3, 4).examples()).isEqualTo(2);
    assertThat(Shape.of(2, 3, 4).exampleSize()).isEqualTo(12);
    assertThat(Shape.of(5).rows()).isEqualTo(1);
    assertThat(Shape.of(5).cols()).isEqualTo(5);
  }

  @Test
  void negativeExtentsAreRefused() {
    assertThatThrownBy(() -> Shape.of(2, -1))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Shape: extent -1 in (2, -1), expected 0 or more");
  }

  /**
   * No product of extents may wrap around, not even one that would come out small or is multiplied
   * by 0.
   */
  @Test
  void sizesThatNoArrayHoldsAreRefused() {
    assertThat(Shape.of(LARGEST).size()).isEqualTo(LARGEST);
    int[][] tooLarge = {
      {Integer.MAX_VALUE},
      {LARGEST + 1},
      {1 << 16, 1 << 16},
      {1 << 16, 1 << 16, 1 << 16, 1 << 16},
      {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE},
      {0, 1 << 16, 1 << 16},
      {1 << 16, 1 << 16, 0}
    };
    for (int[] dims : tooLarge) {
      assertThatThrownBy(() -> Shape.of(dims))
          .isInstanceOf(ShapeException.class)
          .hasMessageMatching(
              "Shape: \\(.*\\) has more elements than an array can hold, expected at most 2147483583; split the batch");
    }
    assertThatThrownBy(() -> Shape.of(1 << 16).batch(1 << 16)).isInstanceOf(ShapeException.class);
  }
}
