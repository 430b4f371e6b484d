package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 1000, 1 << 20, 1_500_000_000, Integer.MAX_VALUE})
  void coverEveryUnitOnce(int units) {
    for (long most : new long[] {2, 3, 7, 64, 1024}) {
      long[] next = {0};
      Shares shares =
          Shares.of(
              units,
              most,
              (from, count) -> {
                assertThat(from).isEqualTo((int) next[0]);
                assertThat(count).isPositive();
                next[0] += count;
              });
      assertThat(shares.count()).isBetween(1, (int) most);
      for (int share = 0; share < shares.count(); share++) {
        assertThat(share * shares.length() % 16).isZero();
        shares.run(share);
      }
      assertThat(next[0]).as("%d units in %d shares", units, most).isEqualTo(units);
    }
  }
}
