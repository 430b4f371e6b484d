package lanewise.cli;

import java.util.List;
import lanewise.kernel.Backend;
import lanewise.kernel.BackendSelection;
import lanewise.kernel.BackendUnavailableException;
import lanewise.kernel.KernelProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose what computes. */
final class BackendOptions {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, vector, scalar or reference (float64); auto is vector, but train takes scalar for a run of less than 3 GFLOP; default ${DEFAULT-VALUE}")
  String backend = "auto";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "threads that may work on one operation, results do not depend on it; default ${DEFAULT-VALUE}")
  int threads = 1;

  /**
   * The backend for a training run: where the choice is open, the one it began with, and for a
   * short run the scalar one.
   *
   * @param began the name of the backend that the run began with, or null for a new one
   */
  Backend openFor(TrainingWork work, @Nullable String began) {
    if (!backend.equals(BackendSelection.AUTO)) {
      return open();
    }
    if (began != null) {
      return chosen(began, "the run began with it");
    }
    return work.isShort() ? chosen("scalar", "a run of less than 3 GFLOP") : open();
  }

  private Backend chosen(String name, String reason) {
    return Backend.create(BackendSelection.select(name).because(reason), threads);
  }

  /**
   * Finds what is wrong with these options, before anything is loaded for them.
   *
   * @throws BackendUnavailableException if a backend asked for by name cannot run here, or the
   *     number of threads is out of its range
   */
  void check() {
    requireKnown("--backend", backend);
    requireThreads(threads);
    Backend.create(backend.equals(BackendSelection.AUTO) ? "scalar" : backend, threads).close();
  }

  /** The backend as it was named. */
  String name() {
    requireKnown("--backend", backend);
    return backend;
  }

  Backend open() {
    requireKnown("--backend", backend);
    requireThreads(threads);
    return Backend.create(backend, threads);
  }

  /** Refuses a name that no backend has; one that cannot run here is no wrong usage. */
  static void requireKnown(String option, String name) {
    List<String> known = BackendSelection.providers().stream().map(KernelProvider::name).toList();
    if (!name.equals(BackendSelection.AUTO) && !known.contains(name)) {
      UsageException.in(option, () -> BackendSelection.select(name));
    }
  }

  static void requireThreads(int threads) {
    UsageException.in(
        "--threads",
        () -> {
          Backend.create("scalar", threads).close();
          return threads;
        });
  }
}
