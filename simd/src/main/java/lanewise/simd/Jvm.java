package lanewise.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What decides whether a JVM turns code on vectors into vector instructions. Where it does not, the
 * code works, but every operation is a call that allocates.
 *
 * @param name of the JVM, such as {@code OpenJDK 64-Bit Server VM}
 * @param mode what it says of its compilers, such as {@code mixed mode}
 * @param feature the release of Java, such as 25
 * @param flag the value of a flag of HotSpot; empty where there is none of that name
 * @param fusesMultiplyAdd whether a fused multiply-add is an instruction
 */
record Jvm(
    String name, String mode, int feature, UnaryOperator<String> flag, boolean fusesMultiplyAdd) {
  /** The only release whose incubating Vector API the kernels were compiled and tested with. */
  private static final int KNOWN_FEATURE = 25;

  /** The optimizing compiler's level. */
  private static final String C2 = "4";

  /** Why code on vectors is slow in this process. */
  static final Optional<String> SLOW_BECAUSE = current().slowBecause();

  private static Jvm current() {
    return new Jvm(
        System.getProperty("java.vm.name", ""),
        System.getProperty("java.vm.info", ""),
        Runtime.version().feature(),
        flags(),
        fusesMultiplyAddHere());
  }

  /** Why code on vectors is slow, and what helps; empty if nothing is known to be in the way. */
  Optional<String> slowBecause() {
    if (feature > KNOWN_FEATURE) {
      return because(
          "Java " + feature + " is later than " + KNOWN_FEATURE + ", whose Vector API is known",
          "run on JDK 25");
    }
    if (name.contains("OpenJ9")) {
      return because(name + " does not compile the Vector API", "run on a HotSpot JDK 25");
    }
    if (mode.contains("interpreted mode")) {
      return because("the JVM only interprets", "remove -Xint");
    }
    if (flag.apply("UseCompiler").equals("false")) {
      return because(
          "the JIT compilers are off", "remove -XX:-UseCompiler or -XX:TieredStopAtLevel=0");
    }
    if (flag.apply("UseJVMCICompiler").equals("true")) {
      return because(
          "a JVMCI compiler (Graal) compiles, not C2",
          "run on a JDK 25 without it or with -XX:-UseJVMCICompiler");
    }
    if (compilesWithoutC2()) {
      return because(
          "the optimizing compiler C2 is off",
          "remove -XX:TieredStopAtLevel, -XX:CompilationMode or -client");
    }
    if (flag.apply("EnableVectorSupport").equals("false")) {
      return because("vector instructions are off", "remove -XX:-EnableVectorSupport");
    }
    if (!fusesMultiplyAdd) {
      return because(
          "no fused multiply-add", "remove -XX:-UseFMA if it is set, else the processor has none");
    }
    return Optional.empty();
  }

  private boolean compilesWithoutC2() {
    String highest = flag.apply("TieredStopAtLevel");
    boolean tiered = !flag.apply("TieredCompilation").equals("false");
    return mode.contains("emulated-client")
        || name.contains("Client VM")
        || name.contains("Zero VM")
        || (tiered && !highest.isEmpty() && !highest.equals(C2));
  }

  private static Optional<String> because(String found, String fix) {
    return Optional.of(found + "; " + fix);
  }

  /** The flags, which an image without the module jdk.management does not tell. */
  private static UnaryOperator<String> flags() {
    if (ModuleLayer.boot().findModule("jdk.management").isEmpty()) {
      return name -> "";
    }
    return HotSpot.flags();
  }

  /**
   * Whether {@link Math#fma} is an instruction, and not done by the Java code of the class library:
   * that gives one NaN for every NaN, while x86-64 and AArch64 hand on the one they are given.
   */
  private static boolean fusesMultiplyAddHere() {
    int marked = Float.floatToRawIntBits(Float.NaN) | 1;
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64", "aarch64" ->
          Float.floatToRawIntBits(Math.fma(Float.intBitsToFloat(marked), 1f, 1f)) == marked;
      default -> true;
    };
  }

  /** What needs the module jdk.management. */
  private static final class HotSpot {
    static UnaryOperator<String> flags() {
      var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return name -> {
        try {
          return diagnostics == null ? "" : diagnostics.getVMOption(name).getValue();
        } catch (IllegalArgumentException noSuchFlag) {
          return "";
        }
      };
    }
  }
}
