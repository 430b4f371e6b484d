package lanewise.bench.race;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A contender that computes relu in plain Java, and can be told to go wrong in all the ways that
 * contenders do.
 */
final class FakeContender implements Contender {
  private final String mood;
  private final int threads;
  private final String name;
  private final Path log;

  /** Its name goes into the log each time it is its turn. */
  FakeContender(String mood, int threads, String name, Path log) {
    this.mood = mood;
    this.threads = threads;
    this.name = name;
    this.log = log;
  }

  /** How to start one in a process of its own. */
  static Launch launch(String name, String mood, Path log) {
    return new Launch(
        name,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            FakeContender.class.getName(),
            mood,
            name,
            log.toString()),
        Map.of("FAKE_MOOD", mood));
  }

  public static void main(String[] args) throws IOException {
    String mood = args[0];
    if (mood.equals("stillborn")) {
      throw new IllegalStateException("libfake.so not found");
    }
    if (mood.equals("lacking")) {
      throw new RaceException("libfake.so: no such file, expected one");
    }
    if (mood.equals("chatty")) {
      System.out.println("MKL_VERBOSE this is no answer");
    }
    ContenderServer.serve(
        new FakeContender(
            System.getenv("FAKE_MOOD"), mood.equals("greedy") ? 8 : 1, args[1], Path.of(args[2])),
        System.in,
        new FileOutputStream(FileDescriptor.out),
        Duration.ZERO);
  }

  @Override
  public Map<String, String> introduce() {
    while (mood.equals("silent")) {
      LockSupport.park();
    }
    Map<String, String> words = new LinkedHashMap<>();
    words.put("name", "Fake contender");
    words.put("version", "1 \t of\n2");
    words.put("threads", Integer.toString(threads));
    words.put("kernels", "none");
    return words;
  }

  @Override
  public Optional<Task> prepare(Work work) {
    if (mood.equals("dying")) {
      System.err.println("java.lang.Error: SIGSEGV in libfake");
      Runtime.getRuntime().halt(134);
    }
    return work instanceof Work.Map map && map.op() == Work.Op.RELU
        ? Optional.of(new Relu(map))
        : Optional.empty();
  }

  private final class Relu implements Task {
    private final float[] x;
    private final float[] y;
    private boolean prepared;

    Relu(Work.Map work) {
      x = Inputs.floats(1, work.resultSize(), Inputs.MAP_SCALE);
      y = new float[x.length];
    }

    @Override
    public void run() {
      if (prepared && mood.equals("fainting")) {
        throw new OutOfMemoryError("Java heap space");
      }
      for (int i = 0; i < x.length; i++) {
        y[i] = Math.max(x[i], 0);
      }
    }

    @Override
    public void reset() {
      try {
        Files.writeString(log, name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public float[] result() {
      prepared = true;
      float[] result = y.clone();
      if (mood.equals("wrong")) {
        result[result.length - 1] += 1e-3f;
      }
      return result;
    }
  }
}
