package lanewise.bench.race;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The contender's side of the pipe. One request a line, one answer a line; an answer starts with
 * {@code @}, so that whatever a library prints between can be told from it.
 *
 * <pre>
 *   HELLO          @HELLO name=..&lt;tab&gt;version=..&lt;tab&gt;threads=..&lt;tab&gt;kernels=..
 *   PREPARE work   @RESULT v v v ...       the {@link Sample} of the result, after warm-up; or @UNSUPPORTED
 *   RUN reps       @NANOS n                of reps runs of the prepared work
 *   PEAK threads   @PEAK x                 GFLOP/s of {@link FmaPeak}, so many threads together
 *   CPU            @CPU n                  processor time of the whole process so far, ns
 *   QUIT           ends the process, as does the end of the input
 *   any            @ERROR message          and the process goes on
 * </pre>
 */
public final class ContenderServer {
  /**
   * Warm-up goes through many calls, not through one long loop, which the JIT compiles in another
   * way.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private static final Duration PEAK_TIME = Duration.ofMillis(8);

  private static final int STEADY_WINDOWS = 5;
  private static final double STEADY = 0.95;
  private static final long LONGEST_WARM_UP = 15;

  private final Contender contender;
  private final PrintStream answers;
  private final Duration warmUp;
  private Contender.@Nullable Task task;
  private boolean peakIsWarm;

  private ContenderServer(Contender contender, PrintStream answers, Duration warmUp) {
    this.warmUp = warmUp;
    this.contender = contender;
    this.answers = answers;
  }

  /**
   * Serves standard input until it ends. Whatever the library prints through Java goes to standard
   * error.
   */
  public static void serve(Contender contender) throws IOException {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    serve(contender, System.in, out, WARM_UP);
  }

  /** Serves until the input ends or says QUIT. */
  static void serve(Contender contender, InputStream in, OutputStream out, Duration warmUp)
      throws IOException {
    var requests = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    var answers = new PrintStream(out, true, StandardCharsets.UTF_8);
    var server = new ContenderServer(contender, answers, warmUp);
    for (String line = requests.readLine();
        line != null && !line.equals("QUIT");
        line = requests.readLine()) {
      server.answer(line);
    }
  }

  private void answer(String request) {
    try {
      answers.println("@" + answerTo(request));
    } catch (RaceException e) {
      answers.println("@ERROR " + e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      answers.println("@ERROR " + e.toString().replace('\n', ' '));
    }
  }

  private String answerTo(String request) {
    int space = request.indexOf(' ');
    String verb = space < 0 ? request : request.substring(0, space);
    String argument = space < 0 ? "" : request.substring(space + 1);
    return switch (verb) {
      case "HELLO" -> "HELLO " + tabbed(contender.introduce());
      case "PREPARE" -> prepare(Work.parse(argument));
      case "RUN" -> "NANOS " + nanos(prepared(), Integer.parseInt(argument));
      case "PEAK" -> "PEAK " + peak(Integer.parseInt(argument));
      case "CPU" -> "CPU " + processorNanos();
      default ->
          throw new RaceException(
              "request '" + verb + "': unknown, expected HELLO, PREPARE, RUN, PEAK, CPU or QUIT");
    };
  }

  private static String tabbed(Map<String, String> words) {
    var line = new StringJoiner("\t");
    words.forEach((key, value) -> line.add(key + "=" + value.replaceAll("\\s+", " ").trim()));
    return line.toString();
  }

  private String prepare(Work work) {
    if (task != null) {
      task.close();
      task = null;
    }
    Optional<Contender.Task> next = contender.prepare(work);
    if (next.isEmpty()) {
      return "UNSUPPORTED";
    }
    task = next.get();
    warmUp(reps -> nanos(next.get(), reps));
    task.reset();
    if (!(work instanceof Work.Train)) {
      task.run();
    }
    var line = new StringJoiner(" ", "RESULT ", "");
    for (double value : Sample.of(task.result())) {
      line.add(Double.toString(value));
    }
    return line.toString();
  }

  /**
   * Runs until no window of a fifth of the warm-up was faster than the best before it for a whole
   * warm-up: on a busy machine the JIT may need many seconds until its best code is there.
   */
  private void warmUp(IntToLongFunction nanosOfReps) {
    long start = System.nanoTime();
    double best = Double.POSITIVE_INFINITY;
    int reps = 1;
    int steadyWindows = 0;
    while (steadyWindows < STEADY_WINDOWS
        && System.nanoTime() - start < LONGEST_WARM_UP * warmUp.toNanos()) {
      long windowEnd = System.nanoTime() + warmUp.toNanos() / STEADY_WINDOWS;
      double fastest = Double.POSITIVE_INFINITY;
      do {
        long nanos = nanosOfReps.applyAsLong(reps);
        fastest = Math.min(fastest, nanos / (double) reps);
        if (nanos < 1_000_000) {
          reps *= 2;
        }
      } while (System.nanoTime() < windowEnd);
      steadyWindows = fastest < STEADY * best ? 0 : steadyWindows + 1;
      best = Math.min(best, fastest);
    }
  }

  private double peak(int threads) {
    if (!peakIsWarm) {
      warmUp(FmaPeak::nanos);
      peakIsWarm = true;
    }
    return FmaPeak.gflops(threads, PEAK_TIME);
  }

  private Contender.Task prepared() {
    if (task == null) {
      throw new RaceException("RUN: nothing prepared, expected PREPARE first");
    }
    return task;
  }

  /**
   * Times so many runs, after a quarter as many that nobody times: until then caches are cold,
   * workers sleep, and the system may have woken two of them on one processor.
   */
  private static long nanos(Contender.Task task, int reps) {
    task.reset();
    for (int i = 0; i < reps; i += 4) {
      task.run();
    }
    long start = System.nanoTime();
    for (int i = 0; i < reps; i++) {
      task.run();
    }
    return System.nanoTime() - start;
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }
}
