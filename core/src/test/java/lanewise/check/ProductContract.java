package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lanewise.kernel.Activation;
import lanewise.kernel.Transpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrix products and dense layers: every tail of every tile, every storage, every scaling. */
interface ProductContract extends KernelsUnderTest {
  List<Double> SCALES = List.of(0.0, 1.0, 0.7, 1.3, -1.0);

  /** The four ways of storing two operands. */
  enum Storage {
    NN(Transpose.NO, Transpose.NO),
    NT(Transpose.NO, Transpose.YES),
    TN(Transpose.YES, Transpose.NO),
    TT(Transpose.YES, Transpose.YES);

    private final Transpose a;
    private final Transpose b;

    Storage(Transpose a, Transpose b) {
      this.a = a;
      this.b = b;
    }

    ProductOperations.Form scaled(double alpha, double beta) {
      return new ProductOperations.Form(a, b, alpha, beta);
    }
  }

  @ParameterizedTest
  @EnumSource
  default void gemmIsRightAtEverySmallSize(Storage storage) {
    Fill fill = new Fill(50);
    for (int m = 0; m <= 13; m++) {
      for (int n = 0; n <= 18; n++) {
        for (int k : new int[] {0, 1, 2, 3, 8}) {
          int turn = m + 3 * n + 7 * k;
          check(
              ProductOperations.gemm(
                  storage.scaled(SCALES.get(turn % 5), SCALES.get(turn / 5 % 5)), m, n, k, fill));
        }
      }
    }
  }

