package lanewise.simd.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import lanewise.kernel.Transpose;
import lanewise.simd.Lanes;
import lanewise.simd.parallel.WorkerPool;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with a plain loop of {@link Math#fma}, bit for bit, at every lane width. */
@Tag("widths")
class GemmTest {
  private static final long SEED = 20261122;
  private static final float[] ALPHAS = {1f, 1f, 1f, 0.7f, 0f, -1f};
  private static final float[] BETAS = {0f, 0f, 1f, 1.3f};

  enum Form {
    NN,
    NT,
    TN,
    TT;

    Transpose a() {
      return name().charAt(0) == 'T' ? Transpose.YES : Transpose.NO;
    }

    Transpose b() {
      return name().charAt(1) == 'T' ? Transpose.YES : Transpose.NO;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everySmallShape(Form form) {
    int maxRows = 2 * Tiles.MAX_ROWS + 1;
    int maxColumns = 2 * Panels.WIDTH + 1;
    int[] depths = {0, 1, 2, 3, 10, 17};
    Random random = new Random(SEED);
    try (WorkerPool pool = new WorkerPool(1)) {
      Gemm gemm = new Gemm(pool);
      for (int m = 0; m <= maxRows; m++) {
        for (int n = 0; n <= maxColumns; n++) {
          check(gemm, form, m, n, depths[random.nextInt(depths.length)], random);
          check(gemm, form, n, m, depths[random.nextInt(depths.length)], random);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shapesBeyondEveryBlockSize(Form form) {
    BlockSizes sizes = BlockSizes.HERE;
    int[][] shapes = {
      {5, 7, 2 * sizes.kc() + 1},
      {sizes.mc() + 3, 2 * Panels.WIDTH + 5, sizes.kc() + 1},
      {2 * sizes.mc() + 1, 3, 70},
      {3, 521, 20},
      {sizes.packing().rows() + 1, sizes.panels(300) * Panels.WIDTH + Panels.WIDTH + 1, 300},
      {sizes.packing().rows() + 1, sizes.panels(11) * Panels.WIDTH + 1, 11},
      {2 * sizes.mr() + 1, 2 * sizes.packing().rows() + 1, sizes.kc() + 1},
      {513, 19, 33},
      {sizes.packing().rows(), Panels.WIDTH, sizes.kc()},
      {1, 300, 500},
      {300, 1, 500},
      {1, 1, 1000},
      {64, 50, 784},
      {130, 130, 130},
      {17, 1000, 512},
      {40, 300, 600},
    };
    Random random = new Random(SEED + 1);
    try (WorkerPool pool = new WorkerPool(1)) {
      Gemm gemm = new Gemm(pool);
      for (int[] shape : shapes) {
        for (int round = 0; round < 3; round++) {
          check(gemm, form, shape[0], shape[1], shape[2], random);
        }
      }
    }
  }

  /** alpha * A is made and kept part by part: the chains go on from one to the next. */
  @ParameterizedTest
  @EnumSource
  void alphaScalesPartsOfA(Form form) {
    int m = Gemm.SCALED_SIDE + 77;
    int k = 2 * Gemm.SCALED_SIDE + 9;
    Random random = new Random(SEED + 4);
    try (WorkerPool pool = new WorkerPool(1)) {
      Gemm gemm = new Gemm(pool);
      Matrix a =
          form.a() == Transpose.YES ? Matrix.random(k, m, random) : Matrix.random(m, k, random);
      Matrix b =
          form.b() == Transpose.YES ? Matrix.random(30, k, random) : Matrix.random(k, 30, random);
      for (float beta : new float[] {0f, 1.3f}) {
        Matrix c = beta == 0f ? Matrix.poisoned(m, 30, random) : Matrix.random(m, 30, random);
        check(gemm, form, m, 30, k, 0.7f, a, b, beta, c);
      }
      assertThat(gemm.workspaces.borrow().scaled(0)).hasSize(Gemm.SCALED_SIDE * Gemm.SCALED_SIDE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomShapes(Form form) {
    Random random = new Random(SEED + 2);
    try (WorkerPool pool = new WorkerPool(1)) {
      Gemm gemm = new Gemm(pool);
      for (int round = 0; round < 300; round++) {
        check(gemm, form, size(random), size(random), size(random), random);
      }
    }
  }

  private static int size(Random random) {
    return 1 + (int) Math.exp(random.nextDouble() * Math.log(200));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void anyNumberOfThreads(int threads) {
    Random random = new Random(SEED + 3);
    try (WorkerPool pool = new WorkerPool(threads)) {
      Gemm gemm = new Gemm(pool);
      int[][] shapes = {
        {200, 130, 180},
        {1, 3000, 1500},
        {3000, 1, 1500},
        {1100, 10, 400},
        {10, 1100, 400},
        {67, 67, 67}
      };
      for (int[] shape : shapes) {
        for (Form form : Form.values()) {
          check(gemm, form, shape[0], shape[1], shape[2], random);
          checkAffine(gemm, shape[0], shape[1], shape[2], random);
        }
      }
    }
  }

  @Test
  void affineIsTheProductThenTheBiasThenTheEpilogue() {
    Random random = new Random(SEED + 4);
    try (WorkerPool pool = new WorkerPool(1)) {
      Gemm gemm = new Gemm(pool);
      for (int round = 0; round < 600; round++) {
        checkAffine(gemm, size(random) - 1, size(random) - 1, size(random) - 1, random);
        checkAffine(gemm, size(random), size(random), 0, random);
      }
      checkAffine(gemm, 64, 256, 784, random);
      checkAffine(gemm, 100, BlockSizes.HERE.panels(300) * Panels.WIDTH + 5, 300, random);
    }
  }

  @Test
  void infinityAndNanPropagate() {
    Random random = new Random(SEED + 5);
    try (WorkerPool pool = new WorkerPool(1)) {
      Gemm gemm = new Gemm(pool);
      for (int round = 0; round < 200; round++) {
        int m = size(random) % 40 + 1;
        int n = size(random) % 40 + 1;
        int k = size(random) % 40 + 1;
        for (Form form : Form.values()) {
          Matrix a =
              Matrix.random(
                  form.a() == Transpose.YES ? k : m, form.a() == Transpose.YES ? m : k, random);
          Matrix b =
              Matrix.random(
                  form.b() == Transpose.YES ? n : k, form.b() == Transpose.YES ? k : n, random);
          a.poke(random, Float.POSITIVE_INFINITY);
          a.poke(random, Float.NaN);
          b.poke(random, Float.NEGATIVE_INFINITY);
          b.poke(random, 0f);
          check(gemm, form, m, n, k, 1f, a, b, 0f, Matrix.poisoned(m, n, random));
        }
      }
    }
  }

  @Test
  void concurrentCallersDoNotDisturbEachOther() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      Gemm gemm = new Gemm(pool);
      AtomicInteger finished = new AtomicInteger();
      List<Thread> callers = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        int caller = c;
        Thread thread =
            new Thread(
                () -> {
                  Random random = new Random(SEED + caller);
                  for (int round = 0; round < 40; round++) {
                    Form form = Form.values()[random.nextInt(4)];
                    check(gemm, form, size(random), size(random), size(random), random);
                  }
                  finished.incrementAndGet();
                });
        callers.add(thread);
        thread.start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(finished).hasValue(4);
    }
  }

  private static void check(Gemm gemm, Form form, int m, int n, int k, Random random) {
    Matrix a =
        Matrix.random(form.a() == Transpose.YES ? k : m, form.a() == Transpose.YES ? m : k, random);
    Matrix b =
        Matrix.random(form.b() == Transpose.YES ? n : k, form.b() == Transpose.YES ? k : n, random);
    float alpha = ALPHAS[random.nextInt(ALPHAS.length)];
    float beta = BETAS[random.nextInt(BETAS.length)];
    Matrix c = beta == 0f ? Matrix.poisoned(m, n, random) : Matrix.random(m, n, random);
    check(gemm, form, m, n, k, alpha, a, b, beta, c);
  }

  private static void check(
      Gemm gemm,
      Form form,
      int m,
      int n,
      int k,
      float alpha,
      Matrix a,
      Matrix b,
      float beta,
      Matrix c) {
    float[] expected = c.data.clone();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int at = c.offset + i * c.ld + j;
        float sum = beta == 0f ? 0f : beta * expected[at];
        for (int p = 0; alpha != 0f && p < k; p++) {
          float x = alpha * (form.a() == Transpose.YES ? a.get(p, i) : a.get(i, p));
          sum = Math.fma(x, form.b() == Transpose.YES ? b.get(j, p) : b.get(p, j), sum);
        }
        expected[at] = sum;
      }
    }
    run(gemm, form, alpha, a, b, beta, c);
    assertThat(Arrays.mismatch(c.data, expected))
        .as(
            "%s %dx%dx%d alpha=%s beta=%s seed=%d, lanes %d",
            form, m, n, k, alpha, beta, SEED, Lanes.LENGTH)
        .isEqualTo(-1);
  }

  private static void run(
      Gemm gemm, Form form, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
    gemm.gemm(alpha, form.a(), a.tensor(), form.b(), b.tensor(), beta, c.tensor());
  }

  private static void checkAffine(Gemm gemm, int m, int n, int k, Random random) {
    Matrix x = Matrix.random(m, k, random);
    Transpose transW = random.nextBoolean() ? Transpose.YES : Transpose.NO;
    boolean transposed = transW == Transpose.YES;
    Matrix w = transposed ? Matrix.random(n, k, random) : Matrix.random(k, n, random);
    Matrix y = Matrix.poisoned(m, n, random);
    Matrix bias = Matrix.random(1, n, random);
    boolean biased = random.nextBoolean();
    boolean squared = random.nextBoolean();
    float[] expected = y.data.clone();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0f;
        for (int p = 0; p < k; p++) {
          sum = Math.fma(x.get(i, p), transposed ? w.get(j, p) : w.get(p, j), sum);
        }
        sum = biased ? sum + bias.get(0, j) : sum;
        expected[y.offset + i * y.ld + j] = squared ? sum * sum : sum;
      }
    }
    gemm.affine(
        x.tensor(),
        transW,
        w.tensor(),
        biased ? bias.tensor() : null,
        squared ? GemmTest::square : null,
        y.tensor());
    assertThat(Arrays.mismatch(y.data, expected))
        .as(
            "affine %dx%dx%d W %s bias %s epilogue %s seed=%d",
            m, n, k, transW, biased, squared, SEED)
        .isEqualTo(-1);
  }

  private static void square(int count, float[] y, int yOffset) {
    for (int j = yOffset; j < yOffset + count; j++) {
      y[j] *= y[j];
    }
  }

  /** A matrix at an offset, with gaps between its rows, and NaN wherever no element lies. */
  private static final class Matrix {
    final int rows;
    final int cols;
    final int offset;
    final int ld;
    final float[] data;
    private final Tensor tensor;

    private Matrix(int rows, int cols, Random random) {
      this.rows = rows;
      this.cols = cols;
      this.offset = random.nextInt(4);
      this.ld = cols + (random.nextBoolean() ? random.nextInt(5) : 0);
      this.data = new float[offset + Math.max(0, (rows - 1) * ld + cols) + random.nextInt(2)];
      Arrays.fill(data, Float.NaN);
      this.tensor = Tensor.of(data, offset, Shape.of(rows, cols), ld);
    }

    Tensor tensor() {
      return tensor;
    }

    static Matrix random(int rows, int cols, Random random) {
      Matrix matrix = new Matrix(rows, cols, random);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < cols; j++) {
          matrix.data[matrix.offset + i * matrix.ld + j] = random.nextFloat() - 0.5f;
        }
      }
      return matrix;
    }

    static Matrix poisoned(int rows, int cols, Random random) {
      return new Matrix(rows, cols, random);
    }

    void poke(Random random, float value) {
      data[offset + random.nextInt(rows) * ld + random.nextInt(cols)] = value;
    }

    float get(int i, int j) {
      return data[offset + i * ld + j];
    }
  }
}
