package lanewise.property;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws the inputs of one try and remembers them for the message of a failure. The ends of a range
 * are drawn far more often than chance would have it.
 */
public final class Draw {
  private static final long[] SPECIAL = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE};

  /** One draw in so many is an end of its range, or a special number. */
  private static final int SPECIAL_EVERY = 5;

  private final SplittableRandom random;
  private final List<String> drawn = new ArrayList<>();

  Draw(long seed) {
    random = new SplittableRandom(seed);
  }

  /** An integer from {@code least} to {@code most}, both included. */
  public int between(String name, int least, int most) {
    return kept(name, integer(least, most));
  }

  /** A number from {@code least} to {@code most}, both included. */
  public double between(String name, double least, double most) {
    double value = special() ? end(least, most) : random.nextDouble(least, most);
    return kept(name, value);
  }

  /** Any long. */
  public long anyLong(String name) {
    long value = special() ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextLong();
    return kept(name, value);
  }

  /** One of these. */
  @SafeVarargs
  public final <T> T oneOf(String name, T... values) {
    return kept(name, values[random.nextInt(values.length)]);
  }

  /** {@code 0} to {@code longest} integers, each from {@code least} to {@code most}. */
  public List<Integer> integers(String name, int longest, int least, int most) {
    List<Integer> values = new ArrayList<>();
    for (int count = integer(0, longest); count > 0; count--) {
      values.add(integer(least, most));
    }
    return kept(name, values);
  }

  private int integer(int least, int most) {
    return special()
        ? random.nextBoolean() ? least : most
        : Math.toIntExact(random.nextLong(least, most + 1L));
  }

  private double end(double least, double most) {
    return random.nextBoolean() ? least : most;
  }

  private boolean special() {
    return random.nextInt(SPECIAL_EVERY) == 0;
  }

  private <T> T kept(String name, T value) {
    drawn.add(name + "=" + value);
    return value;
  }

  @Override
  public String toString() {
    return String.join(", ", drawn);
  }
}
