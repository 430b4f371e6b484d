package lanewise.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which provider answers to a name, and why.
 *
 * @param provider the provider that was chosen
 * @param reason one line: what was asked for, and what stood in the way of something faster
 */
public record BackendSelection(KernelProvider provider, String reason) {
  /** The name that leaves the choice to Lanewise: the fastest available backend. */
  public static final String AUTO = "auto";

  private static final System.Logger LOGGER = System.getLogger("lanewise");
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  /**
   * Chooses a provider: by name, or the available one of highest priority for {@code auto}. Where
   * {@code auto} falls back from the vector backend, the first time in a JVM logs one warning with
   * the remedy.
   *
   * @throws BackendUnavailableException if the name is unknown or its provider cannot run here
   */
  public static BackendSelection select(String name) {
    List<KernelProvider> providers = providers();
    return name.equals(AUTO) ? automatic(providers) : named(name, providers);
  }

  /** The same provider, chosen for another reason. */
  public BackendSelection because(String reason) {
    return new BackendSelection(provider, reason);
  }

  /**
   * All providers, the preferred first: core's own, those found as services by the class loader of
   * core or of the current thread, and the vector backend also without a service file.
   */
  public static List<KernelProvider> providers() {
    return ProviderSearch.run();
  }

  private static BackendSelection named(String name, List<KernelProvider> providers) {
    for (KernelProvider provider : providers) {
      if (provider.name().equals(name)) {
        Optional<String> obstacle = provider.unavailable();
        if (obstacle.isPresent()) {
          throw new BackendUnavailableException(obstacle.get());
        }
        return new BackendSelection(provider, "asked for by name");
      }
    }
    String known = String.join(", ", providers.stream().map(KernelProvider::name).toList());
    String fix =
        name.equals("vector") ? "; add io.github.lanewise:lanewise-simd to the class path" : "";
    throw new BackendUnavailableException(
        String.format(
            Locale.ROOT, "backend %s: not found, expected auto or one of %s%s", name, known, fix));
  }

  private static BackendSelection automatic(List<KernelProvider> providers) {
    List<String> obstacles = new ArrayList<>();
    if (providers.stream().noneMatch(provider -> provider.name().equals("vector"))) {
      obstacles.add(
          "vector backend unavailable: module lanewise.simd was not found; add"
              + " io.github.lanewise:lanewise-simd to the class path");
    }
    for (KernelProvider provider : providers) {
      if (provider.priority() < 0) {
        continue;
      }
      Optional<String> obstacle = obstacle(provider);
      if (obstacle.isEmpty()) {
        return chosen(provider, obstacles);
      }
      obstacles.add(obstacle.get());
    }
    throw new BackendUnavailableException(
        "backend auto: no provider can run, expected at least scalar; "
            + String.join("; ", obstacles));
  }

  private static Optional<String> obstacle(KernelProvider provider) {
    return provider
        .unavailable()
        .or(
            () ->
                provider
                    .passedOver()
                    .map(reason -> provider.name() + " backend passed over: " + reason));
  }

  private static BackendSelection chosen(KernelProvider provider, List<String> obstacles) {
    if (obstacles.isEmpty()) {
      return new BackendSelection(provider, "the fastest available");
    }
    String reason = String.join("; ", obstacles);
    if (WARNED.compareAndSet(false, true)) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "lanewise: " + reason + " (running on " + provider.name() + ", several times slower)");
    }
    return new BackendSelection(provider, reason);
  }
}
