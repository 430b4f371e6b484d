package lanewise.property;

import java.util.function.Consumer;

/**
 * A property that holds for every input. Each try has a seed of its own, from {@code
 * -Dlanewise.property.seed} on; a failure says what was drawn and from which seed, which given as
 * that property is the first try.
 */
public final class Property {
  /** The system property that holds the seed of the first try. */
  public static final String SEED = "lanewise.property.seed";

  private static final long USUAL_SEED = 20261126;

  private Property() {}

  /** Checks it so many times. */
  public static void holds(int tries, Consumer<Draw> property) {
    holds(tries, Long.getLong(SEED, USUAL_SEED), property);
  }

  static void holds(int tries, long firstSeed, Consumer<Draw> property) {
    for (int i = 0; i < tries; i++) {
      Draw draw = new Draw(firstSeed + i);
      try {
        property.accept(draw);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "does not hold for " + draw + "; again: -D" + SEED + "=" + (firstSeed + i), e);
      }
    }
  }
}
