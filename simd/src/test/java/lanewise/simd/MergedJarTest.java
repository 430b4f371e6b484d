package lanewise.simd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lanewise.kernel.Backend;
import lanewise.kernel.BackendSelection;
import lanewise.kernel.BackendUnavailableException;
import lanewise.kernel.KernelProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program and Lanewise in one jar. Tools that make such jars keep one of the service files of a
 * name, the first or the last, or none: whichever is left, the same backends are found.
 */
class MergedJarTest {
  private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";
  private static final String SERVICE = "META-INF/services/" + KernelProvider.class.getName();

  @TempDir Path folder;

  /** The text of the one service file that is left; empty for none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lanewise.simd.VectorProvider",
        "lanewise.kernel.ScalarProvider\nlanewise.kernel.ReferenceProvider",
      })
  void whicheverServiceFileIsLeftTheBackendsAreFound(String service) throws Exception {
    Path jar = jar(service);

    assertThat(run(jar, VECTOR_MODULE))
        .containsExactly(
            "auto " + new VectorProvider().passedOver().map(reason -> "scalar").orElse("vector"),
            "vector found",
            "scalar found",
            "reference found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lanewise.simd.VectorProvider"})
  void saysThatTheModuleIsMissingNotTheClass(String service) throws Exception {
    assertThat(run(jar(service)))
        .containsExactly(
            "auto scalar",
            "vector backend unavailable: module jdk.incubator.vector is not in the boot layer; add"
                + " --add-modules jdk.incubator.vector",
            "scalar found",
            "reference found");
  }

  @Test
  void aServiceThatIsNotThereIsSkipped() throws Exception {
    assertThat(run(jar("elsewhere.Provider\nlanewise.simd.VectorProvider"), VECTOR_MODULE))
        .contains("vector found", "scalar found", "reference found");
  }

  /** As in application servers and plug-ins: the thread's class loader sees more than core's. */
  @Test
  void theClassLoaderOfTheThreadIsAskedToo() throws Exception {
    try (var core = new URLClassLoader(urls(KernelProvider.class), platform());
        var both = new URLClassLoader(urls(VectorProvider.class), core)) {
      assertThat(namesFoundBy(core, core)).containsExactly("scalar", "reference");
      assertThat(namesFoundBy(core, both))
          .containsExactlyInAnyOrder("vector", "scalar", "reference");
    }
  }

  @Test
  void anotherCopyOfCoreIsNoneOfItsConcern() throws Exception {
    try (var core = new URLClassLoader(urls(KernelProvider.class), platform());
        var copy =
            new URLClassLoader(urls(KernelProvider.class, VectorProvider.class), platform())) {
      assertThat(namesFoundBy(core, copy)).containsExactly("scalar", "reference");
    }
  }

  private static ClassLoader platform() {
    return ClassLoader.getPlatformClassLoader();
  }

  private static URL[] urls(Class<?>... members) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Class<?> member : members) {
      urls.add(origin(member).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  /** The names of the providers that the core of one class loader finds in a thread of another. */
  private static List<Object> namesFoundBy(ClassLoader core, ClassLoader context)
      throws ReflectiveOperationException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(context);
    try {
      Class<?> selection = core.loadClass(BackendSelection.class.getName());
      Method name = core.loadClass(KernelProvider.class.getName()).getMethod("name");
      List<Object> names = new ArrayList<>();
      for (Object provider : (List<?>) selection.getMethod("providers").invoke(null)) {
        names.add(name.invoke(provider));
      }
      return names;
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** Core, simd and the program below, with this service file. */
  private Path jar(String service) throws IOException {
    Path jar = folder.resolve("merged.jar");
    try (FileSystem zip =
        FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
      Path root = zip.getPath("/");
      copyClasses(KernelProvider.class, "lanewise", root);
      copyClasses(VectorProvider.class, "lanewise", root);
      copyClasses(Program.class, "lanewise/simd", root);
      if (!service.isEmpty()) {
        Path file = root.resolve(SERVICE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, service);
      }
    }
    return jar;
  }

  /** From where this class was loaded, a folder or a jar. */
  private static void copyClasses(Class<?> member, String top, Path root) throws IOException {
    Path source = origin(member);
    if (Files.isDirectory(source)) {
      copy(source, top, root);
    } else {
      try (FileSystem zip = FileSystems.newFileSystem(source)) {
        copy(zip.getPath("/"), top, root);
      }
    }
  }

  private static Path origin(Class<?> member) {
    try {
      return Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Path source, String top, Path root) throws IOException {
    try (Stream<Path> files = Files.walk(source.resolve(top))) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .forEach(file -> copyFile(file, root.resolve(source.relativize(file).toString())));
    }
  }

  private static void copyFile(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> run(Path jar, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", jar.toString(), Program.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    return lines;
  }

  /** Prints what {@code auto} takes, and of each backend whether it is found, or why not. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      try (Backend backend = Backend.auto()) {
        System.out.println("auto " + backend.name());
      }
      for (String name : List.of("vector", "scalar", "reference")) {
        try (Backend backend = Backend.create(name, 1)) {
          System.out.println(backend.name() + " found");
        } catch (BackendUnavailableException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }
}
