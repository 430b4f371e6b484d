package lanewise.kernel;

import static lanewise.kernel.Operands.matrix;
import static lanewise.kernel.Operands.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@link ReferenceKernels} against exact arithmetic, published values and formulas written a second
 * time, in another way.
 */
class ReferenceTruthTest {
  private static final ReferenceKernels KERNELS = new ReferenceKernels();

  @Test
  void productsAreThoseOfExactArithmetic() {
    int m = 5;
    int n = 7;
    int k = 23;
    double alpha = 0.7;
    double beta = 1.3;
    Numbers fill = new Numbers(1);
    double[] a = fill.normal(m * k);
    double[] b = fill.normal(k * n);
    double[] c = fill.normal(m * n);
    double[] start = c.clone();
    KERNELS
        .products()
        .gemm(
            alpha,
            Transpose.NO,
            matrix(a, m, k),
            Transpose.NO,
            matrix(b, k, n),
            beta,
            matrix(c, m, n));
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int p = 0; p < k; p++) {
          sum = sum.add(new BigDecimal(a[i * k + p]).multiply(new BigDecimal(b[p * n + j])));
        }
        BigDecimal exact =
            sum.multiply(new BigDecimal(alpha))
                .add(new BigDecimal(beta).multiply(new BigDecimal(start[i * n + j])));
        assertThat(c[i * n + j]).isCloseTo(exact.doubleValue(), within(1e-14));
      }
    }
  }

  /** A transposed operand is the same matrix, written down otherwise. */
  @Test
  void storageDoesNotChangeAProduct() {
    int m = 4;
    int n = 6;
    int k = 9;
    Numbers fill = new Numbers(2);
    double[] a = fill.normal(m * k);
    double[] b = fill.normal(k * n);
    double[] plain = new double[m * n];
    KERNELS
        .products()
        .gemm(
            1,
            Transpose.NO,
            matrix(a, m, k),
            Transpose.NO,
            matrix(b, k, n),
            0,
            matrix(plain, m, n));
    for (Transpose transA : Transpose.values()) {
      for (Transpose transB : Transpose.values()) {
        double[] storedA = transA == Transpose.NO ? a : transposed(m, k, a);
        double[] storedB = transB == Transpose.NO ? b : transposed(k, n, b);
        double[] c = new double[m * n];
        KERNELS
            .products()
            .gemm(
                1,
                transA,
                transA == Transpose.NO ? matrix(storedA, m, k) : matrix(storedA, k, m),
                transB,
                transB == Transpose.NO ? matrix(storedB, k, n) : matrix(storedB, n, k),
                0,
                matrix(c, m, n));
        assertThat(c).containsExactly(plain);
      }
    }
  }

  private static double[] transposed(int rows, int cols, double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        y[j * rows + i] = x[i * cols + j];
      }
    }
    return y;
  }

  /** Values to 17 digits from the definitions, computed with 50 digits. */
  @ParameterizedTest
  @CsvSource({
    "SIGMOID, 0, 1.5, 0.81757447619364365",
    "SIGMOID, 0, -3, 0.047425873177566781",
    "TANH, 0, 0.5, 0.46211715726000976",
    "GELU, 0, 1, 0.84134474606854293",
    "GELU, 0, -2, -0.045500263896358414",
    "SILU, 0, 2, 1.7615941559557649",
    "ELU, 1.7, -1, -1.0746049500085481",
    "SELU, 0, -1, -1.1113307378125625",
    "SELU, 0, 2, 2.1014019747109610",
    "SOFTPLUS, 0, 1, 1.3132616875182228",
    "SOFTPLUS, 0, -40, 4.248354255291589e-18",
    "SOFTPLUS, 0, 800, 800",
    "LEAKY_RELU, 0.01, -4, -0.04",
    "RELU, 0, -4, 0",
    "RELU, 0, 4, 4",
    "IDENTITY, 0, -4, -4"
  })
  void activationsHaveTheirPublishedValues(
      Activation.Kind kind, double parameter, double x, double want) {
    double[] y = {x};
    KERNELS.elements().activate(new Activation(kind, parameter), vector(y, 0, 1), vector(y, 0, 1));
    assertThat(y[0]).isCloseTo(want, within(1e-14 * Math.abs(want)));
  }

  @ParameterizedTest
  @CsvSource({
    "EXP, 1, 2.7182818284590452",
    "EXP, -700, 9.8596765437597708e-305",
    "LOG, 10, 2.3025850929940457",
    "ERF, 0.5, 0.52049987781304654",
    "ERF, -1, -0.84270079294971487",
    "ERF, 3, 0.99997790950300141"
  })
  void functionsHaveTheirPublishedValues(Function f, double x, double want) {
    double[] y = {x};
    KERNELS.elements().map(f, vector(y, 0, 1), vector(y, 0, 1));
    assertThat(y[0]).isCloseTo(want, within(1e-14 * Math.abs(want)));
  }

  @Test
  void softmaxRowsSumToOneAndKeepTheirLimits() {
    double infinity = Double.POSITIVE_INFINITY;
    double[] x = {
      1,
      2,
      3,
      -infinity,
      5,
      -infinity,
      1e30,
      0,
      1e30,
      -infinity,
      -infinity,
      -infinity,
      infinity,
      0,
      0,
      Double.NaN,
      1,
      2
    };
    double[] y = new double[x.length];
    KERNELS.rowOps().softmax(matrix(x, 6, 3), matrix(y, 6, 3));
    assertThat(y[0]).isCloseTo(0.09003057317038046, within(1e-15));
    assertThat(y[0] + y[1] + y[2]).isCloseTo(1, within(1e-15));
    assertThat(new double[] {y[3], y[4], y[5]}).containsExactly(0, 1, 0);
    assertThat(new double[] {y[6], y[7], y[8]}).containsExactly(0.5, 0, 0.5);
    for (int j = 9; j < 18; j++) {
      assertThat(y[j]).isNaN();
    }
  }

  @Test
  void crossEntropyIsExactAtTheEndsOfTheRange() {
    double[] logits = {
      1e30, 0, 0, 1e30, 0, 0, Double.NEGATIVE_INFINITY, 2, Double.NEGATIVE_INFINITY
    };
    double[] losses = new double[3];
    double[] gradient = new double[9];
    KERNELS
        .losses()
        .softmaxCrossEntropy(
            matrix(logits, 3, 3),
            vector(new int[] {0, 1, 1}, 0, 3),
            1,
            vector(losses, 0, 3),
            matrix(gradient, 3, 3));
    assertThat(losses).containsExactly(0, 1e30, 0);
    assertThat(gradient).containsExactly(0, 0, 0, 1, -1, 0, 0, 0, 0);
  }

  /** Equal logits of c classes cost log c, whatever the label. */
  @Test
  void crossEntropyOfEqualLogitsIsTheLogarithmOfTheirNumber() {
    double[] losses = new double[2];
    KERNELS
        .losses()
        .softmaxCrossEntropy(
            matrix(new double[20], 2, 10),
            vector(new int[] {3, -1}, 0, 2),
            1,
            vector(losses, 0, 2),
            null);
    assertThat(losses[0]).isCloseTo(Math.log(10), within(1e-15));
    assertThat(losses[1]).isZero();
  }

  @Test
  void targetsOfOneHotRowsGiveTheLossOfTheirLabels() {
    int rows = 6;
    int cols = 5;
    Numbers fill = new Numbers(3);
    double[] logits = fill.normal(rows * cols);
    int[] labels = {0, 4, 2, -1, 1, 3};
    double[] targets = new double[rows * cols];
    KERNELS.losses().classTargets(vector(labels, 0, rows), null, 0, matrix(targets, rows, cols));
    double[] byLabel = new double[rows];
    double[] byTarget = new double[rows];
    double[] gradientByLabel = new double[rows * cols];
    double[] gradientByTarget = new double[rows * cols];
    KERNELS
        .losses()
        .softmaxCrossEntropy(
            matrix(logits, rows, cols),
            vector(labels, 0, rows),
            0.5,
            vector(byLabel, 0, rows),
            matrix(gradientByLabel, rows, cols));
    KERNELS
        .losses()
        .softmaxCrossEntropyTargets(
            matrix(logits, rows, cols),
            matrix(targets, rows, cols),
            0.5,
            vector(byTarget, 0, rows),
            matrix(gradientByTarget, rows, cols));
    assertThat(byTarget).containsExactly(byLabel, within(1e-15));
    assertThat(gradientByTarget).containsExactly(gradientByLabel, within(1e-15));
  }

  @Test
  void smoothedAndWeightedTargetsFollowTheirFormula() {
    double[] targets = new double[4];
    KERNELS
        .losses()
        .classTargets(
            vector(new int[] {2}, 0, 1),
            vector(new double[] {1, 2, 3, 4}, 0, 4),
            0.2,
            matrix(targets, 1, 4));
    assertThat(targets).containsExactly(new double[] {0.05, 0.1, 3 * 0.85, 0.2}, within(1e-15));
  }

  @Test
  void binaryLossesAgreeThroughTheSigmoid() {
    double[] logits = {-3, -0.5, 0, 1, 4};
    double[] targets = {0, 1, 0.3, 0.9, 1};
    double[] probabilities = logits.clone();
    KERNELS
        .elements()
        .activate(Activation.SIGMOID, vector(logits, 0, 5), vector(probabilities, 0, 5));
    double[] byLogit = new double[5];
    double[] byProbability = new double[5];
    KERNELS
        .losses()
        .pointwiseLoss(
            PointwiseLoss.BINARY_LOGITS,
            matrix(logits, 5, 1),
            matrix(targets, 5, 1),
            1,
            vector(byLogit, 0, 5),
            null);
    KERNELS
        .losses()
        .pointwiseLoss(
            PointwiseLoss.BINARY_PROBABILITIES,
            matrix(probabilities, 5, 1),
            matrix(targets, 5, 1),
            1,
            vector(byProbability, 0, 5),
            null);
    assertThat(byProbability).containsExactly(byLogit, within(1e-14));
  }

  @Test
  void binaryProbabilitiesAtTheEndsAreBoundedAsInPyTorch() {
    double[] losses = new double[4];
    double[] gradient = new double[4];
    KERNELS
        .losses()
        .pointwiseLoss(
            PointwiseLoss.BINARY_PROBABILITIES,
            matrix(new double[] {0, 1, 0, 1}, 4, 1),
            matrix(new double[] {0, 1, 1, 0}, 4, 1),
            1,
            vector(losses, 0, 4),
            matrix(gradient, 4, 1));
    assertThat(losses).containsExactly(0, 0, 100, 100);
    assertThat(gradient).containsExactly(0, 0, -1e12, 1e12);
  }

  @Test
  void huberIsSquaredInsideAndLinearOutside() {
    double[] losses = new double[4];
    double[] gradient = new double[4];
    KERNELS
        .losses()
        .pointwiseLoss(
            PointwiseLoss.huber(2),
            matrix(new double[] {1, -1, 5, -5}, 4, 1),
            matrix(new double[4], 4, 1),
            1,
            vector(losses, 0, 4),
            matrix(gradient, 4, 1));
    assertThat(losses).containsExactly(0.5, 0.5, 8, 8);
    assertThat(gradient).containsExactly(1, -1, 2, -2);
  }

  @Test
  void hingeCountsTheTermsAboveZeroOnly() {
    double[] losses = new double[2];
    double[] gradient = new double[8];
    double[] scores = {3, 2, 1, 2.5, 0, 0, 0, 0};
    KERNELS
        .losses()
        .multiclassHinge(
            matrix(scores, 2, 4),
            vector(new int[] {0, -1}, 0, 2),
            1,
            0.5,
            vector(losses, 0, 2),
            matrix(gradient, 2, 4));
    assertThat(losses).containsExactly(0.5, 0);
    assertThat(gradient).containsExactly(-0.5, 0, 0, 0.5, 0, 0, 0, 0);
  }

  @Test
  void reductionsFindWhatTheyLookFor() {
    double[] x = {
      1,
      3,
      3,
      -5,
      Double.NaN,
      7,
      Double.NaN,
      9,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      2,
      2
    };
    int[] index = new int[3];
    KERNELS.reductions().argmax(matrix(x, 3, 4), vector(index, 0, 3));
    assertThat(index).containsExactly(1, 0, 2);
    assertThat(KERNELS.reductions().firstNonFinite(vector(x, 0, 12))).isEqualTo(4);
    assertThat(KERNELS.reductions().firstNonFinite(vector(x, 9, 3))).isZero();
    assertThat(KERNELS.reductions().firstNonFinite(vector(x, 0, 4))).isEqualTo(-1);
    assertThat(KERNELS.reductions().sum(vector(x, 0, 4))).isEqualTo(2);
    assertThat(KERNELS.reductions().sumOfSquares(vector(x, 0, 4))).isEqualTo(44);
  }

  @Test
  void momentsAreThoseOfTheDefinition() {
    double[] x = {1, 10, 2, 20, 3, 60};
    double[] mean = new double[2];
    double[] variance = new double[2];
    KERNELS.norms().columnMoments(matrix(x, 3, 2), vector(mean, 0, 2), vector(variance, 0, 2));
    assertThat(mean).containsExactly(2, 30);
    assertThat(variance).containsExactly(new double[] {2.0 / 3, 1400.0 / 3}, within(1e-12));
  }

  @Test
  void normalisedColumnsAndRowsHaveMeanZeroAndVarianceOne() {
    int rows = 40;
    int cols = 30;
    double[] x = new Numbers(4).normal(rows * cols, 5, 3);
    double[] mean = new double[rows];
    double[] deviation = new double[rows];
    double[] ones = new double[cols];
    Arrays.fill(ones, 1);
    double[] zeros = new double[cols];
    double[] y = new double[x.length];
    KERNELS
        .norms()
        .columnMoments(matrix(x, rows, cols), vector(mean, 0, cols), vector(deviation, 0, cols));
    KERNELS
        .norms()
        .batchNorm(
            matrix(x, rows, cols),
            vector(mean, 0, cols),
            vector(deviation, 0, cols),
            0,
            new Gain(vector(ones, 0, cols), vector(zeros, 0, cols)),
            matrix(y, rows, cols));
    KERNELS
        .norms()
        .columnMoments(matrix(y, rows, cols), vector(mean, 0, cols), vector(deviation, 0, cols));
    for (int j = 0; j < cols; j++) {
      assertThat(mean[j]).isCloseTo(0, within(1e-14));
      assertThat(deviation[j]).isCloseTo(1, within(1e-13));
    }
    KERNELS
        .norms()
        .layerNorm(
            matrix(x, rows, cols),
            0,
            new Gain(vector(ones, 0, cols), vector(zeros, 0, cols)),
            matrix(y, rows, cols),
            vector(mean, 0, rows),
            vector(deviation, 0, rows));
    for (int i = 0; i < rows; i++) {
      assertThat(KERNELS.reductions().sum(vector(y, i * cols, cols)) / cols)
          .isCloseTo(0, within(1e-14));
      assertThat(KERNELS.reductions().sumOfSquares(vector(y, i * cols, cols)) / cols)
          .isCloseTo(1, within(1e-13));
    }
  }

  /**
   * The share kept is keep; two seeds that differ in either half give masks that agree by chance
   * only.
   */
  @Test
  void dropoutMasksAreBalancedAndDependOnTheWholeSeed() {
    int count = 1 << 18;
    double[] mask = new double[count];
    for (double keep : new double[] {0.1, 0.5, 0.9}) {
      KERNELS.elements().dropoutMask(42, keep, vector(mask, 0, count));
      double kept = Arrays.stream(mask).filter(value -> value != 0).count();
      double deviation = Math.sqrt(count * keep * (1 - keep));
      assertThat(kept).isCloseTo(count * keep, within(5 * deviation));
      assertThat(mask).containsOnly(0, 1 / keep);
    }
    double[] other = new double[count];
    KERNELS.elements().dropoutMask(42, 0.5, vector(mask, 0, count));
    for (long seed :
        new long[] {
          41, 43, 44, 42 + (1L << 32), 42 + (1L << 63), 42L << 32, 42 + 0x9E3779B97F4A7C15L, -42
        }) {
      KERNELS.elements().dropoutMask(seed, 0.5, vector(other, 0, count));
      int agree = 0;
      for (int i = 0; i < count; i++) {
        agree += mask[i] == other[i] ? 1 : 0;
      }
      assertThat((double) agree).isCloseTo(count / 2.0, within(5 * Math.sqrt(count / 4.0)));
    }
  }

  /** The hash written a second time, in unsigned arithmetic of 64 bits. */
  @Test
  void dropoutMaskIsTheDocumentedHash() {
    double[] mask = new double[24];
    long seed = 0x0123456789ABCDEFL;
    // The first output of SplitMix64 whose state becomes the seed.
    long key = new SplittableRandom(seed - 0x9E3779B97F4A7C15L).nextLong();
    KERNELS.elements().dropoutMask(seed, 0.5, vector(mask, 0, mask.length));
    for (int i = 0; i < mask.length; i++) {
      long h = ((key & 0xFFFFFFFFL) + i * 0x9E3779B9L) & 0xFFFFFFFFL;
      h ^= h >> 16;
      h = h * 0x21F0AAADL & 0xFFFFFFFFL;
      h ^= h >> 15;
      h ^= key >>> 32;
      h = h * 0x735A2D97L & 0xFFFFFFFFL;
      h ^= h >> 15;
      assertThat(mask[i]).isEqualTo(h >> 8 < 1 << 23 ? 2 : 0);
    }
  }

  /** A moment that decays below the smallest normal number becomes 0. */
  @Test
  void adamStoresNoSubnormalMoment() {
    double[] weight = {1};
    double[] first = {Double.MIN_NORMAL};
    double[] second = {Double.MIN_NORMAL};
    KERNELS
        .optimizerSteps()
        .adam(
            new AdamConfig(0.9, 0.999, 1e-8, 0, 0),
            0.1,
            5,
            vector(weight, 0, 1),
            vector(new double[1], 0, 1),
            vector(first, 0, 1),
            vector(second, 0, 1),
            null);
    assertThat(first[0]).isZero();
    assertThat(second[0]).isZero();
    assertThat(weight[0]).isEqualTo(1);
    float[] single = {1};
    float[] m = {Float.MIN_NORMAL};
    float[] v = {Float.MIN_NORMAL};
    new ScalarKernels()
        .optimizerSteps()
        .adam(
            new AdamConfig(0.9, 0.999, 1e-8, 0, 0),
            0.1,
            5,
            vector(single, 0, 1),
            vector(new float[1], 0, 1),
            vector(m, 0, 1),
            vector(v, 0, 1),
            null);
    assertThat(m[0]).isZero();
    assertThat(v[0]).isZero();
  }

  /**
   * The first step of Adam has the size of the rate whatever the gradient's; AdamW shrinks the
   * weight beside it.
   */
  @Test
  void adamTakesStepsOfItsRate() {
    for (double gradient : new double[] {1e-3, 1, 1e3}) {
      double[] weight = {2};
      KERNELS
          .optimizerSteps()
          .adam(
              new AdamConfig(0.9, 0.999, 0, 0, 0.5),
              0.1,
              1,
              vector(weight, 0, 1),
              vector(new double[] {gradient}, 0, 1),
              vector(new double[1], 0, 1),
              vector(new double[1], 0, 1),
              null);
      assertThat(weight[0]).isCloseTo(2 * (1 - 0.05) - 0.1, within(1e-12));
    }
  }

  /** With a constant rate, the velocity of CS231n is PyTorch's momentum buffer times -rate. */
  @Test
  void momentumIsThatOfPyTorch() {
    double rate = 0.1;
    for (boolean nesterov : new boolean[] {false, true}) {
      double[] weight = {1};
      double[] velocity = {0};
      double expected = 1;
      double buffer = 0;
      for (int step = 0; step < 5; step++) {
        double gradient = 0.5 + step;
        KERNELS
            .optimizerSteps()
            .momentum(
                rate,
                0.9,
                nesterov,
                0.01,
                vector(weight, 0, 1),
                vector(new double[] {gradient}, 0, 1),
                vector(velocity, 0, 1));
        double g = gradient + 0.01 * expected;
        buffer = 0.9 * buffer + g;
        expected -= rate * (nesterov ? g + 0.9 * buffer : buffer);
        assertThat(weight[0]).isCloseTo(expected, within(1e-13));
      }
    }
  }

  /** The product of the two constants, from more digits than a double holds. */
  @Test
  void seluConstantsAreThoseOfKlambauer() {
    BigDecimal product =
        new BigDecimal("1.6732632423543772848")
            .multiply(new BigDecimal("1.0507009873554804934"), MathContext.DECIMAL64);
    assertThat(Activation.SELU_ALPHA * Activation.SELU_LAMBDA)
        .isCloseTo(product.doubleValue(), within(1e-15));
  }
}
