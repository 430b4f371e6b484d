package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void aSmallResultIsComparedWhole() {
    assertThat(Sample.of(new float[] {1, 2, 3})).containsExactly(1, 2, 3);
  }

  @Test
  void aLargeResultFromItsFirstElementToItsLast() {
    int size = 2048 * 2048;
    int[] positions =
        IntStream.range(0, Sample.count(size)).map(i -> Sample.position(i, size)).toArray();

    assertThat(positions).hasSize(Sample.SIZE).isSorted().doesNotHaveDuplicates();
    assertThat(positions[0]).isZero();
    assertThat(positions[Sample.SIZE - 1]).isEqualTo(size - 1);
  }

  @Test
  void meetsEveryColumnOfATile() {
    int size = 1024 * 1024;
    long columns =
        IntStream.range(0, Sample.count(size))
            .map(i -> Sample.position(i, size) % 1024 % 32)
            .distinct()
            .count();

    assertThat(columns).isEqualTo(32);
  }
}
