package lanewise.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Finds the providers: core's own without a service file, others as services, and the vector
 * backend by name too, because tools that put a program into one jar lose service files. Looked at
 * are the class loader of core and the one of the current thread, which may see more.
 *
 * <p>Of several providers of one name the first counts, core's own before all. One that cannot be
 * loaded is skipped with a warning in the log.
 */
final class ProviderSearch {
  private static final String VECTOR_PROVIDER = "lanewise.simd.VectorProvider";
  private static final System.Logger LOGGER = System.getLogger("lanewise");

  /** A service file that cannot be read may fail again at each attempt. */
  private static final int MOST_FAILURES = 16;

  private final List<KernelProvider> found = new ArrayList<>();

  private ProviderSearch() {}

  /** All providers, those of highest priority first. */
  static List<KernelProvider> run() {
    var search = new ProviderSearch();
    search.add(new ScalarProvider());
    search.add(new ReferenceProvider());
    List<ClassLoader> loaders = loaders();
    loaders.forEach(search::addServices);
    loaders.forEach(search::addVectorProvider);
    search.found.sort(Comparator.comparingInt(KernelProvider::priority).reversed());
    return List.copyOf(search.found);
  }

  private static List<ClassLoader> loaders() {
    List<ClassLoader> loaders = new ArrayList<>();
    loaders.add(KernelProvider.class.getClassLoader());
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null && !loaders.contains(context) && seesThisCore(context)) {
      loaders.add(context);
    }
    return loaders;
  }

  /** Not a copy of core, whose providers are of another type. */
  private static boolean seesThisCore(ClassLoader loader) {
    try {
      return Class.forName(KernelProvider.class.getName(), false, loader) == KernelProvider.class;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private void addServices(ClassLoader loader) {
    var services = ServiceLoader.load(KernelProvider.class, loader).iterator();
    int failures = 0;
    while (failures < MOST_FAILURES) {
      try {
        if (!services.hasNext()) {
          return;
        }
        add(services.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        skip(e);
        failures++;
      }
    }
  }

  private void addVectorProvider(ClassLoader loader) {
    if (found.stream()
        .anyMatch(provider -> provider.getClass().getName().equals(VECTOR_PROVIDER))) {
      return;
    }
    try {
      add(
          Class.forName(VECTOR_PROVIDER, true, loader)
              .asSubclass(KernelProvider.class)
              .getConstructor()
              .newInstance());
    } catch (ClassNotFoundException notThere) {
      // The vector backend is optional.
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      skip(e);
    }
  }

  private void add(KernelProvider provider) {
    if (found.stream().noneMatch(known -> known.name().equals(provider.name()))) {
      found.add(provider);
    }
  }

  private static void skip(Throwable cause) {
    LOGGER.log(System.Logger.Level.WARNING, "lanewise: a kernel provider was skipped: " + cause);
  }
}
