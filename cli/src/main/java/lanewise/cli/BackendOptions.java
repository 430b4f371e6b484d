package lanewise.cli;

import lanewise.kernel.Backend;
import lanewise.kernel.BackendSelection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose what computes. */
final class BackendOptions {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, vector, scalar or reference (float64); auto is vector, but scalar for a training of less than 3 GFLOP; default ${DEFAULT-VALUE}")
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
      return Backend.create(began, threads);
    }
    return work.isShort() ? Backend.create("scalar", threads) : open();
  }

  Backend open() {
    return Backend.create(backend, threads);
  }
}
