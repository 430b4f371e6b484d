package lanewise.kernel;

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
    KERNELS.momentumStep(20, 1e-3, 0.9, false, 0, w, 0, linspace("sgd_momentum.dw"), 0, v, 0);
    assertPrinted(w, "sgd_momentum.next_w");
    assertPrinted(v, "sgd_momentum.velocity");
  }

  @Test
  void rmsprop() {
    double[] w = linspace("rmsprop.w");
    double[] cache = linspace("rmsprop.cache");
    KERNELS.rmspropStep(20, 1e-2, 0.99, 1e-8, 0, w, 0, linspace("rmsprop.dw"), 0, cache, 0);
    assertPrinted(w, "rmsprop.next_w");
    assertPrinted(cache, "rmsprop.cache");
  }

  /** The course stores t = 5 and increments it before use. */
  @Test
  void adam() {
    double[] w = linspace("adam.w");
    double[] m = linspace("adam.m");
    double[] v = linspace("adam.v");
    KERNELS.adamStep(
        20, 1e-2, 0.9, 0.999, 1e-8, 0, 0, 6, w, 0, linspace("adam.dw"), 0, m, 0, v, 0, null, 0);
    assertPrinted(w, "adam.next_w");
    assertPrinted(m, "adam.m");
    assertPrinted(v, "adam.v");
  }

  @Test
  void losses() {
    double[] x = values("losses.x");
    int[] labels = Arrays.stream(values("losses.y")).mapToInt(y -> (int) y).toArray();
    double[] losses = new double[50];
    KERNELS.multiclassHinge(50, 10, x, 0, 10, labels, 0, 1, 1, losses, 0, null, 0, 0);
    assertThat(KERNELS.sum(50, losses, 0) / 50).isCloseTo(values("losses.svm")[0], within(1e-12));
    KERNELS.softmaxCrossEntropy(50, 10, x, 0, 10, labels, 0, 1, losses, 0, null, 0, 0);
    assertThat(KERNELS.sum(50, losses, 0) / 50)
        .isCloseTo(values("losses.softmax")[0], within(1e-12));
  }

  /** The course stores weights as (in, out). */
  @Test
  void affine() {
    double[] out = new double[6];
    double[] bias = linspace("affine.b");
    for (int i = 0; i < 2; i++) {
      KERNELS.axpy(3, 1, bias, 0, out, 3 * i);
    }
    KERNELS.gemm(
        Transpose.NO,
        Transpose.NO,
        2,
        3,
        120,
        1,
        linspace("affine.x"),
        0,
        120,
        linspace("affine.w"),
        0,
        3,
        1,
        out,
        0,
        3);
    assertPrinted(out, "affine.out");
  }
}
