package lanewise.tune;

import java.util.List;
import lanewise.tensor.SeededRandom;

/**
 * The values that one hyperparameter may take in a random search. The modes are those of the I2DL
 * exercises: {@code log}, {@code float}, {@code int}, {@code item}.
 */
public sealed interface Space {
  /** The names of the modes, as {@link #of} takes them. */
  List<String> MODES = List.of("log", "float", "int", "item");

  /** Draws a value: a Double, an Integer or one of the items. */
  Object sample(SeededRandom random);

  /**
   * Numbers whose logarithm is uniform.
   *
   * @param low greater than 0
   * @param high at least {@code low}
   */
  record Log(double low, double high) implements Space {
    public Log {
      requireRange("log", low, high);
      if (!(low > 0)) {
        throw new SearchException(
            "Space log: lower bound " + low + ", expected greater than 0; use float");
      }
    }

    @Override
    public Object sample(SeededRandom random) {
      double from = StrictMath.log(low);
      double to = StrictMath.log(high);
      double value = StrictMath.exp(from + random.nextDouble() * (to - from));
      return Math.clamp(value, low, high);
    }
  }

  /**
   * Numbers, uniform; the mode {@code float}.
   *
   * @param high at least {@code low}
   */
  record Uniform(double low, double high) implements Space {
    public Uniform {
      requireRange("float", low, high);
    }

    @Override
    public Object sample(SeededRandom random) {
      return Math.clamp(low + random.nextDouble() * (high - low), low, high);
    }
  }

  /**
   * Integers, uniform; the mode {@code int}. Both bounds may be drawn.
   *
   * @param high at least {@code low}
   */
  record Int(int low, int high) implements Space {
    public Int {
      requireRange("int", low, high);
      if ((long) high - low >= Integer.MAX_VALUE) {
        throw new SearchException(
            "Space int: " + low + " to " + high + ", expected fewer than 2^31 values");
      }
    }

    @Override
    public Object sample(SeededRandom random) {
      return low + random.nextInt(high - low + 1);
    }
  }

  /** One of a list, each equally likely. */
  record Item(List<?> items) implements Space {
    public Item {
      items = List.copyOf(items);
      if (items.isEmpty()) {
        throw new SearchException("Space item: no items, expected 1 or more");
      }
    }

    @Override
    public Object sample(SeededRandom random) {
      return items.get(random.nextInt(items.size()));
    }
  }

  /**
   * The space of a mode by its name.
   *
   * @param values the two bounds, or the items
   * @throws SearchException if the mode is unknown or the values do not fit it
   */
  static Space of(String mode, List<String> values) {
    return switch (mode) {
      case "log" -> new Log(bound(mode, values, 0), bound(mode, values, 1));
      case "float" -> new Uniform(bound(mode, values, 0), bound(mode, values, 1));
      case "int" -> new Int(integerBound(values, 0), integerBound(values, 1));
      case "item" -> new Item(values);
      default ->
          throw new SearchException("Space: mode \"" + mode + "\", expected one of " + MODES);
    };
  }

  private static double bound(String mode, List<String> values, int index) {
    try {
      if (values.size() == 2) {
        return Double.parseDouble(values.get(index));
      }
    } catch (NumberFormatException notANumber) {
      throw new SearchException(
          "Space " + mode + ": \"" + values.get(index) + "\", expected a number", notANumber);
    }
    throw new SearchException("Space " + mode + ": " + values + ", expected two bounds");
  }

  private static int integerBound(List<String> values, int index) {
    double bound = bound("int", values, index);
    if (bound != (int) bound) {
      throw new SearchException(
          "Space int: \"" + values.get(index) + "\", expected an integer; use float");
    }
    return (int) bound;
  }

  private static void requireRange(String mode, double low, double high) {
    if (!(low <= high) || Double.isInfinite(high - low)) {
      throw new SearchException(
          "Space " + mode + ": " + low + " to " + high + ", expected finite bounds, lower first");
    }
  }
}
