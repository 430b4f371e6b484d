package lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lanewise.tensor.DType;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizerTest {
  private static final int ROWS = 501;
  private static final int COLS = 7;

  private static Dataset random(long seed) {
    SeededRandom random = new SeededRandom(seed);
    float[] features = new float[ROWS * COLS];
    for (int i = 0; i < features.length; i++) {
      features[i] = i % COLS == 3 ? 0.1f : (float) (5 * random.nextGaussian() + i % COLS);
    }
    return Dataset.of("random", Shape.of(COLS), features, new int[ROWS], List.of("one"));
  }

  /**
   * Each value is rounded once by the subtraction, once by the division: the mean of ROWS of them
   * is off by a few roundings of the largest.
   */
  @Test
  void standardizedFeaturesHaveMeanZeroAndDeviationOne() {
    Dataset data = random(1);
    data.normalize(Normalizer.fit("standardize", data));
    for (int j = 0; j < COLS; j++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < ROWS; row++) {
        sum += data.value(row, j);
        squares += (double) data.value(row, j) * data.value(row, j);
      }
      assertThat(sum / ROWS).isCloseTo(0, within(2e-6));
      assertThat(squares / ROWS).isCloseTo(j == 3 ? 0 : 1, within(2e-6));
    }
  }

  @Test
  void aFeatureThatNeverChangesIsShiftedOnly() {
    Dataset data = random(2);
    Normalizer normalizer = Normalizer.fit("standardize", data);
    assertThat(statistic(normalizer, "std", 3)).isEqualTo(1);
    Tensor unseen = Tensor.zeros(DType.FLOAT32, Shape.of(1, COLS));
    unseen.set(3, 1.1f);
    normalizer.apply(unseen);
    assertThat(unseen.get(3)).isEqualTo(1.1f - 0.1f);
  }

  @Test
  void statisticsComeFromTheGivenRowsAlone() {
    Dataset data =
        Dataset.of("three", Shape.of(1), new float[] {2, 4, 1000}, new int[3], List.of("one"));
    Dataset train = data.subset(new int[] {0, 1});
    assertThat(statistic(Normalizer.fit("mean-image", train), "mean", 0)).isEqualTo(3);
    assertThat(statistic(Normalizer.fit("standardize", train), "std", 0)).isEqualTo(1);
    assertThat(Normalizer.fit("unit", train)).isEqualTo(new Normalizer.Unit(4));
  }

  @Test
  void unitOfZerosIsOne() {
    Dataset zeros = Dataset.of("zeros", Shape.of(1), new float[2], new int[2], List.of("one"));
    assertThat(Normalizer.fit("unit", zeros)).isEqualTo(new Normalizer.Unit(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "unit", "standardize", "mean-image"})
  void goesThroughNamedArraysUnchanged(String kind) {
    Dataset data = random(3);
    Normalizer fitted = Normalizer.fit(kind, data);
    Normalizer restored = Normalizer.of(kind, fitted.arrays());
    float[] first = batch(data);
    float[] second = first.clone();
    fitted.apply(Tensor.of(first, 0, Shape.of(ROWS, COLS)));
    restored.apply(Tensor.of(second, 0, Shape.of(ROWS, COLS)));
    assertThat(second).isEqualTo(first);
    assertThat(restored.kind()).isEqualTo(kind);
    assertThat(Normalizer.KINDS).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "unit", "standardize", "mean-image"})
  void givesBothElementTypesTheSameNumbers(String kind) {
    Dataset data = random(4);
    Normalizer normalizer = Normalizer.fit(kind, data);
    Tensor narrow = Tensor.of(batch(data), 0, Shape.of(ROWS, COLS));
    Tensor wide = Tensor.zeros(DType.FLOAT64, Shape.of(ROWS, COLS)).copyFrom(narrow);
    normalizer.apply(narrow);
    normalizer.apply(wide);
    assertThat(wide.toDoubles()).isEqualTo(narrow.toDoubles());
  }

  @Test
  void leavesNeighboursOfAViewAlone() {
    float[] buffer = {8, 8, 8, 8};
    new Normalizer.Unit(4).apply(Tensor.of(buffer, 1, Shape.of(1, 2)));
    assertThat(buffer).containsExactly(8, 2, 2, 8);
  }

  @Test
  void refusesAnotherWidth() {
    Normalizer normalizer = Normalizer.fit("mean-image", random(5));
    assertThatThrownBy(() -> normalizer.apply(Tensor.zeros(DType.FLOAT32, Shape.of(2, COLS + 1))))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "Normalizer: batch (2, 8) has 8 features per row, expected 7 as the normaliser was fitted on");
  }

  @Test
  void refusesUnknownKindsAndBrokenStatistics() {
    assertThatThrownBy(() -> Normalizer.fit("minmax", random(6)))
        .isInstanceOf(DataException.class)
        .hasMessage("Normalizer: kind \"minmax\", expected none, unit, standardize, mean-image");
    assertThatThrownBy(() -> Normalizer.of("unit", Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no array \"scale\"");
    Tensor good = Tensor.of(new float[] {1, 1}, 0, Shape.of(2));
    for (float broken : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      Tensor std = Tensor.of(new float[] {1, broken}, 0, Shape.of(2));
      assertThatThrownBy(() -> Normalizer.of("standardize", Map.of("mean", good, "std", std)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("std[1]");
      assertThatThrownBy(() -> new Normalizer.Unit(broken)).isInstanceOf(DataException.class);
    }
    Tensor narrow = Tensor.of(new float[] {1}, 0, Shape.of(1));
    assertThatThrownBy(() -> Normalizer.of("standardize", Map.of("mean", good, "std", narrow)))
        .isInstanceOf(DataException.class);
  }

  private static double statistic(Normalizer normalizer, String name, int feature) {
    return Objects.requireNonNull(normalizer.arrays().get(name)).get(feature);
  }

  private static float[] batch(Dataset data) {
    Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(ROWS, COLS));
    int[] rows = new int[ROWS];
    Arrays.setAll(rows, i -> i);
    data.gather(rows, ROWS, x, new int[ROWS]);
    return x.toFloats();
  }
}
