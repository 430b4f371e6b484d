package lanewise.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import lanewise.kernel.Backend;
import lanewise.kernel.Transpose;
import lanewise.tensor.DType;
import lanewise.tensor.Tensor;

/**
 * Whether a backend is really faster than plain loops here: a product of two 256 x 256 matrices on
 * both, alternately, after a warm-up. A silent fall of the JIT from vector instructions to boxed
 * objects makes the ratio less than 1; a healthy machine shows 5 or more.
 */
final class SpeedCheck {
  private static final int SIZE = 256;
  private static final int WARM_UP = 60;
  private static final int ROUNDS = 15;
  private static final double HEALTHY = 3;

  private SpeedCheck() {}

  static DoctorCommand.Finding of(Backend backend) {
    if (!backend.name().equals("vector")) {
      return new DoctorCommand.Finding(
          "speed", "not measured: the vector backend is not in use", Optional.empty());
    }
    try (Backend scalar = Backend.create("scalar", 1)) {
      Product fast = new Product(backend);
      Product plain = new Product(scalar);
      for (int i = 0; i < WARM_UP; i++) {
        fast.nanos();
        plain.nanos();
      }
      double[] ratios = new double[ROUNDS];
      double[] nanos = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        nanos[i] = fast.nanos();
        ratios[i] = plain.nanos() / nanos[i];
      }
      Arrays.sort(ratios);
      Arrays.sort(nanos);
      double ratio = ratios[ROUNDS / 2];
      String found =
          String.format(
              Locale.ROOT,
              "%.1f times scalar, %.0f GFLOP/s (product of %d x %d matrices, median of %d rounds)",
              ratio,
              2.0 * SIZE * SIZE * SIZE / nanos[ROUNDS / 2],
              SIZE,
              SIZE,
              ROUNDS);
      return new DoctorCommand.Finding(
          "speed",
          found,
          ratio >= HEALTHY
              ? Optional.empty()
              : Optional.of(
                  "the JIT did not turn the kernels into vector instructions; run on a HotSpot JDK 25 with C2 and without other -XX flags"));
    }
  }

  /** One product, timed. */
  private static final class Product {
    private final Backend backend;
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;

    Product(Backend backend) {
      this.backend = backend;
      assert backend.dtype() == DType.FLOAT32;
      a = backend.zeros(SIZE, SIZE);
      b = backend.zeros(SIZE, SIZE);
      c = backend.zeros(SIZE, SIZE);
      backend.fill(0.5, a);
      backend.fill(0.25, b);
    }

    double nanos() {
      long start = System.nanoTime();
      backend.gemm(1, Transpose.NO, a, Transpose.NO, b, 0, c);
      return Math.max(1, System.nanoTime() - start);
    }
  }
}
