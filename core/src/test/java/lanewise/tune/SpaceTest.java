package lanewise.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.tensor.SeededRandom;
import org.junit.jupiter.api.Test;

class SpaceTest {
  private static final int DRAWS = 4000;

  private final SeededRandom random = new SeededRandom(11);

  /** Half of the draws lie below the geometric mean; 5 standard deviations of a fair coin. */
  @Test
  void logIsUniformInTheExponent() {
    Space space = new Space.Log(1e-4, 1e-2);
    int below = 0;
    for (int i = 0; i < DRAWS; i++) {
      double value = (Double) space.sample(random);
      assertThat(value).isBetween(1e-4, 1e-2);
      below += value < 1e-3 ? 1 : 0;
    }
    assertThat((double) below).isBetween(middle() - spread(), middle() + spread());
  }

  @Test
  void floatIsUniform() {
    Space space = new Space.Uniform(-2, 4);
    int below = 0;
    for (int i = 0; i < DRAWS; i++) {
      double value = (Double) space.sample(random);
      assertThat(value).isBetween(-2.0, 4.0);
      below += value < 1 ? 1 : 0;
    }
    assertThat((double) below).isBetween(middle() - spread(), middle() + spread());
  }

  private static double middle() {
    return DRAWS / 2.0;
  }

  private static double spread() {
    return 5 * Math.sqrt(DRAWS / 4.0);
  }

  @Test
  void integersReachBothBoundsAndItemsAll() {
    Set<Object> drawn = new HashSet<>();
    Space ints = new Space.Int(-1, 2);
    Space items = new Space.Item(List.of("relu", "tanh", 7));
    for (int i = 0; i < DRAWS; i++) {
      drawn.add(ints.sample(random));
      drawn.add(items.sample(random));
    }
    assertThat(drawn).containsExactlyInAnyOrder(-1, 0, 1, 2, "relu", "tanh", 7);
  }

  @Test
  void oneValueIsAllowed() {
    assertThat(new Space.Log(0.1, 0.1).sample(random)).isEqualTo(0.1);
    assertThat(new Space.Uniform(0.3, 0.3).sample(random)).isEqualTo(0.3);
    assertThat(new Space.Int(5, 5).sample(random)).isEqualTo(5);
  }

  @Test
  void modesAreReadByName() {
    assertThat(Space.of("log", List.of("1e-4", "0.1"))).isEqualTo(new Space.Log(1e-4, 0.1));
    assertThat(Space.of("float", List.of("0", "1"))).isEqualTo(new Space.Uniform(0, 1));
    assertThat(Space.of("int", List.of("50", "100"))).isEqualTo(new Space.Int(50, 100));
    assertThat(Space.of("item", List.of("a", "b"))).isEqualTo(new Space.Item(List.of("a", "b")));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertRefused("logarithmic", "mode \"logarithmic\", expected one of [log, float, int, item]");
    assertRefused("log", "expected two bounds", "1");
    assertRefused("log", "\"x\", expected a number", "x", "1");
    assertRefused("log", "lower bound 0.0, expected greater than 0", "0", "1");
    assertRefused("float", "2.0 to 1.0, expected finite bounds, lower first", "2", "1");
    assertRefused("float", "expected finite bounds", "0", "Infinity");
    assertRefused("int", "\"1.5\", expected an integer", "1.5", "2");
    assertRefused("int", "expected fewer than 2^31 values", "-2147483648", "2147483647");
    assertRefused("item", "no items");
  }

  private static void assertRefused(String mode, String message, String... values) {
    assertThatThrownBy(() -> Space.of(mode, List.of(values)))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aConfigurationConvertsItsValues() {
    Configuration configuration =
        new Configuration(Map.of("lr", "1e-3", "hidden", 64, "activation", "relu"));
    assertThat(configuration.number("lr")).isEqualTo(1e-3);
    assertThat(configuration.integer("hidden")).isEqualTo(64);
    assertThat(configuration.text("activation")).isEqualTo("relu");
    assertThatThrownBy(() -> configuration.number("activation"))
        .isInstanceOf(SearchException.class)
        .hasMessage("Configuration: activation is \"relu\", expected a number");
    assertThatThrownBy(() -> configuration.integer("lr"))
        .isInstanceOf(SearchException.class)
        .hasMessage("Configuration: lr is 0.001, expected an integer");
    assertThatThrownBy(() -> configuration.text("reg"))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("no reg, expected one of");
  }
}
