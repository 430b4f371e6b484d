package lanewise.kernel;

import static lanewise.kernel.Operands.matrix;
import static lanewise.kernel.Operands.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@link ReferenceKernels} against the outputs that the course CS231n prints for its own solutions.
 */
class Cs231nTest {
  private static final ReferenceKernels KERNELS = new ReferenceKernels();
  private static final Properties FACTS = new Properties();

  @BeforeAll
  static void load() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Cs231nTest.class.getResourceAsStream("cs231n.properties"))) {
      FACTS.load(in);
    }
  }

  private static double[] values(String key) {
    String text = Objects.requireNonNull(FACTS.getProperty(key), key);
    return Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static double[] linspace(String key) {
    double[] range = values(key + ".linspace");
    double[] x = new double[(int) range[2]];
    for (int i = 0; i < x.length; i++) {
      x[i] = range[0] + i * (range[1] - range[0]) / (x.length - 1);
    }
    return x;
  }

  /** The printed values have eight digits. */
  private static void assertPrinted(double[] got, String key) {
    assertThat(got).as(key).containsExactly(values(key), within(1e-8));
  }

  @Test
  void momentum() {
    double[] w = linspace("sgd_momentum.w");
    double[] v = linspace("sgd_momentum.velocity");
    KERNELS
        .optimizerSteps()
        .momentum(
            1e-3,
            0.9,
            false,
            0,
            vector(w, 0, 20),
            vector(linspace("sgd_momentum.dw"), 0, 20),
            vector(v, 0, 20));
    assertPrinted(w, "sgd_momentum.next_w");
    assertPrinted(v, "sgd_momentum.velocity");
  }

  @Test
  void rmsprop() {
    double[] w = linspace("rmsprop.w");
    double[] cache = linspace("rmsprop.cache");
    KERNELS
        .optimizerSteps()
        .rmsProp(
            1e-2,
            0.99,
            1e-8,
            0,
            vector(w, 0, 20),
            vector(linspace("rmsprop.dw"), 0, 20),
            vector(cache, 0, 20));
    assertPrinted(w, "rmsprop.next_w");
    assertPrinted(cache, "rmsprop.cache");
  }

  /** The course stores t = 5 and increments it before use. */
  @Test
  void adam() {
    double[] w = linspace("adam.w");
    double[] m = linspace("adam.m");
    double[] v = linspace("adam.v");
    KERNELS
        .optimizerSteps()
        .adam(
            new AdamConfig(0.9, 0.999, 1e-8, 0, 0),
            1e-2,
            6,
            vector(w, 0, 20),
            vector(linspace("adam.dw"), 0, 20),
            vector(m, 0, 20),
            vector(v, 0, 20),
            null);
    assertPrinted(w, "adam.next_w");
    assertPrinted(m, "adam.m");
    assertPrinted(v, "adam.v");
  }

  @Test
  void losses() {
    double[] x = values("losses.x");
    int[] labels = Arrays.stream(values("losses.y")).mapToInt(y -> (int) y).toArray();
    double[] losses = new double[50];
    KERNELS
        .losses()
        .multiclassHinge(
            matrix(x, 50, 10), vector(labels, 0, 50), 1, 1, vector(losses, 0, 50), null);
    assertThat(KERNELS.reductions().sum(vector(losses, 0, 50)) / 50)
        .isCloseTo(values("losses.svm")[0], within(1e-12));
    KERNELS
        .losses()
        .softmaxCrossEntropy(
            matrix(x, 50, 10), vector(labels, 0, 50), 1, vector(losses, 0, 50), null);
    assertThat(KERNELS.reductions().sum(vector(losses, 0, 50)) / 50)
        .isCloseTo(values("losses.softmax")[0], within(1e-12));
  }

  /** The course stores weights as (in, out). */
  @Test
  void affine() {
    double[] out = new double[6];
    double[] bias = linspace("affine.b");
    for (int i = 0; i < 2; i++) {
      KERNELS.elements().axpy(1, vector(bias, 0, 3), vector(out, 3 * i, 3));
    }
    KERNELS
        .products()
        .gemm(
            1,
            Transpose.NO,
            matrix(linspace("affine.x"), 2, 120),
            Transpose.NO,
            matrix(linspace("affine.w"), 120, 3),
            1,
            matrix(out, 2, 3));
    assertPrinted(out, "affine.out");
  }
}
