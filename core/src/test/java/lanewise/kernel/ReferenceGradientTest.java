package lanewise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every gradient of {@link ReferenceKernels} against central differences of the forward operation.
 * With h = 1e-5 their error is about h^2 f'''/6 + 2^-53 |f| / h, some 1e-10: a gradient must agree
 * to {@link #RELATIVE}.
 */
class ReferenceGradientTest {
  private static final ReferenceKernels KERNELS = new ReferenceKernels();
  private static final double H = 1e-5;
  private static final double RELATIVE = 1e-7;
  private static final int ROWS = 5;
  private static final int COLS = 7;
  private static final int SIZE = ROWS * COLS;

  private final Fill fill = new Fill(20261122);
  private final double[] dY = fill.normal(SIZE);

  /** The gradient of a scalar in each element of x, by moving it to and fro. */
  private static void assertGradient(double[] gradient, double[] x, DoubleSupplier loss) {
    for (int i = 0; i < x.length; i++) {
      double middle = x[i];
      x[i] = middle + H;
      double above = loss.getAsDouble();
      x[i] = middle - H;
      double below = loss.getAsDouble();
      x[i] = middle;
      double difference = (above - below) / (2 * H);
      assertThat(gradient[i])
          .as("element %d", i)
          .isCloseTo(difference, within(RELATIVE * Math.max(1, Math.abs(difference))));
    }
  }

  /** sum dY y: the scalar whose gradient in x is what backward makes of dY. */
  private double against(double[] y) {
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += dY[i] * y[i];
    }
    return sum;
  }

  private double after(Runnable forward, double[] y) {
    forward.run();
    return against(y);
  }

  private static double total(double[] losses) {
    return KERNELS.sum(losses.length, losses, 0);
  }

  static List<Activation> activations() {
    return ElementCases.ACTIVATIONS;
  }

  static List<PointwiseLoss> pointwiseLosses() {
    return LossCases.POINTWISE;
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activation(Activation f) {
    double[] x = fill.normal(SIZE);
    double[] y = new double[SIZE];
    KERNELS.activate(f, SIZE, x, 0, y, 0);
    double[] dX = new double[SIZE];
    KERNELS.activateGradient(f, SIZE, f.derivativeNeedsInput() ? x : y, 0, dY, 0, dX, 0);
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.activate(f, SIZE, x, 0, y, 0);
          return against(y);
        });
  }

  @Test
  void prelu() {
    double[] x = fill.normal(SIZE);
    double[] slope = fill.normal(COLS);
    double[] y = new double[SIZE];
    DoubleSupplier loss =
        () -> {
          KERNELS.prelu(ROWS, COLS, x, 0, slope, 0, y, 0);
          return against(y);
        };
    double[] dX = new double[SIZE];
    double[] dSlope = new double[COLS];
    KERNELS.preluGradient(ROWS, COLS, x, 0, slope, 0, dY, 0, dX, 0, dSlope, 0);
    assertGradient(dX, x, loss);
    assertGradient(dSlope, slope, loss);
  }

  @Test
  void softmax() {
    double[] x = fill.normal(SIZE);
    double[] y = new double[SIZE];
    KERNELS.softmax(ROWS, COLS, x, 0, COLS, y, 0, COLS);
    double[] dX = new double[SIZE];
    KERNELS.softmaxGradient(ROWS, COLS, y, 0, COLS, dY, 0, COLS, dX, 0, COLS);
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.softmax(ROWS, COLS, x, 0, COLS, y, 0, COLS);
          return against(y);
        });
  }

  @Test
  void logSoftmax() {
    double[] x = fill.normal(SIZE);
    double[] y = new double[SIZE];
    KERNELS.logSoftmax(ROWS, COLS, x, 0, COLS, y, 0, COLS);
    double[] dX = new double[SIZE];
    KERNELS.logSoftmaxGradient(ROWS, COLS, y, 0, COLS, dY, 0, COLS, dX, 0, COLS);
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.logSoftmax(ROWS, COLS, x, 0, COLS, y, 0, COLS);
          return against(y);
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.2})
  void crossEntropy(double scale) {
    double[] x = fill.normal(SIZE);
    int[] labels = {3, 0, -1, 6, 2};
    double[] losses = new double[ROWS];
    double[] dX = new double[SIZE];
    KERNELS.softmaxCrossEntropy(ROWS, COLS, x, 0, COLS, labels, 0, scale, losses, 0, dX, 0, COLS);
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.softmaxCrossEntropy(
              ROWS, COLS, x, 0, COLS, labels, 0, scale, losses, 0, null, 0, 0);
          return scale * total(losses);
        });
  }

  @Test
  void crossEntropyTargets() {
    double[] x = fill.normal(SIZE);
    double[] targets = fill.uniform(SIZE, 0, 2);
    double[] losses = new double[ROWS];
    double[] dX = new double[SIZE];
    KERNELS.softmaxCrossEntropyTargets(
        ROWS, COLS, x, 0, COLS, targets, 0, COLS, 0.3, losses, 0, dX, 0, COLS);
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.softmaxCrossEntropyTargets(
              ROWS, COLS, x, 0, COLS, targets, 0, COLS, 1, losses, 0, null, 0, 0);
          return 0.3 * total(losses);
        });
  }

  @Test
  void negativeLogLikelihood() {
    double[] x = fill.normal(SIZE);
    int[] labels = {3, 0, -1, 6, 2};
    double[] losses = new double[ROWS];
    double[] dX = new double[SIZE];
    KERNELS.negativeLogLikelihood(ROWS, COLS, x, 0, COLS, labels, 0, 0.3, losses, 0, dX, 0, COLS);
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.negativeLogLikelihood(
              ROWS, COLS, x, 0, COLS, labels, 0, 1, losses, 0, null, 0, 0);
          return 0.3 * total(losses);
        });
  }

  @Test
  void hinge() {
    double[] x = fill.normal(SIZE);
    int[] labels = {3, 0, -1, 6, 2};
    double[] losses = new double[ROWS];
    double[] dX = new double[SIZE];
    KERNELS.multiclassHinge(ROWS, COLS, x, 0, COLS, labels, 0, 1, 0.3, losses, 0, dX, 0, COLS);
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.multiclassHinge(ROWS, COLS, x, 0, COLS, labels, 0, 1, 1, losses, 0, null, 0, 0);
          return 0.3 * total(losses);
        });
  }

  @ParameterizedTest
  @MethodSource("pointwiseLosses")
  void pointwise(PointwiseLoss f) {
    boolean probabilities = f.kind() == PointwiseLoss.Kind.BINARY_PROBABILITIES;
    double[] x = probabilities ? fill.uniform(SIZE, 0.1, 0.9) : fill.normal(SIZE);
    double[] targets = fill.uniform(SIZE, 0, 1);
    double[] losses = new double[ROWS];
    double[] dX = new double[SIZE];
    KERNELS.pointwiseLoss(f, ROWS, COLS, x, 0, COLS, targets, 0, COLS, 0.3, losses, 0, dX, 0, COLS);
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.pointwiseLoss(
              f, ROWS, COLS, x, 0, COLS, targets, 0, COLS, 1, losses, 0, null, 0, 0);
          return 0.3 * total(losses);
        });
  }

  @Test
  void batchNorm() {
    double[] x = fill.normal(SIZE);
    double[] gamma = fill.normal(COLS);
    double[] beta = fill.normal(COLS);
    double[] mean = new double[COLS];
    double[] variance = new double[COLS];
    double[] y = new double[SIZE];
    Runnable forward =
        () -> {
          KERNELS.columnMoments(ROWS, COLS, x, 0, mean, 0, variance, 0);
          KERNELS.batchNorm(ROWS, COLS, x, 0, mean, 0, variance, 0, 1e-3, gamma, 0, beta, 0, y, 0);
        };
    DoubleSupplier loss = () -> after(forward, y);
    forward.run();
    double[] dX = new double[SIZE];
    double[] dGamma = new double[COLS];
    double[] dBeta = new double[COLS];
    KERNELS.batchNormGradient(
        ROWS, COLS, x, 0, mean, 0, variance, 0, 1e-3, gamma, 0, dY, 0, dGamma, 0, dBeta, 0, dX, 0);
    assertGradient(dX, x, loss);
    assertGradient(dGamma, gamma, loss);
    assertGradient(dBeta, beta, loss);
  }

  @Test
  void layerNorm() {
    double[] x = fill.normal(SIZE);
    double[] gamma = fill.normal(COLS);
    double[] beta = fill.normal(COLS);
    double[] mean = new double[ROWS];
    double[] inverse = new double[ROWS];
    double[] y = new double[SIZE];
    Runnable forward =
        () -> {
          KERNELS.layerNorm(ROWS, COLS, x, 0, 1e-3, gamma, 0, beta, 0, y, 0, mean, 0, inverse, 0);
        };
    DoubleSupplier loss = () -> after(forward, y);
    forward.run();
    double[] dX = new double[SIZE];
    double[] dGamma = new double[COLS];
    double[] dBeta = new double[COLS];
    KERNELS.layerNormGradient(
        ROWS, COLS, x, 0, mean, 0, inverse, 0, gamma, 0, dY, 0, dGamma, 0, dBeta, 0, dX, 0);
    assertGradient(dX, x, loss);
    assertGradient(dGamma, gamma, loss);
    assertGradient(dBeta, beta, loss);
  }
}
