package lanewise.simd;

import java.util.Optional;
import lanewise.kernel.BackendUnavailableException;
import lanewise.kernel.KernelProvider;
import lanewise.kernel.Kernels;
import lanewise.tensor.DType;

/**
 * Offers the kernels on the Vector API. Loads and answers also where the module {@code
 * jdk.incubator.vector} is missing: the classes that need it are touched only after {@link
 * #unavailable} has been asked.
 *
 * <p>Where the JVM does not turn vectors into vector instructions, the kernels work but are slower
 * than plain loops by orders of magnitude: there {@link #passedOver} says why, and {@code auto}
 * takes another implementation, while asking for this one by name still works.
 */
public final class VectorProvider implements KernelProvider {
  private static final String MODULE = "jdk.incubator.vector";

  /** For {@link java.util.ServiceLoader}. */
  public VectorProvider() {}

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public Optional<String> unavailable() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of(
          "vector backend unavailable: module "
              + MODULE
              + " is not in the boot layer; add --add-modules "
              + MODULE);
    }
    return Width.obstacle(System.getProperty(Width.PROPERTY))
        .map(obstacle -> "vector backend unavailable: " + obstacle);
  }

  @Override
  public Optional<String> passedOver() {
    if (unavailable().isPresent()) {
      return Optional.empty();
    }
    return Jvm.SLOW_BECAUSE.or(Platform::emulated);
  }

  @Override
  public String description() {
    return unavailable()
        .orElseGet(
            () -> Platform.describe() + passedOver().map(reason -> "; slow: " + reason).orElse(""));
  }

  /**
   * {@inheritDoc}
   *
   * @throws BackendUnavailableException where {@link #unavailable} says why
   */
  @Override
  public Kernels create(int threads) {
    Optional<String> obstacle = unavailable();
    if (obstacle.isPresent()) {
      throw new BackendUnavailableException(obstacle.get());
    }
    return new VectorKernels(threads);
  }

  /** What needs the vector module to answer. */
  private static final class Platform {
    static String describe() {
      int bits = Lanes.F.vectorBitSize();
      return Lanes.LENGTH
          + " lanes of float32, "
          + bits
          + " bits, "
          + instructionSet(System.getProperty("os.arch", ""), bits);
    }

    /** Why vectors of this width are no instructions. */
    static Optional<String> emulated() {
      return Width.emulated(Lanes.F.vectorBitSize(), Lanes.platformBits());
    }

    /** A guess from what the JVM shows: the architecture and the width it prefers. */
    private static String instructionSet(String architecture, int bits) {
      return switch (architecture) {
        case "amd64", "x86_64" -> bits == 512 ? "AVX-512" : bits == 256 ? "AVX2" : "SSE or AVX";
        case "aarch64" -> bits == 128 ? "NEON" : "SVE";
        default -> architecture;
      };
    }
  }
}
