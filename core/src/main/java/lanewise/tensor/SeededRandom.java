package lanewise.tensor;

import java.util.Objects;

/**
 * The one source of random numbers: the same seed gives the same numbers on every JDK and machine,
 * now and in later versions, and the state can be saved and restored, so that a resumed run goes on
 * bit for bit.
 *
 * <p>The generator is xoshiro256++ (period 2^256 - 1), its state filled by SplitMix64 from a 64-bit
 * seed. It is not for secrets. Not safe for concurrent use: give each thread a {@link #split} of
 * its own.
 *
 * <p>Sources: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021; Steele,
 * Lea and Flood, "Fast splittable pseudorandom number generators", 2014 (SplitMix64).
 */
public final class SeededRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long s0;
  private long s1;
  private long s2;
  private long s3;

  /** A generator whose numbers are a function of the seed alone. */
  public SeededRandom(long seed) {
    this(splitMix(seed, 1), splitMix(seed, 2), splitMix(seed, 3), splitMix(seed, 4));
  }

  /**
   * The generator of a named purpose: streams of one seed with different words have nothing to do
   * with each other, and no stream is that of another seed without words. {@code stream(7,
   * "parameter", "fc1.weight")} is the same whatever else draws from seed 7.
   */
  public static SeededRandom stream(long seed, String... purpose) {
    long hash = mix(seed + GOLDEN_GAMMA);
    for (String word : purpose) {
      hash = mixed(hash, hash(word));
    }
    return new SeededRandom(hash);
  }

  /** A number that depends on every character of a word: FNV-1a of its UTF-16 units, mixed. */
  public static long hash(String word) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash + word.length());
  }

  /** One seed made of two: every bit of either changes about half of the bits. */
  public static long mixed(long seed, long other) {
    return mix(mix(seed + GOLDEN_GAMMA) ^ (other + GOLDEN_GAMMA));
  }

  private SeededRandom(long s0, long s1, long s2, long s3) {
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
  }

  /**
   * The generator that {@link #state} was asked of, as it was then.
   *
   * @throws LanewiseException if the text is not 64 hexadecimal digits or stands for the all-zero
   *     state, which no generator has
   */
  public static SeededRandom ofState(String state) {
    if (!state.matches("[0-9a-f]{64}") || state.matches("0*")) {
      throw new LanewiseException(
          "SeededRandom.ofState: "
              + (state.length() > 80 ? state.length() + " characters" : "\"" + state + "\"")
              + ", expected 64 hexadecimal digits, not all 0, as state() gives them");
    }
    return new SeededRandom(
        Long.parseUnsignedLong(state, 0, 16, 16),
        Long.parseUnsignedLong(state, 16, 32, 16),
        Long.parseUnsignedLong(state, 32, 48, 16),
        Long.parseUnsignedLong(state, 48, 64, 16));
  }

  /**
   * The state as 64 hexadecimal digits; {@link #ofState} goes on from it with the very next number.
   */
  public String state() {
    return "%016x%016x%016x%016x".formatted(s0, s1, s2, s3);
  }

  /** Goes to the state of another generator, which does not move; allocates nothing. */
  public void copyFrom(SeededRandom other) {
    s0 = other.s0;
    s1 = other.s1;
    s2 = other.s2;
    s3 = other.s3;
  }

  /**
   * An independent generator for a purpose of its own (initial weights, shuffling, dropout, a
   * worker). It is a function of this generator's present state and of the stream's number; this
   * generator does not move. So two users that split generators of one state by one number have the
   * same stream: they are independent only where the numbers differ.
   */
  public SeededRandom split(long streamId) {
    long hash = mix(streamId + GOLDEN_GAMMA);
    hash = mix(hash ^ s0);
    hash = mix(hash + GOLDEN_GAMMA ^ s1);
    hash = mix(hash + GOLDEN_GAMMA ^ s2);
    hash = mix(hash + GOLDEN_GAMMA ^ s3);
    return new SeededRandom(hash);
  }

  /** Uniform over all 2^64 values. */
  public long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /**
   * Uniform over 0 (inclusive) to bound (exclusive), without bias: Lemire, "Fast random integer
   * generation in an interval", 2019.
   *
   * @throws LanewiseException if bound is less than 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new LanewiseException("SeededRandom.nextInt: bound " + bound + ", expected 1 or more");
    }
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xFFFF_FFFFL;
    if (low < bound) {
      long threshold = (1L << 32) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xFFFF_FFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /** Uniform over the multiples of 2^-53 from 0 (inclusive) to 1 (exclusive). */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * Normal with mean 0 and standard deviation 1: Marsaglia's polar method. The second value of each
   * pair is dropped, so that {@link #state} is all there is.
   */
  public double nextGaussian() {
    double u;
    double v;
    double s;
    do {
      u = 2 * nextDouble() - 1;
      v = 2 * nextDouble() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
  }

  /**
   * Puts the elements in a random order, each order equally likely: Durstenfeld's form of the
   * Fisher-Yates shuffle.
   */
  public void shuffle(int[] values) {
    Objects.requireNonNull(values, "values");
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  /** The n-th output of SplitMix64 from a seed. */
  private static long splitMix(long seed, int n) {
    return mix(seed + n * GOLDEN_GAMMA);
  }

  /**
   * The output function of SplitMix64: a bijection that spreads every input bit over all output
   * bits.
   */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
