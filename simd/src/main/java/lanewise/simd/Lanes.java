package lanewise.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width that every kernel of this module uses: the platform's preferred one within 128
 * to 512 bits, or what the system property {@code lanewise.simd.bits} (128, 256 or 512) says.
 * {@link VectorProvider#unavailable} refuses other values before this class is loaded.
 *
 * <p>Vectors of one length alone are used. The JIT then knows the class of each from the classes
 * that are loaded; as soon as a JVM has used float vectors of a second length it has to rely on
 * what it happened to see before it compiled, and where that does not tell, a kernel keeps its
 * vectors as objects and runs at a tenth of its speed or less. Measured at AVX-512 while eight
 * lanes transposed for sixteen: 8 of about 200 starts of a program made to provoke it, every start
 * of it without tiered compilation; with one length none of 48, and none.
 *
 * <p>The property is read once, when this class is loaded, because the JIT only compiles vector
 * code well for a species that it sees as a constant. It exists for tests of other widths and for
 * processors whose widest vectors are not their fastest.
 */
public final class Lanes {
  /** The system property that overrides the preferred width. */
  public static final String BITS_PROPERTY = Width.PROPERTY;

  private static final VectorShape SHAPE =
      VectorShape.forBitSize(Width.bits(platformBits(), System.getProperty(BITS_PROPERTY)));

  /** Vectors of float32. */
  public static final VectorSpecies<Float> F = VectorSpecies.of(float.class, SHAPE);

  /** Vectors of int32, as many lanes as {@link #F}. */
  public static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, SHAPE);

  /** Vectors of int64, half as many lanes as {@link #F}. */
  public static final VectorSpecies<Long> L = VectorSpecies.of(long.class, SHAPE);

  /** Lanes of {@link #F}. */
  public static final int LENGTH = F.length();

  private static final int LARGE = 1 << 17;
  private static final int HEADER = 16 / Float.BYTES;

  private Lanes() {}

  /**
   * How many elements, fewer than a vector holds, to write before the vectors of a large array,
   * from {@code offset} on, fall within cache lines. G1 starts an array of 512 KiB or more at a
   * boundary of its regions, and its elements 16 bytes later. A store across two lines costs up to
   * 5 % where memory is the limit; where the array lies otherwise nothing is lost but a few
   * elements' time.
   */
  public static int untilAligned(int count, int offset) {
    return count < LARGE ? 0 : Math.floorMod(-HEADER - offset, LENGTH);
  }

  /** Whether there are 32 vector registers, as on AVX-512 and ARM, or 16. */
  public static boolean manyRegisters() {
    return platformBits() == 512 || System.getProperty("os.arch", "").equals("aarch64");
  }

  /** The widest vectors that the JVM has instructions for; 64 where it has none. */
  static int platformBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }
}
