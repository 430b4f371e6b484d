package lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.data.BatchSampler.Mode;
import lanewise.property.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchSamplerTest {
  private static int[] takeRows(BatchSampler sampler) {
    int[] rows = new int[sampler.batchSize()];
    int count = sampler.next(rows);
    return Arrays.copyOf(rows, count);
  }

  @Test
  void everyShuffledEpochHoldsEveryRowOnce() {
    Property.holds(
        200,
        draw ->
            everyEpochHoldsEveryRowOnce(
                draw.between("size", 1, 50), draw.between("batch", 1, 50), draw.anyLong("seed")));
  }

  private static void everyEpochHoldsEveryRowOnce(int size, int batch, long seed) {
    BatchSampler sampler = new BatchSampler(Mode.SHUFFLED, size, Math.min(batch, size), seed);
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> seen = new ArrayList<>();
      for (int i = 0; i < sampler.batchesPerEpoch(); i++) {
        assertThat(sampler.atEpochEnd()).isEqualTo(i == 0 && epoch > 0);
        Arrays.stream(takeRows(sampler)).forEach(seen::add);
        assertThat(sampler.epoch()).isEqualTo(epoch);
      }
      assertThat(sampler.atEpochEnd()).isTrue();
      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, size).boxed().toList());
    }
  }

  @Test
  void epochsDifferAndSeedsDiffer() {
    BatchSampler sampler = new BatchSampler(Mode.SHUFFLED, 100, 100, 1);
    int[] first = takeRows(sampler);
    assertThat(takeRows(sampler)).isNotEqualTo(first);
    assertThat(takeRows(new BatchSampler(Mode.SHUFFLED, 100, 100, 1))).isEqualTo(first);
    assertThat(takeRows(new BatchSampler(Mode.SHUFFLED, 100, 100, 2))).isNotEqualTo(first);
  }

  @Test
  void drawsWithReplacementFromAllRowsEvenly() {
    BatchSampler sampler = new BatchSampler(Mode.WITH_REPLACEMENT, 10, 4, 3);
    assertThat(sampler.batchesPerEpoch()).isEqualTo(2);
    int[] counts = new int[10];
    for (int i = 0; i < 25_000; i++) {
      for (int row : takeRows(sampler)) {
        counts[row]++;
      }
    }
    for (int count : counts) {
      assertThat((double) count).isCloseTo(10_000, within(6 * Math.sqrt(9_000)));
    }
    assertThat(sampler.epoch()).isEqualTo(12_499);
  }

  @Test
  void fullBatchesAreAllRowsInOrder() {
    BatchSampler sampler = new BatchSampler(Mode.FULL, 4, 4, 0);
    assertThat(takeRows(sampler)).containsExactly(0, 1, 2, 3);
    assertThat(takeRows(sampler)).containsExactly(0, 1, 2, 3);
    assertThat(sampler.epoch()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void resumesWithTheVeryNextBatch(Mode mode) {
    Property.holds(
        100,
        draw ->
            resumes(
                mode,
                draw.between("size", 1, 30),
                draw.between("batch", 1, 30),
                draw.between("steps", 0, 40),
                draw.anyLong("seed")));
  }

  private static void resumes(Mode mode, int size, int batch, int steps, long seed) {
    int batchSize = mode == Mode.FULL ? size : Math.min(batch, size);
    BatchSampler sampler = new BatchSampler(mode, size, batchSize, seed);
    for (int i = 0; i < steps; i++) {
      takeRows(sampler);
    }
    BatchSampler resumed = new BatchSampler(mode, size, batchSize, seed + 1);
    takeRows(resumed);
    resumed.restore(sampler.state());
    for (int i = 0; i < 40; i++) {
      assertThat(resumed.state()).isEqualTo(sampler.state());
      assertThat(resumed.epoch()).isEqualTo(sampler.epoch());
      assertThat(takeRows(resumed)).isEqualTo(takeRows(sampler));
    }
  }

  @Test
  void refusesAStateOfAnotherSampler() {
    BatchSampler sampler = new BatchSampler(Mode.SHUFFLED, 10, 3, 1);
    String good = sampler.state();
    for (String bad :
        List.of(
            "",
            "SHUFFLED 10 3",
            "SHUFFLED 10 3 ",
            "SHUFFLED 10 3 0 9 " + "1".repeat(64),
            "SHUFFLED 10 3 -1 0 " + "1".repeat(64),
            "SHUFFLED 10 3 0 0 " + "0".repeat(64),
            "SHUFFLED 10 3 0 x " + "1".repeat(64),
            good + " 1",
            new BatchSampler(Mode.SHUFFLED, 11, 3, 1).state(),
            new BatchSampler(Mode.WITH_REPLACEMENT, 10, 3, 1).state())) {
      assertThatThrownBy(() -> sampler.restore(bad))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("expected one of a sampler \"SHUFFLED 10 3\"");
      assertThat(sampler.state()).isEqualTo(good);
    }
  }

  /** The toy net of the course draws 200 of 5 rows. */
  @Test
  void aBatchWithReplacementMayBeLargerThanTheData() {
    BatchSampler sampler = new BatchSampler(Mode.WITH_REPLACEMENT, 5, 200, 1);
    assertThat(sampler.batchesPerEpoch()).isEqualTo(1);
    assertThat(takeRows(sampler)).hasSize(200).containsOnly(0, 1, 2, 3, 4);
    assertThat(sampler.atEpochEnd()).isTrue();
  }

  @Test
  void refusesABatchLargerThanTheData() {
    assertThatThrownBy(() -> new BatchSampler(Mode.SHUFFLED, 10, 11, 0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "BatchSampler: batch size 11, expected 1 to 10, the number of rows; choose another batch size or more data");
    assertThatThrownBy(() -> new BatchSampler(Mode.WITH_REPLACEMENT, 10, 0, 0))
        .isInstanceOf(DataException.class)
        .hasMessage("BatchSampler: batch size 0, expected 1 or more");
    assertThatThrownBy(() -> new BatchSampler(Mode.FULL, 10, 5, 0))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> new BatchSampler(Mode.SHUFFLED, 0, 1, 0))
        .isInstanceOf(DataException.class);
  }
}
