package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;

import lanewise.check.BackendComparison;
import org.junit.jupiter.api.Test;

/** What {@code lanewise compare} proves, on one thread and on two. */
class VectorComparisonTest {
  @Test
  void everyOperationKeepsItsTolerance() {
    for (int threads = 1; threads <= 2; threads++) {
      assertThat(BackendComparison.compare("vector", threads, row -> {}))
          .isNotEmpty()
          .allMatch(BackendComparison.Row::passed);
    }
  }
}
