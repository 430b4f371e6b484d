package lanewise.bench.inspect;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lanewise.bench.OwnClassPath;

/**
 * Reads the machine code of the GEMM microkernels, as the JIT of a JVM like this one makes it.
 *
 * <p>A second JVM with this one's {@code -XX} flags and {@code lanewise} properties runs {@link
 * TileWorkload} and prints what it compiles; the last code that C2 made of each microkernel counts.
 * It compiles in the foreground, so that the result does not depend on how busy the machine is.
 * Takes a few seconds.
 */
public final class KernelInspection {
  private static final String KERNELS = "lanewise.simd.gemm.Tile*";
  private static final Pattern TILE = Pattern.compile("(?:\\w+\\.)*(Tile(\\d+)x(\\d+)::(\\w+))");
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final List<KernelReport> kernels;

  KernelInspection(List<KernelReport> kernels) {
    this.kernels = List.copyOf(kernels);
  }

  /** Why there is nothing to be read here, and what to do; or nothing. */
  public static Optional<String> obstacle() {
    String architecture = System.getProperty("os.arch", "");
    if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
      return Optional.of(
          "kernels: processor " + architecture + ", expected x86-64, whose machine code is known");
    }
    String vm = System.getProperty("java.vm.name", "");
    String mode = System.getProperty("java.vm.info", "");
    if (!vm.contains("Server VM")
        || mode.contains("interpreted")
        || mode.contains("emulated-client")) {
      return Optional.of(
          "kernels: "
              + vm
              + ", "
              + mode
              + ", expected HotSpot with its compiler C2; remove the flags that switch it off");
    }
    return Disassembler.obstacle();
  }

  /**
   * Inspects under this JVM's own flags.
   *
   * @throws InspectionException if there is an {@link #obstacle}, or something failed on the way
   */
  public static KernelInspection run() {
    return run(KERNELS, TileWorkload.class, inheritedFlags());
  }

  /**
   * Inspects the classes that {@code kernels} matches, named {@code Tile<rows>x<vectors>}, while
   * {@code workload} runs under these flags.
   */
  static KernelInspection run(String kernels, Class<?> workload, List<String> flags) {
    obstacle()
        .ifPresent(
            reason -> {
              throw new InspectionException(reason);
            });
    try {
      Path folder = Files.createTempDirectory("lanewise-kernels");
      try {
        return run(kernels, workload, flags, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new InspectionException("kernels: " + e.getMessage(), e);
    }
  }

  private static KernelInspection run(
      String kernels, Class<?> workload, List<String> flags, Path folder) throws IOException {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx512m"));
    command.add("-XX:-BackgroundCompilation");
    command.addAll(flags);
    command.addAll(
        List.of(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:CompileCommand=print," + kernels + "::*",
            "--class-path",
            OwnClassPath.get(),
            workload.getName()));
    Child.run(command, out, err, PATIENCE);
    Map<String, Double> fractions = fractions(Files.readAllLines(err));
    var disassembler = new Disassembler(folder);
    List<KernelReport> reports = new ArrayList<>();
    for (MachineCode code : MachineCode.latest(lines(out))) {
      Matcher name = TILE.matcher(code.method());
      if (name.matches()) {
        reports.add(
            new KernelReport(
                name.group(1),
                Integer.parseInt(name.group(2)),
                Integer.parseInt(name.group(3)),
                HotLoop.in(disassembler.disassemble(code.bytes())),
                OptionalDouble.empty()));
      }
    }
    if (reports.isEmpty()) {
      throw new InspectionException(
          "kernels: none of "
              + kernels
              + " was compiled by C2, expected their machine code; remove the flags that switch C2 off");
    }
    int largest = reports.stream().mapToInt(KernelReport::rows).max().orElseThrow();
    return new KernelInspection(
        reports.stream()
            .map(report -> measured(report, largest, fractions))
            .sorted(Comparator.comparingInt(KernelReport::rows).thenComparing(KernelReport::kernel))
            .toList());
  }

  private static KernelReport measured(
      KernelReport report, int largest, Map<String, Double> fractions) {
    Double fraction = fractions.get(report.kernel());
    if (fraction == null && report.rows() == largest && report.vectors() > 1) {
      String method = report.kernel().substring(report.kernel().indexOf("::"));
      fraction = fractions.get(TileWorkload.LARGEST + method);
    }
    return fraction == null ? report : report.reaching(fraction);
  }

  /** The output of the JVM may hold bytes of any kind: nothing that is no text matters. */
  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
  }

  private static Map<String, Double> fractions(List<String> lines) {
    Map<String, Double> fractions = new HashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[0].equals(TileWorkload.FRACTION)) {
        fractions.put(words[1], Double.valueOf(words[2]));
      }
    }
    return fractions;
  }

  /** The flags of this JVM that change what the JIT does, or how wide vectors are. */
  private static List<String> inheritedFlags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-XX:") || flag.startsWith("-Dlanewise."))
        .toList();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Every microkernel that was compiled, by rows. */
  public List<KernelReport> kernels() {
    return kernels;
  }

  /** The result in a few words. */
  public String summary() {
    long troubled = kernels.stream().filter(kernel -> kernel.trouble().isPresent()).count();
    return kernels.size()
        + " microkernels read, "
        + (troubled == 0
            ? "all vectors of their inner loops stay in registers"
            : troubled + " with poor machine code");
  }

  /** What is wrong and what to do about it, or nothing. */
  public Optional<String> advice() {
    List<String> troubles = kernels.stream().flatMap(kernel -> kernel.trouble().stream()).toList();
    if (troubles.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        troubles.stream().collect(Collectors.joining("; "))
            + ": products run at a fraction of their speed. Try another update of JDK 25, no -XX flags, or"
            + " -Dlanewise.simd.bits=256, and report this output with that of java -version");
  }
}
