package lanewise.simd;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rule for the width of vectors, in bits: 128, 256 or 512, by the system property {@value
 * #PROPERTY} where it is set, else what the platform prefers within those. Needs no vector module.
 */
final class Width {
  /** The system property that overrides the preferred width. */
  static final String PROPERTY = "lanewise.simd.bits";

  private static final int LEAST = 128;

  /** The algorithms for a fixed order of sums know up to 16 lanes of float32. */
  private static final int MOST = 512;

  private Width() {}

  /** What is wrong with the property's value; empty if nothing, or if it is not set. */
  static Optional<String> obstacle(@Nullable String property) {
    if (property == null) {
      return Optional.empty();
    }
    return switch (property) {
      case "128", "256", "512" -> Optional.empty();
      default ->
          Optional.of(
              PROPERTY
                  + "="
                  + property
                  + ", expected 128, 256 or 512; correct or remove the system property");
    };
  }

  /**
   * The width to use.
   *
   * @param preferred by the platform, any power of two
   * @param property a value without {@link #obstacle}, or null
   */
  static int bits(int preferred, @Nullable String property) {
    return property == null ? Math.clamp(preferred, LEAST, MOST) : Integer.parseInt(property);
  }

  /** Why vectors of so many bits are slow where the platform has at most so many. */
  static Optional<String> emulated(int bits, int platformBits) {
    return bits <= platformBits
        ? Optional.empty()
        : Optional.of(
            "vectors of "
                + bits
                + " bits, the JVM has instructions for "
                + platformBits
                + "; remove "
                + PROPERTY
                + ", -XX:MaxVectorSize and -XX:UseAVX where they are set");
  }
}
