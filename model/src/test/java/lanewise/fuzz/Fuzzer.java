package lanewise.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;

/** Gives mutants to one reader, and finds those that it does not take as it should. */
final class Fuzzer {
  private static final long MOST_BYTES = 32 << 20;
  private static final long MOST_BYTES_PER_BYTE = 2000;

  /** A path and what is quoted, see {@link LanewiseException}. */
  private static final int LONGEST_MESSAGE = 2000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Target target;
  private final long seed;
  private final Path folder;
  private final Watchdog watchdog;
  private final Map<String, Finding> findings = new LinkedHashMap<>();

  /**
   * @param folder an empty one
   */
  Fuzzer(Target target, long seed, Path folder, Watchdog watchdog) throws IOException {
    this.target = target;
    this.seed = seed;
    this.folder = folder;
    this.watchdog = watchdog;
    restore();
  }

  /**
   * The mutants from one number on, after the whole files, which have to be accepted.
   *
   * @return one finding of each kind, with how it was made
   */
  Map<String, Finding> run(long first, long count) throws IOException {
    target.reader().read(folder);
    restore();
    for (long number = first; number < first + count; number++) {
      try {
        give(number);
      } finally {
        watchdog.done();
      }
    }
    return findings;
  }

  private void give(long number) throws IOException {
    RandomGenerator random =
        new SplittableRandom(seed + 31L * target.name().hashCode() + 0x9E3779B97F4A7C15L * number);
    Target.Change change = target.recipes().get(random.nextInt(target.recipes().size()));
    byte[] mutant = change.recipe().mutant(random);
    Files.write(folder.resolve(change.file()), mutant);
    watchdog.begins(new Finding(target.name(), number, change.file(), mutant, "still reads"));
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String fault = fault();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    watchdog.done();
    if (fault == null && allocated > MOST_BYTES + MOST_BYTES_PER_BYTE * mutant.length) {
      fault = "allocates " + (allocated >> 20) + " MiB";
    }
    if (fault != null) {
      findings.putIfAbsent(
          fault.replaceAll("\\(.*|[0-9]+", ""),
          new Finding(target.name(), number, change.file(), mutant, fault));
    }
    Files.write(folder.resolve(change.file()), whole(change.file()));
  }

  /** What is wrong with how the reader ends, the place first; null if nothing. */
  private @Nullable String fault() {
    try {
      target.reader().read(folder);
      return null;
    } catch (LanewiseException typed) {
      String message = String.valueOf(typed.getMessage());
      if (!message.contains("expected")) {
        return "a message that does not say what was expected, " + described(typed);
      }
      if (message.chars().anyMatch(Character::isISOControl)) {
        return "a message of more than one line, " + described(typed);
      }
      return message.length() <= LONGEST_MESSAGE
          ? null
          : "a message that is longer than can be read, " + described(typed);
    } catch (Throwable failure) { // an Error is just what is looked for
      return described(failure);
    }
  }

  private static String described(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    String shown = message.length() <= 400 ? message : message.substring(0, 400) + " ...";
    StackTraceElement[] trace = failure.getStackTrace();
    return failure.getClass().getName()
        + (trace.length == 0 ? "" : " at " + own(trace))
        + ": "
        + shown.replaceAll("\\p{Cntrl}", "?");
  }

  private static StackTraceElement own(StackTraceElement[] trace) {
    for (StackTraceElement frame : trace) {
      String owner = frame.getClassName();
      if (owner.startsWith("lanewise.") && !owner.endsWith("Exception")) {
        return frame;
      }
    }
    return trace[0];
  }

  private void restore() throws IOException {
    for (Map.Entry<String, byte[]> file : target.whole().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private byte[] whole(String file) {
    byte[] bytes = target.whole().get(file);
    if (bytes == null) {
      throw new IllegalStateException(target.name() + " has no file " + file);
    }
    return bytes;
  }
}
