package lanewise.bench.jmh;

import java.util.Optional;

/** How long to measure. */
public enum Effort {
  /** One short iteration in this JVM: shows that the benchmarks run, not how fast they are. */
  SMOKE(0, 0, 1, 1),
  /** One JVM a benchmark, some seconds each. */
  QUICK(1, 3, 3, 500),
  /** For figures to be published. */
  FULL(2, 5, 5, 1000);

  final int forks;
  final int warmups;
  final int measurements;
  final int iterationMillis;

  Effort(int forks, int warmups, int measurements, int iterationMillis) {
    this.forks = forks;
    this.warmups = warmups;
    this.measurements = measurements;
    this.iterationMillis = iterationMillis;
  }

  /** What a reader of the figures has to know before them. */
  Optional<String> caution() {
    return this == SMOKE
        ? Optional.of(
            "**No measurements**: SMOKE shows that the benchmarks run. Each time is of cold code, once; take QUICK or FULL for figures.")
        : Optional.empty();
  }
}
