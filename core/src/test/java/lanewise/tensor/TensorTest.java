package lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
  @ParameterizedTest
  @EnumSource
  void zerosAreZero(DType dtype) {
    Tensor tensor = Tensor.zeros(dtype, Shape.of(2, 3));
    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(tensor.size()).isEqualTo(6);
    assertThat(tensor.toDoubles()).containsOnly(0);
    assertThat(Tensor.zeros(dtype, Shape.of(0, 3)).toFloats()).isEmpty();
  }

  @Test
  void viewsShareTheArrayAndWritesGoBothWays() {
    float[] array = new float[20];
    Tensor tensor = Tensor.of(array, 4, Shape.of(4, 3));
    tensor.set(5, 2.5);
    assertThat(array[9]).isEqualTo(2.5f);
    array[4] = 7;
    assertThat(tensor.get(0)).isEqualTo(7);
    Tensor rows = tensor.rows(1, 2);
    assertThat(rows.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(rows.offset()).isEqualTo(7);
    assertThat(rows.get(2)).isEqualTo(2.5);
    Tensor slice = tensor.slice(5, Shape.of(2));
    assertThat(slice.get(0)).isEqualTo(2.5);
    slice.set(1, -1);
    assertThat(tensor.get(6)).isEqualTo(-1);
    assertThat(tensor.reshape(Shape.of(2, 6)).get(6)).isEqualTo(-1);
    assertThat(tensor.reshape(Shape.of(12)).array()).isSameAs(array);
  }

  @Test
  void valuesAreRoundedToTheElementType() {
    Tensor single = Tensor.zeros(DType.FLOAT32, Shape.of(2)).copyFrom(new double[] {0.1, 1e300});
    assertThat(single.get(0)).isEqualTo((double) 0.1f);
    assertThat(single.get(1)).isEqualTo(Double.POSITIVE_INFINITY);
    Tensor wide = Tensor.zeros(DType.FLOAT64, Shape.of(2)).copyFrom(single);
    assertThat(wide.toDoubles()).containsExactly((double) 0.1f, Double.POSITIVE_INFINITY);
    assertThat(wide.copyFrom(new double[] {0.1, 2}).toFloats()).containsExactly(0.1f, 2f);
    assertThat(single.copyFrom(new float[] {3, 4}).toDoubles()).containsExactly(3, 4);
  }

  @Test
  void copiesAreNotViews() {
    Tensor tensor = Tensor.of(new double[] {1, 2}, 0, Shape.of(2));
    tensor.toDoubles()[0] = 9;
    tensor.toFloats()[1] = 9;
    assertThat(tensor.toDoubles()).containsExactly(1, 2);
  }

  @Test
  void rangesOutsideOfTheArrayAreRefused() {
    float[] array = new float[10];
    assertRefused(
        () -> Tensor.of(array, 5, Shape.of(2, 3)),
        "Tensor.of: (2, 3) at element 5 does not fit, expected at most 10 elements");
    assertRefused(
        () -> Tensor.of(array, -1, Shape.of(2)),
        "Tensor.of: (2) at element -1 does not fit, expected at most 10 elements");
    assertRefused(
        () -> Tensor.of(new double[3], Integer.MAX_VALUE, Shape.of(4)),
        "Tensor.of: (4) at element 2147483647 does not fit");
    Tensor tensor = Tensor.of(array, 2, Shape.of(4, 2));
    assertRefused(
        () -> tensor.slice(7, Shape.of(2)),
        "Tensor.slice: (2) at element 7 does not fit, expected at most 8 elements");
    assertRefused(
        () -> tensor.rows(3, 2),
        "Tensor.rows: rows 3 to 5 of (4, 2), expected a range within 0 to 4");
    assertRefused(() -> tensor.rows(-1, 2), "Tensor.rows: rows -1 to 1");
    assertRefused(() -> tensor.rows(2, -1), "Tensor.rows: rows 2 to 1");
    assertRefused(
        () -> tensor.rows(Integer.MAX_VALUE, 1), "Tensor.rows: rows 2147483647 to 2147483648");
    assertRefused(
        () -> tensor.reshape(Shape.of(3, 3)),
        "Tensor.reshape: (3, 3) has 9 elements, expected 8 as in (4, 2)");
    assertRefused(
        () -> tensor.copyFrom(new float[9]),
        "Tensor.copyFrom: source (9), expected the size of (4, 2)");
    assertThatThrownBy(() -> tensor.get(8)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tensor.set(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void emptyViewsAreValidUpToTheEnd() {
    Tensor tensor = Tensor.of(new float[6], 0, Shape.of(3, 2));
    assertThat(tensor.rows(3, 0).size()).isZero();
    assertThat(tensor.slice(6, Shape.of(0)).toFloats()).isEmpty();
  }

  /** All there are of a few elements, which are fewer than it takes to draw most of them. */
  @Test
  void overlapIsAnElementInCommon() {
    for (int first = 0; first <= 12; first++) {
      for (int length = 0; length <= 6; length++) {
        for (int otherFirst = 0; otherFirst <= 12; otherFirst++) {
          for (int otherLength = 0; otherLength <= 6; otherLength++) {
            assertOverlap(first, length, otherFirst, otherLength);
          }
        }
      }
    }
  }

  /** Two views overlap where one element belongs to both: counted, element by element. */
  private static void assertOverlap(int first, int length, int otherFirst, int otherLength) {
    double[] array = new double[18];
    Tensor one = Tensor.of(array, first, Shape.of(length));
    Tensor other = Tensor.of(array, otherFirst, Shape.of(otherLength));
    boolean common = false;
    for (int i = first; i < first + length; i++) {
      common |= i >= otherFirst && i < otherFirst + otherLength;
    }
    assertThat(one.overlaps(other)).isEqualTo(common);
    assertThat(other.overlaps(one)).isEqualTo(common);
    assertThat(one.overlaps(Tensor.of(array.clone(), otherFirst, Shape.of(otherLength)))).isFalse();
  }

  @Test
  void toStringShowsSmallTensorsOnly() {
    assertThat(Tensor.of(new float[] {1, 2}, 0, Shape.of(1, 2)))
        .hasToString("FLOAT32(1, 2)[1.0, 2.0]");
    assertThat(Tensor.zeros(DType.FLOAT64, Shape.of(17))).hasToString("FLOAT64(17)");
  }
}
