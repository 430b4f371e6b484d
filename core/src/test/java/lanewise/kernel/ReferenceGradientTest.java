package lanewise.kernel;

import static lanewise.kernel.Operands.matrix;
import static lanewise.kernel.Operands.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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

  private final Numbers fill = new Numbers(20261122);
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
    return KERNELS.reductions().sum(vector(losses, 0, losses.length));
  }

  static List<Activation> activations() {
    return Arrays.stream(Activation.Kind.values())
        .map(
            kind ->
                switch (kind) {
                  case LEAKY_RELU -> Activation.leakyRelu(0.3);
                  case ELU -> Activation.elu(1.7);
                  default -> new Activation(kind, 0);
                })
        .toList();
  }

  static List<PointwiseLoss> pointwiseLosses() {
    return List.of(
        PointwiseLoss.SQUARED,
        PointwiseLoss.BINARY_LOGITS,
        PointwiseLoss.BINARY_PROBABILITIES,
        PointwiseLoss.huber(0.75));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activation(Activation f) {
    double[] x = fill.normal(SIZE);
    double[] y = new double[SIZE];
    KERNELS.elements().activate(f, vector(x, 0, SIZE), vector(y, 0, SIZE));
    double[] dX = new double[SIZE];
    KERNELS
        .elements()
        .activateGradient(
            f,
            vector(f.derivativeNeedsInput() ? x : y, 0, SIZE),
            vector(dY, 0, SIZE),
            vector(dX, 0, SIZE));
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.elements().activate(f, vector(x, 0, SIZE), vector(y, 0, SIZE));
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
          KERNELS
              .rowOps()
              .prelu(matrix(x, ROWS, COLS), vector(slope, 0, COLS), matrix(y, ROWS, COLS));
          return against(y);
        };
    double[] dX = new double[SIZE];
    double[] dSlope = new double[COLS];
    KERNELS
        .norms()
        .preluGradient(
            matrix(x, ROWS, COLS),
            vector(slope, 0, COLS),
            matrix(dY, ROWS, COLS),
            matrix(dX, ROWS, COLS),
            vector(dSlope, 0, COLS));
    assertGradient(dX, x, loss);
    assertGradient(dSlope, slope, loss);
  }

  @Test
  void softmax() {
    double[] x = fill.normal(SIZE);
    double[] y = new double[SIZE];
    KERNELS.rowOps().softmax(matrix(x, ROWS, COLS), matrix(y, ROWS, COLS));
    double[] dX = new double[SIZE];
    KERNELS
        .rowOps()
        .softmaxGradient(matrix(y, ROWS, COLS), matrix(dY, ROWS, COLS), matrix(dX, ROWS, COLS));
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.rowOps().softmax(matrix(x, ROWS, COLS), matrix(y, ROWS, COLS));
          return against(y);
        });
  }

  @Test
  void logSoftmax() {
    double[] x = fill.normal(SIZE);
    double[] y = new double[SIZE];
    KERNELS.rowOps().logSoftmax(matrix(x, ROWS, COLS), matrix(y, ROWS, COLS));
    double[] dX = new double[SIZE];
    KERNELS
        .rowOps()
        .logSoftmaxGradient(matrix(y, ROWS, COLS), matrix(dY, ROWS, COLS), matrix(dX, ROWS, COLS));
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS.rowOps().logSoftmax(matrix(x, ROWS, COLS), matrix(y, ROWS, COLS));
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
    KERNELS
        .losses()
        .softmaxCrossEntropy(
            matrix(x, ROWS, COLS),
            vector(labels, 0, ROWS),
            scale,
            vector(losses, 0, ROWS),
            matrix(dX, ROWS, COLS));
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS
              .losses()
              .softmaxCrossEntropy(
                  matrix(x, ROWS, COLS),
                  vector(labels, 0, ROWS),
                  scale,
                  vector(losses, 0, ROWS),
                  null);
          return scale * total(losses);
        });
  }

  @Test
  void crossEntropyTargets() {
    double[] x = fill.normal(SIZE);
    double[] targets = fill.uniform(SIZE, 0, 2);
    double[] losses = new double[ROWS];
    double[] dX = new double[SIZE];
    KERNELS
        .losses()
        .softmaxCrossEntropyTargets(
            matrix(x, ROWS, COLS),
            matrix(targets, ROWS, COLS),
            0.3,
            vector(losses, 0, ROWS),
            matrix(dX, ROWS, COLS));
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS
              .losses()
              .softmaxCrossEntropyTargets(
                  matrix(x, ROWS, COLS),
                  matrix(targets, ROWS, COLS),
                  1,
                  vector(losses, 0, ROWS),
                  null);
          return 0.3 * total(losses);
        });
  }

  @Test
  void negativeLogLikelihood() {
    double[] x = fill.normal(SIZE);
    int[] labels = {3, 0, -1, 6, 2};
    double[] losses = new double[ROWS];
    double[] dX = new double[SIZE];
    KERNELS
        .losses()
        .negativeLogLikelihood(
            matrix(x, ROWS, COLS),
            vector(labels, 0, ROWS),
            0.3,
            vector(losses, 0, ROWS),
            matrix(dX, ROWS, COLS));
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS
              .losses()
              .negativeLogLikelihood(
                  matrix(x, ROWS, COLS), vector(labels, 0, ROWS), 1, vector(losses, 0, ROWS), null);
          return 0.3 * total(losses);
        });
  }

  @Test
  void hinge() {
    double[] x = fill.normal(SIZE);
    int[] labels = {3, 0, -1, 6, 2};
    double[] losses = new double[ROWS];
    double[] dX = new double[SIZE];
    KERNELS
        .losses()
        .multiclassHinge(
            matrix(x, ROWS, COLS),
            vector(labels, 0, ROWS),
            1,
            0.3,
            vector(losses, 0, ROWS),
            matrix(dX, ROWS, COLS));
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS
              .losses()
              .multiclassHinge(
                  matrix(x, ROWS, COLS),
                  vector(labels, 0, ROWS),
                  1,
                  1,
                  vector(losses, 0, ROWS),
                  null);
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
    KERNELS
        .losses()
        .pointwiseLoss(
            f,
            matrix(x, ROWS, COLS),
            matrix(targets, ROWS, COLS),
            0.3,
            vector(losses, 0, ROWS),
            matrix(dX, ROWS, COLS));
    assertGradient(
        dX,
        x,
        () -> {
          KERNELS
              .losses()
              .pointwiseLoss(
                  f,
                  matrix(x, ROWS, COLS),
                  matrix(targets, ROWS, COLS),
                  1,
                  vector(losses, 0, ROWS),
                  null);
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
          KERNELS
              .norms()
              .columnMoments(
                  matrix(x, ROWS, COLS), vector(mean, 0, COLS), vector(variance, 0, COLS));
          KERNELS
              .norms()
              .batchNorm(
                  matrix(x, ROWS, COLS),
                  vector(mean, 0, COLS),
                  vector(variance, 0, COLS),
                  1e-3,
                  new Gain(vector(gamma, 0, COLS), vector(beta, 0, COLS)),
                  matrix(y, ROWS, COLS));
        };
    DoubleSupplier loss = () -> after(forward, y);
    forward.run();
    double[] dX = new double[SIZE];
    double[] dGamma = new double[COLS];
    double[] dBeta = new double[COLS];
    KERNELS
        .norms()
        .batchNormGradient(
            matrix(x, ROWS, COLS),
            vector(mean, 0, COLS),
            vector(variance, 0, COLS),
            1e-3,
            vector(gamma, 0, COLS),
            matrix(dY, ROWS, COLS),
            new Gain(vector(dGamma, 0, COLS), vector(dBeta, 0, COLS)),
            matrix(dX, ROWS, COLS));
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
          KERNELS
              .norms()
              .layerNorm(
                  matrix(x, ROWS, COLS),
                  1e-3,
                  new Gain(vector(gamma, 0, COLS), vector(beta, 0, COLS)),
                  matrix(y, ROWS, COLS),
                  vector(mean, 0, ROWS),
                  vector(inverse, 0, ROWS));
        };
    DoubleSupplier loss = () -> after(forward, y);
    forward.run();
    double[] dX = new double[SIZE];
    double[] dGamma = new double[COLS];
    double[] dBeta = new double[COLS];
    KERNELS
        .norms()
        .layerNormGradient(
            matrix(x, ROWS, COLS),
            vector(mean, 0, ROWS),
            vector(inverse, 0, ROWS),
            vector(gamma, 0, COLS),
            matrix(dY, ROWS, COLS),
            new Gain(vector(dGamma, 0, COLS), vector(dBeta, 0, COLS)),
            matrix(dX, ROWS, COLS));
    assertGradient(dX, x, loss);
    assertGradient(dGamma, gamma, loss);
    assertGradient(dBeta, beta, loss);
  }
}
