package lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeededRandomTest {
  private static final int DRAWS = 200_000;

  /**
   * The first outputs from the state 1, 2, 3, 4, worked out by hand from the published recurrence.
   */
  @Test
  void followsThePublishedRecurrence() {
    SeededRandom random =
        SeededRandom.ofState("0000000000000001000000000000000200000000000000030000000000000004");
    assertThat(random.nextLong()).isEqualTo(41943041L);
    assertThat(random.nextLong()).isEqualTo(58720359L);
  }

  /** The published first outputs of SplitMix64 for seed 0 are the words of the state. */
  @Test
  void isSeededBySplitMix64() {
    assertThat(new SeededRandom(0).state())
        .isEqualTo("e220a8397b1dcdaf6e789e6aa1b965f406c45d188009454ff88bb8a8724c81ec");
  }

  @Test
  void goesOnFromASavedState() {
    SeededRandom random = new SeededRandom(42);
    random.nextGaussian();
    SeededRandom restored = SeededRandom.ofState(random.state());
    for (int i = 0; i < 100; i++) {
      assertThat(restored.nextGaussian()).isEqualTo(random.nextGaussian());
      assertThat(restored.nextInt(7)).isEqualTo(random.nextInt(7));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "12",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "g220a8397b1dcdaf6e789e6aa1b965f406c45d188009454ff88bb8a8724c81ec"
      })
  void refusesWhatIsNoState(String state) {
    assertThatThrownBy(() -> SeededRandom.ofState(state))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("expected 64 hexadecimal digits");
  }

  @Test
  void splitsDependOnStateAndStreamAndLeaveTheParentAlone() {
    SeededRandom random = new SeededRandom(1);
    String before = random.state();
    assertThat(random.split(0).state()).isEqualTo(random.split(0).state());
    assertThat(random.split(0).state()).isNotEqualTo(random.split(1).state());
    assertThat(random.split(0).state()).isNotEqualTo(new SeededRandom(2).split(0).state());
    assertThat(random.state()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 64})
  void nextIntIsUniform(int bound) {
    SeededRandom random = new SeededRandom(bound);
    int[] counts = new int[bound];
    for (int i = 0; i < DRAWS; i++) {
      counts[random.nextInt(bound)]++;
    }
    double expected = (double) DRAWS / bound;
    double sixSigma = 6 * Math.sqrt(expected * (1 - 1.0 / bound));
    for (int count : counts) {
      assertThat((double) count).isCloseTo(expected, within(sixSigma));
    }
  }

  /**
   * With a bound of 3 * 2^29 a plain multiply would draw every third value twice as often as its
   * neighbours.
   */
  @Test
  void nextIntIsUnbiasedForLargeBounds() {
    SeededRandom random = new SeededRandom(5);
    int bound = 3 << 29;
    int thirds = 0;
    for (int i = 0; i < DRAWS; i++) {
      int value = random.nextInt(bound);
      assertThat(value).isBetween(0, bound - 1);
      thirds += value % 3 == 0 ? 1 : 0;
    }
    double sixSigma = 6 * Math.sqrt(DRAWS * (2.0 / 9));
    assertThat((double) thirds).isCloseTo(DRAWS / 3.0, within(sixSigma));
  }

  @Test
  void refusesABoundBelowOne() {
    assertThatThrownBy(() -> new SeededRandom(1).nextInt(0))
        .isInstanceOf(LanewiseException.class)
        .hasMessage("SeededRandom.nextInt: bound 0, expected 1 or more");
  }

  @Test
  void doublesAreUniformOnTheUnitInterval() {
    SeededRandom random = new SeededRandom(3);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double value = random.nextDouble();
      assertThat(value).isGreaterThanOrEqualTo(0).isLessThan(1);
      sum += value;
      squares += value * value;
    }
    assertThat(sum / DRAWS).isCloseTo(0.5, within(6 * Math.sqrt(1 / 12.0 / DRAWS)));
    assertThat(squares / DRAWS).isCloseTo(1 / 3.0, within(6 * Math.sqrt(4 / 45.0 / DRAWS)));
  }

  @Test
  void gaussiansHaveTheMomentsOfTheNormalDistribution() {
    SeededRandom random = new SeededRandom(4);
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    for (int i = 0; i < DRAWS; i++) {
      double value = random.nextGaussian();
      sum += value;
      squares += value * value;
      fourths += value * value * value * value;
    }
    assertThat(sum / DRAWS).isCloseTo(0, within(6 / Math.sqrt(DRAWS)));
    assertThat(squares / DRAWS).isCloseTo(1, within(6 * Math.sqrt(2.0 / DRAWS)));
    assertThat(fourths / DRAWS).isCloseTo(3, within(6 * Math.sqrt(96.0 / DRAWS)));
  }

  @Test
  void shuffleReachesEveryOrderEquallyOften() {
    SeededRandom random = new SeededRandom(6);
    int[] counts = new int[6];
    int rounds = 60_000;
    for (int i = 0; i < rounds; i++) {
      int[] values = {0, 1, 2};
      random.shuffle(values);
      counts[values[0] * 2 + (values[1] > values[2] ? 1 : 0)]++;
    }
    double sixSigma = 6 * Math.sqrt(rounds * (5.0 / 36));
    assertThat(Arrays.stream(counts).asDoubleStream().boxed())
        .allSatisfy(count -> assertThat(count).isCloseTo(rounds / 6.0, within(sixSigma)));
  }
}
