package lanewise.cli;

import lanewise.kernel.Backend;
import picocli.CommandLine.Option;

/** The options that choose what computes. */
final class BackendOptions {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, vector, scalar or reference (float64); default ${DEFAULT-VALUE}")
  String backend = "auto";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "threads that may work on one operation, results do not depend on it; default ${DEFAULT-VALUE}")
  int threads = 1;

  Backend open() {
    return Backend.create(backend, threads);
  }
}
