package lanewise.simd;

import java.util.Optional;
import lanewise.kernel.KernelProvider;
import lanewise.kernel.Kernels;
import lanewise.tensor.DType;

/**
 * Offers the kernels on the Vector API. Loads and answers also where the module {@code
 * jdk.incubator.vector} is missing: the classes that need it are touched only after {@link
 * #unavailable} has been asked.
 *
 * <p>Where the JVM runs without its optimizing compiler, vectors work but every operation on them
 * is a call that allocates, and where it has no instruction for a fused multiply-add, each is done
 * in decimal arithmetic, both slower than a plain loop by orders of magnitude: there {@link
 * #priority} is negative, so that {@code auto} takes another implementation, while asking for this
 * one by name still works.
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
    return slowBecause().isPresent() ? -1 : 10;
  }

  @Override
  public Optional<String> unavailable() {
    return ModuleLayer.boot().findModule(MODULE).isPresent()
        ? Optional.empty()
        : Optional.of(
            "vector backend unavailable: module "
                + MODULE
                + " is not in the boot layer; add --add-modules "
                + MODULE);
  }

  @Override
  public String description() {
    return unavailable()
        .orElseGet(
            () ->
                Platform.describe() + slowBecause().map(reason -> "; slow: " + reason).orElse(""));
  }

  @Override
  public Kernels<float[]> create(int threads) {
    return new VectorKernels(threads);
  }

  /** Why the kernels would be slow here, as far as the JVM lets itself be seen through. */
  private static Optional<String> slowBecause() {
    String vm = System.getProperty("java.vm.name", "");
    String mode = System.getProperty("java.vm.info", "");
    if (vm.contains("OpenJ9")) {
      return Optional.of(vm + " does not compile the Vector API");
    }
    if (mode.contains("interpreted mode")) {
      return Optional.of("the JVM only interprets (-Xint)");
    }
    if (mode.contains("emulated-client") || vm.contains("Client VM") || vm.contains("Zero VM")) {
      return Optional.of("the JVM runs without its optimizing compiler C2");
    }
    if (emulatesFusedMultiplyAdd()) {
      return Optional.of("no fused multiply-add: the processor has none, or -XX:-UseFMA is set");
    }
    return Optional.empty();
  }

  /**
   * Whether {@link Math#fma} is done by the Java code of the class library: that gives one NaN for
   * every NaN, while x86-64 and AArch64 hand on the one they are given. (The JVM would tell its
   * flag UseFMA too, through the module jdk.management, which takes longer to start than the
   * backend.)
   */
  private static boolean emulatesFusedMultiplyAdd() {
    int marked = Float.floatToRawIntBits(Float.NaN) | 1;
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64", "aarch64" ->
          Float.floatToRawIntBits(Math.fma(Float.intBitsToFloat(marked), 1f, 1f)) != marked;
      default -> false;
    };
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