  /** Twice the tallest and the widest tile and one more. */
  @ParameterizedTest
  @EnumSource
  default void gemmIsExactOnWholeNumbersForEveryTail(Storage storage) {
    Fill fill = new Fill(100);
    for (int m = 1; m <= 25; m++) {
      for (int n = 1; n <= 97; n++) {
        int turn = 5 * m + 3 * n;
        check(
            ProductOperations.lattice(
                storage.scaled(turn % 3 - 1, turn / 3 % 3 - 1), m, n, turn % 19, fill));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void gemmIsRightAtRandomSizes(Storage storage) {
    long seed = 200;
    Random random = new Random(seed);
    Fill fill = new Fill(seed);
    for (int round = 0; round < 60; round++) {
      int m = 1 + random.nextInt(90);
      int n = 1 + random.nextInt(140);
      int k = random.nextInt(round % 4 == 0 ? 1500 : 100);
      check(
          ProductOperations.gemm(
              storage.scaled(SCALES.get(random.nextInt(5)), SCALES.get(random.nextInt(5))),
              m,
              n,
              k,
              fill));
    }
  }

  /** Shapes where one extent is far larger than another, which implementations treat apart. */
  @ParameterizedTest
  @EnumSource
  default void gemmIsRightAtSkinnyShapes(Storage storage) {
    Fill fill = new Fill(300);
    for (int[] shape :
        new int[][] {
          {1, 1, 5000},
          {1, 700, 300},
          {700, 1, 300},
          {2, 3, 3000},
          {400, 5, 7},
          {3, 900, 5},
          {130, 130, 130}
        }) {
      check(ProductOperations.gemm(storage.scaled(0.7, 1.3), shape[0], shape[1], shape[2], fill));
      check(ProductOperations.lattice(storage.scaled(1, 0), shape[0], shape[1], shape[2], fill));
    }
  }

  @ParameterizedTest
  @EnumSource
  default void gemmWithAlphaZeroReadsNeitherFactor(Storage storage) {
    Fill fill = new Fill(400);
    for (double beta : SCALES) {
      double[] a = fill.special(5 * 6);
      double[] b = fill.special(6 * 7);
      check(
          ProductOperations.gemm(
              storage.scaled(0, beta),
              5,
              7,
              6,
              a,
              b,
              fill.normal(35),
              (u, i, j, want) -> 2 * u * Math.abs(want)));
    }
  }

  /** One NaN or infinity reaches its row or column of the product, and nothing else. */
  @ParameterizedTest
  @EnumSource
  default void gemmPropagatesNonFiniteValues(Storage storage) {
    Fill fill = new Fill(500);
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      for (int[] shape :
          new int[][] {{1, 1, 1}, {5, 7, 6}, {13, 33, 17}, {25, 97, 40}, {1, 40, 9}, {40, 1, 9}}) {
        int m = shape[0];
        int n = shape[1];
        int k = shape[2];
        double[] a = fill.uniform(m * k, 0.5, 1);
        double[] b = fill.uniform(k * n, 0.5, 1);
        double[] poisonedA = a.clone();
        poisonedA[m * k / 2] = bad;
        double[] poisonedB = b.clone();
        poisonedB[k * n / 2] = bad;
        Operation.Bound bound = (u, i, j, want) -> Tolerance.product(u, k, k + 1);
        check(
            ProductOperations.gemm(
                storage.scaled(1, 0), m, n, k, poisonedA, b, new double[m * n], bound));
        check(
            ProductOperations.gemm(
                storage.scaled(1, 1), m, n, k, a, poisonedB, new double[m * n], bound));
        double[] c = new double[m * n];
        c[m * n / 2] = bad;
        check(ProductOperations.gemm(storage.scaled(1, 1), m, n, k, a, b, c, bound));
      }
    }
  }

  /** The one right answer: a chain of fused multiply-adds over k, started from beta*C. */
  @ParameterizedTest
  @EnumSource
  default void gemmIsTheChainThatIsDefined(Storage storage) {
    if (!fusesProducts()) {
      return;
    }
    Random random = new Random(600);
    Fill fill = new Fill(600);
    for (int round = 0; round < 60; round++) {
      int m = 1 + random.nextInt(30);
      int n = 1 + random.nextInt(100);
      int k = random.nextInt(round % 3 == 0 ? 1200 : 40);
      ProductOperations.Form form =
          storage.scaled(SCALES.get(random.nextInt(5)), SCALES.get(random.nextInt(5)));
      Operation product = ProductOperations.gemm(form, m, n, k, fill);
      Block[] got = product.lay(type(), Block.Layout.PADDED);
      Block[] chain = product.lay(type(), Block.Layout.PADDED);
      product.run(kernels(1), got);
      chain(form, k, chain);
      assertThat(got[2].difference(chain[2]))
          .as("%s m=%d n=%d k=%d", product.name(), m, n, k)
          .isEmpty();
    }
  }

  private void chain(ProductOperations.Form form, int k, Block[] o) {
    boolean single = type() == ElementType.FLOAT32;
    double alpha = type().round(form.alpha());
    double beta = type().round(form.beta());
    for (int i = 0; i < o[2].rows(); i++) {
      for (int j = 0; j < o[2].cols(); j++) {
        double sum = beta == 0 ? 0 : type().round(beta * o[2].get(i, j));
        for (int p = 0; p < k && alpha != 0; p++) {
          double a =
              type()
                  .round(alpha * (form.transA() == Transpose.NO ? o[0].get(i, p) : o[0].get(p, i)));
          double b = form.transB() == Transpose.NO ? o[1].get(p, j) : o[1].get(j, p);
          sum = single ? Math.fma((float) a, (float) b, (float) sum) : Math.fma(a, b, sum);
        }
        o[2].set(i, j, sum);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NN", "NT"})
  default void gemmTreatsEveryRowAsIfAlone(Storage storage) {
    Fill fill = new Fill(700);
    for (int[] shape :
        new int[][] {{3, 5, 7}, {13, 33, 17}, {25, 97, 300}, {64, 10, 784}, {31, 128, 600}}) {
      checkRows(
          ProductOperations.gemm(storage.scaled(0.7, 1.3), shape[0], shape[1], shape[2], fill));
    }
  }

  static List<Activation> activations() {
    return ElementOperations.ACTIVATIONS;
  }

  @ParameterizedTest
  @MethodSource("activations")
  default void affineIsAProductABiasAndAnActivation(Activation f) {
    Fill fill = new Fill(800);
    int[][] shapes = {
      {0, 3, 2},
      {1, 1, 1},
      {2, 3, 0},
      {1, 10, 33},
      {3, 17, 5},
      {7, 5, 64},
      {13, 33, 40},
      {25, 97, 19},
      {33, 10, 600}
    };
    for (boolean withBias : new boolean[] {true, false}) {
      for (int[] shape : shapes) {
        Operation layer = ProductOperations.affine(f, withBias, shape[0], shape[1], shape[2], fill);
        check(layer);
        checkRows(layer);
        check(
            ProductOperations.affine(
                Transpose.NO, f, withBias, shape[0], shape[1], shape[2], fill));
        Block[] fused = layer.lay(type(), Block.Layout.PADDED);
        Block[] composed = layer.lay(type(), Block.Layout.TIGHT);
        layer.run(kernels(1), fused);
        ProductOperations.composedAffine(kernels(1), f, withBias, composed);
        int y = withBias ? 3 : 2;
        assertThat(fused[y].difference(composed[y]))
            .as("%s %s against its parts", layer.name(), Arrays.toString(shape))
            .isEmpty();
      }
    }
  }

  @Test
  default void emptyProductsWriteNothing() {
    Fill fill = new Fill(900);
    for (Storage storage : Storage.values()) {
      for (int[] shape : new int[][] {{0, 5, 3}, {5, 0, 3}, {0, 0, 0}, {4, 4, 0}}) {
        for (double beta : SCALES) {
          check(
              ProductOperations.gemm(storage.scaled(1, beta), shape[0], shape[1], shape[2], fill));
        }
      }
    }
  }
}
