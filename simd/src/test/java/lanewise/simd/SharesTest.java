package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SharesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 1000, 1 << 20, 1_500_000_000, Integer.MAX_VALUE})
  void coverEveryUnitOnce(int units) {
    for (int threads : new int[] {1, 2, 3, 7, 64, 1024}) {
      for (int width : new int[] {1, 3, 16, 1000}) {
        long[] next = {0};
        Shares.Range inOrder =
            (from, count) -> {
              assertThat(from).isEqualTo((int) next[0]);
              assertThat(count).isPositive();
              next[0] += count;
            };
        Shares rows = Shares.ofRows(units, width, threads, inOrder);
        assertThat(rows.count()).isBetween(1, threads);
        runAll(rows);
        assertThat(next[0]).as("%d rows in %d shares", units, threads).isEqualTo(units);
        next[0] = 0;
        Shares columns = Shares.ofColumns(units, width, threads, inOrder);
        assertThat(columns.count()).isBetween(1, threads);
        assertThat(columns.count() == 1 || columns.length() % 16 == 0).isTrue();
        runAll(columns);
        assertThat(next[0]).as("%d columns in %d shares", units, threads).isEqualTo(units);
      }
    }
  }

  private static void runAll(Shares shares) {
    for (int share = 0; share < shares.count(); share++) {
      shares.run(share);
    }
  }

  /** Rows are dealt by what they hold; elements and columns in whole vectors. */
  @ParameterizedTest
  @CsvSource({
    "8, 1000000, 2, 2",
    "8, 1000000, 8, 8",
    "3, 1000000, 8, 3",
    "1, 1000000, 8, 1",
    "8, 8192, 8, 2",
    "100, 1000, 8, 3",
    "100000, 3, 4, 4",
    "1000000, 1, 7, 7",
    "16, 4096, 2, 2"
  })
  void rowsAreDealtByTheirWidth(int rows, int width, int threads, int parts) {
    assertThat(Shares.ofRows(rows, width, threads, (from, count) -> {}).count()).isEqualTo(parts);
  }

  @ParameterizedTest
  @CsvSource({"8, 1000000, 2, 1", "32, 1000000, 2, 2", "33, 1000000, 8, 3", "512, 100, 8, 1"})
  void columnsStayInWholeVectors(int cols, int height, int threads, int parts) {
    assertThat(Shares.ofColumns(cols, height, threads, (from, count) -> {}).count())
        .isEqualTo(parts);
  }
}
