package lanewise.cli;

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
 * @param jitAdvice what to do where a flag spoils what it compiles; what keeps {@code auto} from a
 *     backend is said by that backend
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
        jitAdvice(flags),
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

  private static Optional<String> jitAdvice(List<String> flags) {
    for (String flag : flags) {
      if (flag.equals("-XX:+UseCompactObjectHeaders")) {
        return Optional.of(
            "compact object headers may misbehave on JDK 25 (JDK-8380060); remove " + flag);
      }
      if (flag.equals("-XX:UseAVX=0") || flag.equals("-XX:UseAVX=1")) {
        return Optional.of("vectors have 128 bits, whatever the processor has; remove " + flag);
      }
    }
    return Optional.empty();
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
