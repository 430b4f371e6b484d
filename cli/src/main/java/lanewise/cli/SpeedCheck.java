package lanewise.cli;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import lanewise.kernel.Backend;
import lanewise.kernel.Transpose;
import lanewise.tensor.DType;
import lanewise.tensor.Tensor;

/**
 * Whether a backend is really faster than plain loops here: a product of two square matrices on
 * both, alternately, after a warm-up. A silent fall of the JIT from vector instructions to boxed
 * objects makes the ratio less than 1; a healthy machine shows 5 or more.
 *
 * <p>A backend that has fallen may be slower by a factor of thousands; then small matrices must do,
 * so that the answer comes in seconds.
 */
final class SpeedCheck {
  private static final int SMALL = 32;
  private static final int LARGE = 256;
  private static final int WARM_UP_SMALL = 2000;
  private static final int WARM_UP_TURNS = 4;
  private static final int WARM_UP_LARGE = 60;
  private static final int ROUNDS = 15;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** A small product that takes longer after the warm-up stands for a large one of a minute. */
  private static final double SLOW_NANOS = 1e6;

  private static final double HEALTHY = 3;

  private static final String SLOW =
      "slower than it should be: the machine is busy, or the JIT did not turn the kernels into"
          + " vector instructions; repeat it on an idle machine, on a HotSpot JDK 25 without other"
          + " -XX flags, or use --backend scalar";

  private SpeedCheck() {}

  static DoctorCommand.Finding of(Backend backend) {
    if (!backend.name().equals("vector")) {
      return new DoctorCommand.Finding(
          "speed", "not measured: the vector backend is not in use", Optional.empty());
    }
    try (Backend scalar = Backend.create("scalar", 1)) {
      warmUp(backend, scalar, SMALL, WARM_UP_SMALL);
      int size = SMALL;
      List<Round> rounds = alternate(backend, scalar, size, ROUNDS);
      if (median(rounds, Round::nanos) < SLOW_NANOS) {
        size = LARGE;
        warmUp(backend, scalar, LARGE, WARM_UP_LARGE);
        rounds = alternate(backend, scalar, size, ROUNDS);
      }
      double ratio = median(rounds, Round::ratio);
      double nanos = median(rounds, Round::nanos);
      String found =
          String.format(
              Locale.ROOT,
              "%.3g times scalar, %.3g GFLOP/s (product of %d x %d matrices, median of %d rounds)",
              ratio,
              2.0 * size * size * size / nanos,
              size,
              size,
              rounds.size());
      return new DoctorCommand.Finding(
          "speed",
          found,
          ratio >= HEALTHY || knownReason(backend) ? Optional.empty() : Optional.of(SLOW));
    }
  }

  /** Whether another line of the report says why the backend is slow. */
  private static boolean knownReason(Backend backend) {
    return backend.threads() > Runtime.getRuntime().availableProcessors()
        || backend.selection().provider().passedOver().isPresent();
  }

  /** Products for as long as the JIT is busy; on a busy machine it takes its time. */
  private static void warmUp(Backend backend, Backend scalar, int size, int count) {
    long before;
    long after = compilationMillis();
    int turn = 0;
    do {
      before = after;
      alternate(backend, scalar, size, count);
      after = compilationMillis();
      turn++;
    } while (after > before && turn < WARM_UP_TURNS);
  }

  private static long compilationMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler == null ? 0 : compiler.getTotalCompilationTime();
  }

  /** So many rounds, or fewer where they take too long, but one at least. */
  private static List<Round> alternate(Backend backend, Backend scalar, int size, int count) {
    Product fast = new Product(backend, size);
    Product plain = new Product(scalar, size);
    List<Round> rounds = new ArrayList<>();
    long start = System.nanoTime();
    do {
      double nanos = fast.nanos();
      rounds.add(new Round(nanos, plain.nanos() / nanos));
    } while (rounds.size() < count && System.nanoTime() - start < PATIENCE.toNanos());
    return rounds;
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> quantity) {
    double[] sorted = rounds.stream().mapToDouble(quantity).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /**
   * One product on each of the two.
   *
   * @param nanos what the backend took
   * @param ratio how much longer plain loops took
   */
  private record Round(double nanos, double ratio) {}

  /** One product, timed. */
  private static final class Product {
    private final Backend backend;
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;

    Product(Backend backend, int size) {
      this.backend = backend;
      assert backend.dtype() == DType.FLOAT32;
      a = backend.zeros(size, size);
      b = backend.zeros(size, size);
      c = backend.zeros(size, size);
      backend.elements().fill(0.5, a);
      backend.elements().fill(0.25, b);
    }

    double nanos() {
      long start = System.nanoTime();
      backend.products().gemm(1, Transpose.NO, a, Transpose.NO, b, 0, c);
      return Math.max(1, System.nanoTime() - start);
    }
  }
}
