package lanewise.simd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.kernel.Activation;
import lanewise.kernel.Function;
import lanewise.kernel.Kernels;
import lanewise.kernel.PointwiseLoss;

/**
 * A hash of what each operation writes for fixed inputs; {@link #main} prints them all, for the
 * file that {@link OutputHashTest} compares with.
 */
final class OutputHashes {
  private static final int ROWS = 37;
  private static final int[] WIDTHS = {1, 7, 10, 16, 33, 64, 131};

  private final Kernels<float[]> kernels;
  private final Map<String, Long> hashes = new LinkedHashMap<>();

  private OutputHashes(Kernels<float[]> kernels) {
    this.kernels = kernels;
  }

  static Map<String, Long> of(Kernels<float[]> kernels) {
    OutputHashes all = new OutputHashes(kernels);
    for (int cols : WIDTHS) {
      all.operations(cols);
    }
    all.sums();
    return all.hashes;
  }

  private void add(String name, float[]... outputs) {
    long hash = hashes.getOrDefault(name, 17L);
    for (float[] output : outputs) {
      for (float value : output) {
        // All NaN are one: their bits differ between processors.
        hash = hash * 0x9E3779B97F4A7C15L + Float.floatToIntBits(value);
        hash ^= hash >>> 29;
      }
    }
    hashes.put(name, hash);
  }

