package lanewise.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PropertyTest {
  @Test
  void aFailureNamesWhatWasDrawnAndASeedThatDrawsItFirst() {
    List<Integer> tried = new ArrayList<>();
    assertThatThrownBy(() -> failAbove90(500, 7, tried))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "does not hold for n="
                + tried.getLast()
                + ", other=a; again: -Dlanewise.property.seed="
                + (7 + tried.size() - 1))
        .hasCauseInstanceOf(AssertionError.class);
    assertThat(tried.size()).isGreaterThan(1);

    List<Integer> again = new ArrayList<>();
    assertThatThrownBy(() -> failAbove90(500, 7 + tried.size() - 1, again))
        .isInstanceOf(AssertionError.class);
    assertThat(again).containsExactly(tried.getLast());
  }

  private static void failAbove90(int tries, long seed, List<Integer> tried) {
    Property.holds(
        tries,
        seed,
        draw -> {
          int n = draw.between("n", 0, 100);
          draw.oneOf("other", "a");
          tried.add(n);
          assertThat(n).isLessThanOrEqualTo(90);
        });
  }

  @Test
  void everyTryIsMadeAndEveryValueOfASmallRangeIsDrawn() {
    List<Integer> small = new ArrayList<>();
    Set<Integer> lengths = new HashSet<>();
    List<Double> fractions = new ArrayList<>();
    Set<Long> longs = new HashSet<>();
    Property.holds(
        1000,
        1,
        draw -> {
          small.add(draw.between("small", -3, 12));
          lengths.add(draw.integers("list", 5, 0, 40).size());
          fractions.add(draw.between("fraction", 0.0, 0.3));
          longs.add(draw.anyLong("long"));
        });
    assertThat(small)
        .hasSize(1000)
        .contains(-3, -2, 0, 5, 11, 12)
        .allMatch(n -> n >= -3 && n <= 12);
    assertThat(lengths).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(fractions).contains(0.0, 0.3).allMatch(f -> f >= 0 && f <= 0.3);
    assertThat(longs).contains(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE).hasSizeGreaterThan(700);
  }

  @Test
  void theWholeRangeOfIntegersCanBeDrawn() {
    Set<Integer> drawn = new HashSet<>();
    Property.holds(
        100, 1, draw -> drawn.add(draw.between("n", Integer.MIN_VALUE, Integer.MAX_VALUE)));
    assertThat(drawn).contains(Integer.MIN_VALUE, Integer.MAX_VALUE).hasSizeGreaterThan(60);
  }
}
