package lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    Tensor rows = tensor.examples(1, 2);
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
        () -> tensor.examples(3, 2),
        "Tensor.examples: examples 3 to 5 of (4, 2), expected a range within 0 to 4");
    assertRefused(() -> tensor.examples(-1, 2), "Tensor.examples: examples -1 to 1");
    assertRefused(() -> tensor.examples(2, -1), "Tensor.examples: examples 2 to 1");
    assertRefused(
        () -> tensor.examples(Integer.MAX_VALUE, 1),
        "Tensor.examples: examples 2147483647 to 2147483648");
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

  /** A matrix of 3 rows, 4 elements apart, of which 2 belong to it. */
  private static Tensor gapped(float[] array) {
    return Tensor.of(array, 1, Shape.of(3, 2), 4);
  }

  @Test
  void rowsMayHaveGapsBetweenThem() {
    float[] array = {9, 1, 2, 9, 9, 3, 4, 9, 9, 5, 6};
    Tensor tensor = gapped(array);
    assertThat(tensor.rows()).isEqualTo(3);
    assertThat(tensor.cols()).isEqualTo(2);
    assertThat(tensor.ld()).isEqualTo(4);
    assertThat(tensor.row(2)).isEqualTo(9);
    assertThat(tensor.contiguous()).isFalse();
    assertThat(tensor.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(tensor.get(2, 1)).isEqualTo(6);
    assertThat(tensor.examples(1, 2).toFloats()).containsExactly(3, 4, 5, 6);
    assertThat(tensor.columns(1, 1).toFloats()).containsExactly(2, 4, 6);
    tensor.set(3, -4);
    assertThat(array[6]).isEqualTo(-4);
    tensor.copyFrom(new float[] {6, 5, 4, 3, 2, 1});
    assertThat(array).containsExactly(9, 6, 5, 9, 9, 4, 3, 9, 9, 2, 1);
    assertThat(tensor.reshape(Shape.of(3, 1, 2)).get(2, 0, 1)).isEqualTo(1);
    assertRefused(
        () -> tensor.reshape(Shape.of(6)),
        "Tensor.reshape: (3, 2) with rows 4 elements apart to (6), expected the same last axis;"
            + " copy it first");
    assertRefused(
        () -> tensor.slice(0, Shape.of(2)),
        "Tensor.slice: rows of (3, 2) lie 4 elements apart, expected no gaps");
    assertRefused(
        () -> tensor.columns(1, 2),
        "Tensor.columns: columns 1 to 3 of (3, 2), expected a range within 0 to 2");
    assertRefused(
        () -> Tensor.of(array, 2, Shape.of(3, 2), 4),
        "Tensor.of: (3, 2) at element 2 with rows 4 elements apart does not fit, expected at most"
            + " 11 elements");
    assertRefused(
        () -> Tensor.of(array, 0, Shape.of(3, 2), 1),
        "Tensor.of: leading dimension 1 of (3, 2), expected at least 2, the width of a row");
  }

  @Test
  void gapsAreNoOverlap() {
    float[] array = new float[12];
    Tensor tensor = gapped(array);
    Tensor beside = Tensor.of(array, 3, Shape.of(2, 2), 4);
    assertThat(tensor.overlaps(beside)).isFalse();
    assertThat(beside.overlaps(tensor)).isFalse();
    assertThat(tensor.overlaps(Tensor.of(array, 2, Shape.of(2, 2), 4))).isTrue();
    assertThat(tensor.overlaps(Tensor.of(array, 0, Shape.of(2, 2), 4))).isTrue();
    assertThat(tensor.overlaps(tensor)).isTrue();
    assertThat(tensor.samePlace(gapped(array))).isTrue();
    assertThat(tensor.samePlace(Tensor.of(array, 1, Shape.of(3, 2), 3))).isFalse();
    assertThat(tensor.overlaps(gapped(new float[12]))).isFalse();
  }

  @Test
  void tensorsAreMadeOfMatricesAndOfNumbersInALine() {
    assertThat(Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}).get(2, 0)).isEqualTo(5);
    assertThat(Tensor.of(new double[][] {{1, 2}}).dtype()).isEqualTo(DType.FLOAT64);
    assertRefused(
        () -> Tensor.of(new float[][] {{1, 2}, {3}}),
        "Tensor.of: rows of different lengths, expected 2 each");
    Tensor line = Tensor.linspace(-0.1, 0.5, 2, 4);
    assertThat(line.shape()).isEqualTo(Shape.of(2, 4));
    assertThat(line.get(0)).isEqualTo(-0.1);
    assertThat(line.get(7)).isEqualTo(0.5);
    assertThat(line.get(1, 0)).isEqualTo(-0.1 + 4 * (0.6 / 7));
    assertThat(Tensor.linspace(3, 4, 1).get(0)).isEqualTo(3);
    Tensor labels = Tensor.ofInts(3, -1);
    assertThat(labels.dtype()).isEqualTo(DType.INT32);
    assertThat(labels.ints()).containsExactly(3, -1);
    assertRefused(labels::floats, "Tensor: (2) of INT32, expected elements of FLOAT32");
  }

  @Test
  void textShowsHeadAndShape() {
    assertThat(Tensor.of(new float[][] {{1, 2}, {3, 4}}))
        .hasToString("FLOAT32(2, 2)\n[1.0, 2.0]\n[3.0, 4.0]");
    String large = Tensor.zeros(DType.FLOAT64, Shape.of(100, 20)).toString();
    assertThat(large.lines().toList()).hasSize(8);
    assertThat(large).startsWith("FLOAT64(100, 20)\n").contains(", ...]").endsWith("\n...");
    assertThat(Tensor.zeros(DType.INT32, Shape.of(0, 3))).hasToString("INT32(0, 3)");
  }

  @Test
  void emptyViewsAreValidUpToTheEnd() {
    Tensor tensor = Tensor.of(new float[6], 0, Shape.of(3, 2));
    assertThat(tensor.examples(3, 0).size()).isZero();
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

  /** Against the elements themselves, for all small views of one array. */
  @Test
  void viewsOverlapWhereTheyShareAnElement() {
    float[] array = new float[64];
    List<Tensor> views = new ArrayList<>();
    for (int[] form :
        new int[][] {{1, 3, 7}, {1, 9, 9}, {2, 3, 7}, {3, 3, 7}, {3, 7, 7}, {2, 2, 5}}) {
      for (int offset = 0; offset < 24; offset++) {
        views.add(Tensor.of(array, offset, Shape.of(form[0], form[1]), form[2]));
      }
    }
    for (Tensor one : views) {
      for (Tensor other : views) {
        Set<Integer> shared = places(one);
        shared.retainAll(places(other));
        boolean told = one.overlaps(other);
        boolean cautious = one.rows() > 1 && other.rows() > 1 && one.ld() != other.ld();
        assertThat((cautious && told) || told == !shared.isEmpty())
            .as("%s %d, %s %d", one.shape(), one.offset(), other.shape(), other.offset())
            .isTrue();
      }
    }
  }

  private static Set<Integer> places(Tensor view) {
    Set<Integer> places = new HashSet<>();
    for (int i = 0; i < view.rows(); i++) {
      for (int j = 0; j < view.cols(); j++) {
        places.add(view.offset() + i * view.ld() + j);
      }
    }
    return places;
  }
}