  private static float[] values(long seed, int count, double scale, double shift) {
    Random random = new Random(seed);
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) (random.nextDouble() * scale + shift);
    }
    return x;
  }

  private void operations(int cols) {
    int n = ROWS * cols;
    float[] x = values(1, n, 12, -6);
    float[] t = values(2, n, 1, 0);
    float[] d = values(3, n, 2, -1);
    float[] perColumn = values(4, cols, 2, 0.1);
    float[] otherPerColumn = values(5, cols, 2, -1);
    int[] labels = new int[ROWS];
    Random random = new Random(6);
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i % 9 == 4 ? -1 : random.nextInt(cols);
    }
    for (Function f : Function.values()) {
      float[] y = new float[n];
      kernels.map(f, n, f == Function.LOG ? t : x, 0, y, 0);
      add("map " + f, y);
    }
    for (Activation f : activations()) {
      float[] y = new float[n];
      kernels.activate(f, n, x, 0, y, 0);
      add("activate " + f.kind(), y);
      kernels.activateGradient(f, n, y.clone(), 0, d, 0, y, 0);
      add("activateGradient " + f.kind(), y);
    }
    rows(cols, x, t, d, labels);
    norms(cols, x, d, perColumn, otherPerColumn);
    float[] y = x.clone();
    kernels.axpy(n, 0.3, d, 0, y, 0);
    kernels.scale(n, 1.7, y, 0);
    kernels.clamp(n, 5, y, 0);
    kernels.multiply(n, y, 0, t, 0, y, 0);
    add("streams", y);
    kernels.dropoutMask(n, 0x123456789ABCDEFL, 0.7, y, 0);
    add("dropoutMask", y);
    optimizers(n, d);
  }

  private static List<Activation> activations() {
    return List.of(
        Activation.RELU,
        Activation.LEAKY_RELU,
        Activation.SIGMOID,
        Activation.TANH,
        Activation.GELU,
        Activation.SILU,
        Activation.ELU,
        Activation.SELU,
        Activation.SOFTPLUS);
  }

  private void rows(int cols, float[] x, float[] t, float[] d, int[] labels) {
    int n = ROWS * cols;
    float[] y = new float[n];
    float[] losses = new float[ROWS];
    kernels.softmax(ROWS, cols, x, 0, cols, y, 0, cols);
    add("softmax", y);
    kernels.softmaxGradient(ROWS, cols, y.clone(), 0, cols, d, 0, cols, y, 0, cols);
    add("softmaxGradient", y);
    kernels.logSoftmax(ROWS, cols, x, 0, cols, y, 0, cols);
    add("logSoftmax", y);
    kernels.logSoftmaxGradient(ROWS, cols, y.clone(), 0, cols, d, 0, cols, y, 0, cols);
    add("logSoftmaxGradient", y);
    kernels.softmaxCrossEntropy(ROWS, cols, x, 0, cols, labels, 0, 0.1, losses, 0, y, 0, cols);
    add("softmaxCrossEntropy", y, losses);
    kernels.softmaxCrossEntropyTargets(
        ROWS, cols, x, 0, cols, t, 0, cols, 0.1, losses, 0, y, 0, cols);
    add("softmaxCrossEntropyTargets", y, losses);
    kernels.classTargets(ROWS, cols, labels, 0, t, 0, 0.1, y, 0, cols);
    add("classTargets", y);
    kernels.multiclassHinge(ROWS, cols, x, 0, cols, labels, 0, 1, 0.1, losses, 0, y, 0, cols);
    add("multiclassHinge", y, losses);
    for (PointwiseLoss f :
        List.of(
            PointwiseLoss.SQUARED,
            PointwiseLoss.BINARY_LOGITS,
            PointwiseLoss.BINARY_PROBABILITIES,
            PointwiseLoss.huber(0.7))) {
      float[] p = f.kind() == PointwiseLoss.Kind.BINARY_PROBABILITIES ? t : x;
      kernels.pointwiseLoss(f, ROWS, cols, p, 0, cols, t, 0, cols, 0.1, losses, 0, y, 0, cols);
      add("pointwiseLoss " + f.kind(), y, losses);
    }
  }

  private void norms(int cols, float[] x, float[] d, float[] a, float[] b) {
    int n = ROWS * cols;
    float[] y = new float[n];
    float[] mean = new float[cols];
    float[] variance = new float[cols];
    float[] dGamma = a.clone();
    float[] dBeta = b.clone();
    kernels.columnSums(ROWS, cols, x, 0, cols, 0.5, dGamma, 0);
    kernels.columnMoments(ROWS, cols, x, 0, mean, 0, variance, 0);
    add("columns", dGamma, mean, variance);
    kernels.batchNorm(ROWS, cols, x, 0, mean, 0, variance, 0, 1e-5, a, 0, b, 0, y, 0);
    add("batchNorm", y);
    kernels.batchNormGradient(
        ROWS, cols, x, 0, mean, 0, variance, 0, 1e-5, a, 0, d, 0, dGamma, 0, dBeta, 0, y, 0);
    add("batchNormGradient", y, dGamma, dBeta);
    float[] rowMean = new float[ROWS];
    float[] rowInverse = new float[ROWS];
    kernels.layerNorm(ROWS, cols, x, 0, 1e-5, a, 0, b, 0, y, 0, rowMean, 0, rowInverse, 0);
    add("layerNorm", y, rowMean, rowInverse);
    kernels.layerNormGradient(
        ROWS, cols, x, 0, rowMean, 0, rowInverse, 0, a, 0, d, 0, dGamma, 0, dBeta, 0, y, 0);
    add("layerNormGradient", y, dGamma, dBeta);
    kernels.prelu(ROWS, cols, x, 0, a, 0, y, 0);
    add("prelu", y);
    kernels.preluGradient(ROWS, cols, x, 0, a, 0, d, 0, y, 0, dGamma, 0);
    add("preluGradient", y, dGamma);
  }

  private void optimizers(int n, float[] gradient) {
    float[] w = values(7, n, 1, -0.5);
    float[] m = new float[n];
    float[] v = new float[n];
    float[] u = new float[n];
    for (int step = 1; step <= 3; step++) {
      kernels.sgdStep(n, 0.1, 0.01, w, 0, gradient, 0);
      kernels.momentumStep(n, 0.1, 0.9, step == 2, 0.01, w, 0, gradient, 0, m, 0);
      kernels.rmspropStep(n, 0.1, 0.9, 1e-8, 0, w, 0, gradient, 0, v, 0);
      kernels.adagradStep(n, 0.1, 1e-8, 0, w, 0, gradient, 0, v, 0);
      kernels.adamStep(
          n,
          0.1,
          0.9,
          0.999,
          1e-8,
          0.01,
          0.1,
          step,
          w,
          0,
          gradient,
          0,
          m,
          0,
          v,
          0,
          step == 1 ? null : u,
          0);
    }
    add("optimizers", w, m, v, u);
  }

  private void sums() {
    float[] x = values(8, 3 * Kernels.SUM_BLOCK + 77, 2, -1);
    List<Double> sums = new ArrayList<>();
    for (int count : new int[] {0, 1, 15, 16, 17, 100, Kernels.SUM_BLOCK, x.length}) {
      sums.add(kernels.sum(count, x, 0));
      sums.add(kernels.sumOfSquares(count, x, 0));
    }
    hashes.put("sums", (long) sums.hashCode());
  }

  /** Prints the lines of the resource. */
  public static void main(String[] arguments) {
    try (Kernels<float[]> kernels = new VectorProvider().create(1)) {
      of(kernels)
          .forEach((name, hash) -> System.out.println(name + " = " + Long.toHexString(hash)));
    }
  }
}
