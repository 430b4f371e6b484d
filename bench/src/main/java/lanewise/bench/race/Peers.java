package lanewise.bench.race;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lanewise.bench.OwnClassPath;

/**
 * Starts the contenders: lanewise, once more on one thread, and scalar with this JVM's own class
 * path; another build of lanewise from its jar; the libraries from {@code bench/peers/NAME}, a
 * small Maven project each, whose single source file Java compiles as it starts; Python with
 * whatever interpreter has torch.
 *
 * <p>No contender may work while another is measured. With one thread no library has a second one
 * that could; with several, idle workers spin for a while before they sleep, which makes the next
 * call fast. They keep that, shortened to about a millisecond, and turns are set apart by more.
 *
 * <p>{@code malloc} of the native contenders is told to keep its memory: else each large result
 * costs them fresh pages from the system, which would be a race of allocators.
 */
final class Peers implements Launches {
  /** Lanewise itself on one thread: what the further threads of the others bring. */
  static final String ONE_THREAD = "one-thread";

  /** Whom lanewise can meet. */
  static final List<String> NAMES =
      List.of("openblas", "mkl", "pytorch", "python", "dl4j", "netlib", "scalar", ONE_THREAD);

  /** Before the path of a jar: another build of lanewise, as {@code cli} makes it. */
  static final String JAR = "jar:";

  private static final Map<String, String> MAIN_CLASSES =
      Map.of(
          "openblas", "OpenBlasContender",
          "mkl", "MklContender",
          "pytorch", "DjlContender",
          "dl4j", "Dl4jContender",
          "netlib", "NetlibContender");

  private final RaceOptions options;
  private final Consumer<String> notes;

  Peers(RaceOptions options, Consumer<String> notes) {
    this.options = options;
    this.notes = notes;
  }

  static boolean isKnown(String name) {
    return NAMES.contains(name) || name.startsWith(JAR);
  }

  @Override
  public Launch launch(String name) {
    if (name.startsWith(JAR)) {
      Path jar = Path.of(name.substring(JAR.length()));
      if (!Files.isRegularFile(jar)) {
        throw new RaceException(
            "race: peer '" + name + "': no such file, expected the lanewise.jar of another build");
      }
      return own(name, "vector", jar.toString());
    }
    return switch (name) {
      case LANEWISE, ONE_THREAD -> own(name, "vector", OwnClassPath.get());
      case "scalar" -> own(name, "scalar", OwnClassPath.get());
      case "python" -> python();
      default -> library(name);
    };
  }

  private Launch own(String name, String backend, String classPath) {
    List<String> command = java(classPath);
    command.add(LanewiseContender.class.getName());
    command.add(Integer.toString(options.threadsOf(name)));
    command.add(backend);
    return new Launch(name, command, Map.of());
  }

  private Launch library(String name) {
    ProjectTree tree = ProjectTree.find();
    String jars = new PeerJars(tree, notes).classPath(name);
    List<String> command = java(OwnClassPath.get() + File.pathSeparator + jars);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add(
        tree.peer(name)
            .resolve("src/main/java/lanewise/bench/peer")
            .resolve(name)
            .resolve(MAIN_CLASSES.get(name) + ".java")
            .toString());
    command.add(threads());
    return new Launch(name, command, nativeEnvironment());
  }

  private Launch python() {
    Path script = ProjectTree.find().peer("python").resolve("contender.py");
    for (String interpreter : interpreters()) {
      if (hasTorch(interpreter)) {
        return new Launch(
            "python", List.of(interpreter, script.toString(), threads()), nativeEnvironment());
      }
    }
    throw new RaceException(
        "no Python with torch found; install one (e.g. python3-torch), or name it in LANEWISE_PYTHON");
  }

  private static Set<String> interpreters() {
    Set<String> candidates = new LinkedHashSet<>();
    String chosen = System.getenv("LANEWISE_PYTHON");
    if (chosen != null) {
      candidates.add(chosen);
    }
    Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "python3"))
        .filter(Files::isExecutable)
        .forEach(path -> candidates.add(path.toString()));
    candidates.add("/usr/bin/python3");
    return candidates;
  }

  private static boolean hasTorch(String interpreter) {
    try {
      Process process =
          new ProcessBuilder(interpreter, "-c", "import torch, numpy")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private List<String> java(String classPath) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options.isa().jvmFlags());
    command.addAll(
        List.of("--add-modules", "jdk.incubator.vector", "-Xmx3g", "--class-path", classPath));
    return command;
  }

  private Map<String, String> nativeEnvironment() {
    Map<String, String> environment = new HashMap<>(options.isa().environment());
    for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")) {
      environment.put(variable, threads());
    }
    environment.put("MKL_DYNAMIC", "FALSE");
    environment.put("KMP_BLOCKTIME", "1");
    environment.put("OPENBLAS_THREAD_TIMEOUT", "20");
    environment.put("MALLOC_MMAP_THRESHOLD_", "2147483647");
    environment.put("MALLOC_TRIM_THRESHOLD_", "2147483647");
    environment.put("MALLOC_TOP_PAD_", "67108864");
    return environment;
  }

  private String threads() {
    return Integer.toString(options.threads());
  }
}
