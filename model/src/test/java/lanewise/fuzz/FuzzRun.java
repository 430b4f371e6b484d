package lanewise.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import lanewise.kernel.Backend;

/** The program of the small JVM: mutants for all readers, as many for each. */
final class FuzzRun {
  private final long seed;
  private final Path folder;

  private FuzzRun(long seed, Path folder) {
    this.seed = seed;
    this.folder = folder;
  }

  /**
   * Prints a line a reader, and what was found; ends with 1 if anything was.
   *
   * @param arguments the number of mutants over all readers, the seed, an empty folder, and, for
   *     one mutant again, the name of a reader and the mutant's number
   */
  public static void main(String[] arguments) throws IOException {
    var run = new FuzzRun(Long.parseLong(arguments[1]), Path.of(arguments[2]));
    int found;
    try (Backend backend = Backend.create("scalar", 1)) {
      List<Target> targets = new Targets(backend, run.folder("scratch")).all();
      if (arguments.length > 3) {
        Target target =
            targets.stream()
                .filter(each -> each.name().equals(arguments[3]))
                .findFirst()
                .orElseThrow();
        found = run.read(target, Long.parseLong(arguments[4]), 1);
      } else {
        long each = Math.ceilDiv(Long.parseLong(arguments[0]), targets.size());
        found = 0;
        for (Target target : targets) {
          found += run.read(target, 0, each);
        }
      }
    }
    System.exit(found == 0 ? 0 : 1);
  }

  private int read(Target target, long first, long count) throws IOException {
    long start = System.nanoTime();
    var watchdog = new Watchdog(this::endWith);
    var findings =
        new Fuzzer(target, seed, folder(target.name().replace(' ', '-')), watchdog)
            .run(first, count);
    System.out.printf(
        Locale.ROOT,
        "%-28s %,10d mutants, %d findings, %.1f s%n",
        target.name(),
        count,
        findings.size(),
        (System.nanoTime() - start) * 1e-9);
    findings.values().forEach(this::show);
    return findings.size();
  }

  private void show(Finding finding) {
    System.out.println(finding.report(seed));
    System.out.flush();
  }

  private void endWith(Finding finding) {
    show(finding);
    Runtime.getRuntime().halt(1);
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }
}
