package lanewise.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import lanewise.kernel.Backend;
import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;

/**
 * Whether the vector backend is really faster than plain loops here: a product of two square
 * matrices on both, alternately, until its speed no longer rises. A silent fall of the JIT from
 * vector instructions to boxed objects makes the ratio less than 1; a healthy machine shows 5 or
 * more.
 *
 * <p>A backend that has fallen may be slower by a factor of thousands; then small matrices must do,
 * so that the answer comes in seconds.
 */
final class SpeedCheck {
  private static final int SMALL = 32;
  private static final int LARGE = 256;
  private static final int ROUNDS_SMALL = 2000;
  private static final int ROUNDS_LARGE = 60;
  private static final int MOST_TURNS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** A small product that takes longer when warm stands for a large one of a minute. */
  private static final double SLOW_NANOS = 1e6;

  private static final double HEALTHY = 3;

  /** While a turn is better than the one before by more than this, the JIT is at work. */
  private static final double RISING = 1.1;

  private static final String SLOW =
      "slower than it should be: the machine is busy, or the JIT did not turn the kernels into"
          + " vector instructions; repeat it on an idle machine, on a HotSpot JDK 25 without other"
          + " -XX flags, or use the scalar backend";

  private final Backend backend;
  private final Backend scalar;

  private SpeedCheck(Backend backend, Backend scalar) {
    this.backend = backend;
    this.scalar = scalar;
  }

  static Doctor.Finding of(Backend backend) {
    if (!backend.name().equals("vector")) {
      return new Doctor.Finding(
          "speed", "not measured: the vector backend is not in use", Optional.empty());
    }
    try (Backend scalar = Backend.scalar()) {
      return new SpeedCheck(backend, scalar).run();
    }
  }

  private Doctor.Finding run() {
    int size = SMALL;
    List<Round> rounds = warm(SMALL, ROUNDS_SMALL);
    if (median(rounds, Round::nanos) < SLOW_NANOS) {
      size = LARGE;
      rounds = warm(LARGE, ROUNDS_LARGE);
    }
    double ratio = median(rounds, Round::ratio);
    String found =
        String.format(
            Locale.ROOT,
            "%.3g times scalar, %.3g GFLOP/s (product of %d x %d matrices, median of %d rounds)",
            ratio,
            2.0 * size * size * size / median(rounds, Round::nanos),
            size,
            size,
            rounds.size());
    return new Doctor.Finding(
        "speed",
        found,
        ratio >= HEALTHY || hasKnownReason() ? Optional.empty() : Optional.of(SLOW));
  }

  /** Whether another finding says why the backend is slow. */
  private boolean hasKnownReason() {
    return backend.threads() > Runtime.getRuntime().availableProcessors()
        || backend.selection().provider().passedOver().isPresent();
  }

  /** The latest of some turns, of which each gives the JIT time; a busy machine needs more. */
  private List<Round> warm(int size, int count) {
    List<Round> rounds = alternate(size, count);
    double before = 0;
    double now = median(rounds, Round::ratio);
    for (int turn = 1; turn < MOST_TURNS && goesOn(before, now); turn++) {
      rounds = alternate(size, count);
      before = now;
      now = median(rounds, Round::ratio);
    }
    return rounds;
  }

  private boolean goesOn(double before, double now) {
    return now > RISING * before || (now < HEALTHY && !hasKnownReason());
  }

  /** So many rounds, or fewer where they take too long, but one at least. */
  private List<Round> alternate(int size, int count) {
    TimedProduct fast = new TimedProduct(backend, size);
    TimedProduct plain = new TimedProduct(scalar, size);
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
  private static final class TimedProduct {
    private final Backend backend;
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;

    TimedProduct(Backend backend, int size) {
      this.backend = backend;
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
