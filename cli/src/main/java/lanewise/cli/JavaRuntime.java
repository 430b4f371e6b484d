package lanewise.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The JVM and the processor that a run took place on.
 *
 * @param jdk version and vendor
 * @param jdkAdvice what to do where the version is too old
 * @param jit the compiler's name
 * @param jitAdvice what to do where it does not compile vectors well
 * @param processor model, architecture and cores
 */
record JavaRuntime(
    String jdk,
    Optional<String> jdkAdvice,
    String jit,
    Optional<String> jitAdvice,
    String processor) {
  private static final Runtime.Version REQUIRED = Runtime.Version.parse("25.0.3");

  /** This process's. */
  static JavaRuntime current() {
    Runtime.Version version = Runtime.version();
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    String mode = System.getProperty("java.vm.info", "");
    return new JavaRuntime(
        version
            + ", "
            + System.getProperty("java.vm.name")
            + ", "
            + System.getProperty("java.vendor"),
        version.compareToIgnoreOptional(REQUIRED) < 0
            ? Optional.of(
                "JDK 25.0.3 or later fixes pinned objects under G1 (JDK-8377811); install it")
            : Optional.empty(),
        ManagementFactory.getCompilationMXBean() == null
            ? "none"
            : ManagementFactory.getCompilationMXBean().getName() + ", " + mode,
        jitAdvice(mode, flags),
        model()
            + ", "
            + System.getProperty("os.arch")
            + ", "
            + cores(Runtime.getRuntime().availableProcessors())
            + ", "
            + System.getProperty("os.name"));
  }

  private static String cores(int count) {
    return count == 1 ? "1 core" : count + " cores";
  }

  private static Optional<String> jitAdvice(String mode, List<String> flags) {
    if (mode.contains("interpreted")) {
      return Optional.of("the JVM only interprets; remove -Xint");
    }
    if (System.getProperty("java.vm.name", "").contains("OpenJ9")) {
      return Optional.of("OpenJ9 does not compile vectors; use a HotSpot JDK 25, such as Temurin");
    }
    for (String flag : flags) {
      if (flag.startsWith("-XX:TieredStopAtLevel=") && !flag.endsWith("=4")) {
        return Optional.of(
            "the optimising compiler C2 is off, so vectors are boxed; remove " + flag);
      }
      if (flag.equals("-XX:+UseCompactObjectHeaders")) {
        return Optional.of(
            "compact object headers may misbehave on JDK 25 (JDK-8380060); remove " + flag);
      }
      if (flag.equals("-XX:-EnableVectorSupport")) {
        return Optional.of("vector intrinsics are off; remove " + flag);
      }
      if (flag.equals("-XX:UseAVX=0") || flag.equals("-XX:UseAVX=1")) {
        return Optional.of("vectors have 128 bits, whatever the processor has; remove " + flag);
      }
    }
    if (!fusedMultiplyAdd()) {
      return Optional.of(
          "no fused multiply-add, so that each is thousands of times slower: remove -XX:-UseFMA if it is set,"
              + " else the processor is too old and --backend scalar is faster");
    }
    return Optional.empty();
  }

  /** Whether the JIT has an instruction for it; true where the JVM does not tell. */
  private static boolean fusedMultiplyAdd() {
    var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return diagnostics == null
          || Boolean.parseBoolean(diagnostics.getVMOption("UseFMA").getValue());
    } catch (IllegalArgumentException noSuchOption) {
      return true;
    }
  }

  private static String model() {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    try (var lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("processor of unknown name");
    } catch (IOException e) {
      return "processor of unknown name";
    }
  }
}
