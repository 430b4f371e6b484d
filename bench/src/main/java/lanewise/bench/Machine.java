package lanewise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What figures depend on besides the code.
 *
 * @param cpu the processor's name and the widest vector instructions that it has
 * @param cores processors that this JVM may use
 * @param caches sizes, as the system tells them
 * @param memory main memory
 * @param system the operating system
 * @param jdk the virtual machine
 * @param date of the measurement
 */
public record Machine(
    String cpu, int cores, String caches, String memory, String system, String jdk, String date) {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  /** This machine, today. */
  public static Machine here() {
    return new Machine(
        cpuName(),
        Runtime.getRuntime().availableProcessors(),
        cacheSizes(),
        field(MEMORY, "MemTotal"),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        LocalDate.now(ZoneOffset.UTC).toString());
  }

  /** All in one line. */
  public String line() {
    return String.join(", ", cpu, cores + " cores", caches, memory, system, jdk, date);
  }

  private static String cpuName() {
    String flags = " " + field(CPU, "flags") + " ";
    String widest =
        flags.contains(" avx512f ") ? " (AVX-512)" : flags.contains(" avx2 ") ? " (AVX2)" : "";
    return field(CPU, "model name") + widest;
  }

  private static String field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String cacheSizes() {
    List<String> sizes = new ArrayList<>();
    for (int i = 0; Files.isDirectory(CACHES.resolve("index" + i)); i++) {
      Path index = CACHES.resolve("index" + i);
      String type = word(index.resolve("type"));
      if (!type.equals("Instruction")) {
        sizes.add("L" + word(index.resolve("level")) + " " + word(index.resolve("size")));
      }
    }
    return sizes.isEmpty() ? "caches unknown" : String.join(" ", sizes);
  }

  private static String word(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "?";
    }
  }
}
