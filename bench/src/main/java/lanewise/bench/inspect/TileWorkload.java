package lanewise.bench.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanewise.bench.race.FmaPeak;
import lanewise.kernel.Backend;
import lanewise.kernel.Transpose;
import lanewise.tensor.Tensor;

/**
 * Multiplies matrices through the public API until all microkernels are compiled, then measures
 * each against a loop of independent FMAs, alternately.
 *
 * <p>A product whose left-hand matrix has as many rows as a tile, and which fits L1, is that tile's
 * work and little else, read in place. A transposed right-hand matrix is packed into panels; a
 * transposed left-hand matrix then into strips. Among so few rows packing is most of the work: what
 * the kernels of packed operands reach is seen on matrices of many rows, all in tiles of the
 * largest kind: few columns leave the rows of the left-hand one in place. Products of other shapes,
 * among them narrow ones, those that add to the result, and large ones, run in between so that the
 * JIT sees what it would see in a program. A left-hand matrix of one row is not multiplied by a
 * microkernel.
 */
final class TileWorkload {
  /** Begins the lines on standard error that tell a kernel and its fraction of the FMA peak. */
  static final String FRACTION = "@fraction";

  /** Stands for the name of the largest tile there is, in these lines. */
  static final String LARGEST = "largest";

  private static final int MAX_ROWS = 8;
  private static final int STEPS = 192;
  private static final int COLUMNS = 32;
  private static final int LONG = 384;
  private static final int MANY_ROWS = 192;
  private static final int MANY_COLUMNS = 128;
  private static final int LARGE = 256;
  private static final int WARM_UP = 1500;
  private static final int WARM_UP_LARGE = 100;
  private static final int ROUNDS = 101;
  private static final int RUNS = 64;

  private static final Duration PEAK_TIME = Duration.ofNanos(200_000);

  private final Backend backend;

  private TileWorkload(Backend backend) {
    this.backend = backend;
  }

  /** Runs on one thread. */
  public static void main(String[] args) {
    try (Backend backend = Backend.create("vector", 1)) {
      new TileWorkload(backend).run();
    }
  }

  private void run() {
    Map<String, TiledProduct> measured = new LinkedHashMap<>();
    List<TiledProduct> mixture = new ArrayList<>();
    for (int rows = 2; rows <= MAX_ROWS; rows++) {
      measure(measured, "Tile" + rows + "x2::inPlace", rows, COLUMNS, STEPS, Transpose.NO);
      for (Transpose transA : Transpose.values()) {
        for (Transpose transB : Transpose.values()) {
          mixture.add(new TiledProduct(rows, COLUMNS + 5, STEPS / 3, transA, transB, 1));
          mixture.add(new TiledProduct(rows, COLUMNS, STEPS / 2, transA, transB, 0));
        }
      }
    }
    measure(measured, LARGEST + "::rowMajor", MANY_ROWS, COLUMNS, STEPS, Transpose.NO);
    measure(measured, LARGEST + "::strip", MANY_ROWS, MANY_COLUMNS, STEPS, Transpose.YES);
    measure(measured, LARGEST + "::longStrip", MANY_ROWS, MANY_COLUMNS, LONG, Transpose.YES);
    List<TiledProduct> large =
        List.of(
            new TiledProduct(LARGE, LARGE, LARGE, Transpose.NO, Transpose.NO, 0),
            new TiledProduct(LARGE, LARGE + 1, LONG + 1, Transpose.YES, Transpose.NO, 1),
            new TiledProduct(LARGE + 1, LARGE, LARGE, Transpose.NO, Transpose.YES, 0));
    for (int i = 0; i < WARM_UP; i++) {
      measured.values().forEach(TiledProduct::run);
      mixture.forEach(TiledProduct::run);
      if (i % (WARM_UP / WARM_UP_LARGE) == 0) {
        large.forEach(TiledProduct::run);
        FmaPeak.gflops(1, PEAK_TIME);
      }
    }
    measured.forEach(
        (kernel, product) ->
            System.err.printf(
                Locale.ROOT, "%s %s %.4f%n", FRACTION, kernel, fractionOfPeak(product)));
  }

  /** Of each kernel there is one that adds to C, and one that starts from zero. */
  private void measure(
      Map<String, TiledProduct> measured,
      String kernel,
      int rows,
      int columns,
      int steps,
      Transpose transA) {
    measured.put(kernel, new TiledProduct(rows, columns, steps, transA, Transpose.NO, 1));
    measured.put(
        kernel + "FromZero", new TiledProduct(rows, columns, steps, transA, Transpose.NO, 0));
  }

  private double fractionOfPeak(TiledProduct product) {
    double[] fractions = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      double peak = FmaPeak.gflops(1, PEAK_TIME);
      long start = System.nanoTime();
      for (int i = 0; i < RUNS; i++) {
        product.run();
      }
      long end = System.nanoTime();
      fractions[round] = RUNS * product.flops() / (double) (end - start) / peak;
    }
    Arrays.sort(fractions);
    return fractions[ROUNDS / 2];
  }

  /** C = op(A) . op(B) + beta * C. */
  private final class TiledProduct {
    private final int rows;
    private final int columns;
    private final int steps;
    private final Transpose transA;
    private final Transpose transB;
    private final double beta;
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;

    TiledProduct(
        int rows, int columns, int steps, Transpose transA, Transpose transB, double beta) {
      this.rows = rows;
      this.columns = columns;
      this.steps = steps;
      this.transA = transA;
      this.transB = transB;
      this.beta = beta;
      a = transA == Transpose.NO ? backend.zeros(rows, steps) : backend.zeros(steps, rows);
      b = transB == Transpose.NO ? backend.zeros(steps, columns) : backend.zeros(columns, steps);
      c = backend.zeros(rows, columns);
    }

    void run() {
      backend.products().gemm(1, transA, a, transB, b, beta, c);
    }

    long flops() {
      return 2L * rows * columns * steps;
    }
  }
}
