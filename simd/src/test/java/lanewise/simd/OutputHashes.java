package lanewise.simd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.kernel.Activation;
import lanewise.kernel.AdamConfig;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Function;
import lanewise.kernel.Gain;
import lanewise.kernel.Kernels;
import lanewise.kernel.PointwiseLoss;
import lanewise.kernel.Reductions;
import lanewise.kernel.Slide;
import lanewise.kernel.Window;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * A hash of what each operation writes for fixed inputs; {@link #main} prints them all, for the
 * file that {@link OutputHashTest} compares with.
 */
final class OutputHashes {
  private static final int ROWS = 37;
  private static final int[] WIDTHS = {1, 7, 10, 16, 33, 64, 131};

  private final Kernels kernels;
  private final Map<String, Long> hashes = new LinkedHashMap<>();

  private OutputHashes(Kernels kernels) {
    this.kernels = kernels;
  }

  static Map<String, Long> of(Kernels kernels) {
    OutputHashes all = new OutputHashes(kernels);
    for (int cols : WIDTHS) {
      all.operations(cols);
    }
    for (int channels : new int[] {3, 16, 19}) {
      all.images(channels, 1);
      all.images(channels, channels);
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
      kernels.elements().map(f, vector(f == Function.LOG ? t : x, 0, n), vector(y, 0, n));
      add("map " + f, y);
    }
    for (Activation f : activations()) {
      float[] y = new float[n];
      kernels.elements().activate(f, vector(x, 0, n), vector(y, 0, n));
      add("activate " + f.kind(), y);
      kernels
          .elements()
          .activateGradient(f, vector(y.clone(), 0, n), vector(d, 0, n), vector(y, 0, n));
      add("activateGradient " + f.kind(), y);
    }
    rows(cols, x, t, d, labels);
    norms(cols, x, d, perColumn, otherPerColumn);
    float[] y = x.clone();
    kernels.elements().axpy(0.3, vector(d, 0, n), vector(y, 0, n));
    kernels.elements().scale(1.7, vector(y, 0, n));
    kernels.elements().clamp(5, vector(y, 0, n));
    kernels.elements().multiply(vector(y, 0, n), vector(t, 0, n), vector(y, 0, n));
    add("streams", y);
    kernels.elements().dropoutMask(0x123456789ABCDEFL, 0.7, vector(y, 0, n));
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
    kernels.rowOps().softmax(matrix(x, ROWS, cols), matrix(y, ROWS, cols));
    add("softmax", y);
    kernels
        .rowOps()
        .softmaxGradient(
            matrix(y.clone(), ROWS, cols), matrix(d, ROWS, cols), matrix(y, ROWS, cols));
    add("softmaxGradient", y);
    kernels.rowOps().logSoftmax(matrix(x, ROWS, cols), matrix(y, ROWS, cols));
    add("logSoftmax", y);
    kernels
        .rowOps()
        .logSoftmaxGradient(
            matrix(y.clone(), ROWS, cols), matrix(d, ROWS, cols), matrix(y, ROWS, cols));
    add("logSoftmaxGradient", y);
    kernels
        .losses()
        .softmaxCrossEntropy(
            matrix(x, ROWS, cols),
            vector(labels, 0, ROWS),
            0.1,
            vector(losses, 0, ROWS),
            matrix(y, ROWS, cols));
    add("softmaxCrossEntropy", y, losses);
    kernels
        .losses()
        .softmaxCrossEntropyTargets(
            matrix(x, ROWS, cols),
            matrix(t, ROWS, cols),
            0.1,
            vector(losses, 0, ROWS),
            matrix(y, ROWS, cols));
    add("softmaxCrossEntropyTargets", y, losses);
    kernels
        .losses()
        .classTargets(vector(labels, 0, ROWS), vector(t, 0, cols), 0.1, matrix(y, ROWS, cols));
    add("classTargets", y);
    kernels
        .losses()
        .multiclassHinge(
            matrix(x, ROWS, cols),
            vector(labels, 0, ROWS),
            1,
            0.1,
            vector(losses, 0, ROWS),
            matrix(y, ROWS, cols));
    add("multiclassHinge", y, losses);
    for (PointwiseLoss f :
        List.of(
            PointwiseLoss.SQUARED,
            PointwiseLoss.BINARY_LOGITS,
            PointwiseLoss.BINARY_PROBABILITIES,
            PointwiseLoss.huber(0.7))) {
      float[] p = f.kind() == PointwiseLoss.Kind.BINARY_PROBABILITIES ? t : x;
      kernels
          .losses()
          .pointwiseLoss(
              f,
              matrix(p, ROWS, cols),
              matrix(t, ROWS, cols),
              0.1,
              vector(losses, 0, ROWS),
              matrix(y, ROWS, cols));
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
    kernels.reductions().columnSums(matrix(x, ROWS, cols), 0.5, vector(dGamma, 0, cols));
    kernels
        .norms()
        .columnMoments(matrix(x, ROWS, cols), vector(mean, 0, cols), vector(variance, 0, cols));
    add("columns", dGamma, mean, variance);
    kernels
        .norms()
        .batchNorm(
            matrix(x, ROWS, cols),
            vector(mean, 0, cols),
            vector(variance, 0, cols),
            1e-5,
            new Gain(vector(a, 0, cols), vector(b, 0, cols)),
            matrix(y, ROWS, cols));
    add("batchNorm", y);
    kernels
        .norms()
        .batchNormGradient(
            matrix(x, ROWS, cols),
            vector(mean, 0, cols),
            vector(variance, 0, cols),
            1e-5,
            vector(a, 0, cols),
            matrix(d, ROWS, cols),
            new Gain(vector(dGamma, 0, cols), vector(dBeta, 0, cols)),
            matrix(y, ROWS, cols));
    add("batchNormGradient", y, dGamma, dBeta);
    float[] rowMean = new float[ROWS];
    float[] rowInverse = new float[ROWS];
    kernels
        .norms()
        .layerNorm(
            matrix(x, ROWS, cols),
            1e-5,
            new Gain(vector(a, 0, cols), vector(b, 0, cols)),
            matrix(y, ROWS, cols),
            vector(rowMean, 0, ROWS),
            vector(rowInverse, 0, ROWS));
    add("layerNorm", y, rowMean, rowInverse);
    kernels
        .norms()
        .layerNormGradient(
            matrix(x, ROWS, cols),
            vector(rowMean, 0, ROWS),
            vector(rowInverse, 0, ROWS),
            vector(a, 0, cols),
            matrix(d, ROWS, cols),
            new Gain(vector(dGamma, 0, cols), vector(dBeta, 0, cols)),
            matrix(y, ROWS, cols));
    add("layerNormGradient", y, dGamma, dBeta);
    kernels.rowOps().prelu(matrix(x, ROWS, cols), vector(a, 0, cols), matrix(y, ROWS, cols));
    add("prelu", y);
    kernels
        .rowOps()
        .scaleRows(matrix(x, ROWS, cols), vector(rowMean, 0, ROWS), matrix(y, ROWS, cols));
    add("scaleRows", y);
    float[] places = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      places[i] = i % 3;
    }
    kernels.rowOps().embed(matrix(x, ROWS, cols), vector(places, 0, ROWS), matrix(y, ROWS, cols));
    kernels
        .rowOps()
        .embedGradient(matrix(x, ROWS, cols), vector(places, 0, ROWS), matrix(y, ROWS, cols));
    add("embed", y);
    kernels
        .norms()
        .preluGradient(
            matrix(x, ROWS, cols),
            vector(a, 0, cols),
            matrix(d, ROWS, cols),
            matrix(y, ROWS, cols),
            vector(dGamma, 0, cols));
    add("preluGradient", y, dGamma);
  }

  private void images(int channels, int groups) {
    Window window = new Window(Slide.same(9, 3, 2, 1), new Slide(8, 3, 1, 1, 1, 1));
    ConvGeometry geometry = new ConvGeometry(window, channels, channels, groups);
    int pixels = 2 * window.pixels();
    int places = 2 * window.places();
    float[] x = values(21, pixels * channels, 2, -1);
    float[] w = values(22, geometry.weights(), 2, -1);
    float[] b = values(23, channels, 2, -1);
    float[] d = values(24, places * channels, 2, -1);
    float[] y = new float[d.length];
    float[] taps = new float[d.length];
    float[] dX = new float[x.length];
    float[] dW = new float[w.length];
    kernels
        .convolutions()
        .convolve(
            geometry,
            matrix(x, pixels, channels),
            vector(w, 0, w.length),
            vector(b, 0, channels),
            Activation.RELU,
            matrix(y, places, channels));
    kernels
        .convolutions()
        .convolveInput(
            geometry,
            matrix(d, places, channels),
            vector(w, 0, w.length),
            0,
            matrix(dX, pixels, channels));
    kernels
        .convolutions()
        .convolveWeight(
            geometry,
            matrix(d, places, channels),
            matrix(x, pixels, channels),
            0,
            vector(dW, 0, w.length));
    add(groups == 1 ? "convolutions" : "depthwise convolutions", y, dX, dW);
    kernels
        .pools()
        .maxPool(
            window,
            matrix(x, pixels, channels),
            matrix(y, places, channels),
            matrix(taps, places, channels));
    kernels
        .pools()
        .maxPoolGradient(
            window,
            matrix(d, places, channels),
            matrix(taps, places, channels),
            matrix(dX, pixels, channels));
    add("max pools", y, taps, dX);
    kernels
        .pools()
        .averagePool(window, false, matrix(x, pixels, channels), matrix(y, places, channels));
    kernels
        .pools()
        .averagePoolGradient(
            window, true, matrix(d, places, channels), matrix(dX, pixels, channels));
    add("average pools", y, dX);
  }

  private void optimizers(int n, float[] gradient) {
    float[] w = values(7, n, 1, -0.5);
    float[] m = new float[n];
    float[] v = new float[n];
    float[] u = new float[n];
    for (int step = 1; step <= 3; step++) {
      kernels.optimizerSteps().sgd(0.1, 0.01, vector(w, 0, n), vector(gradient, 0, n));
      kernels
          .optimizerSteps()
          .momentum(
              0.1, 0.9, step == 2, 0.01, vector(w, 0, n), vector(gradient, 0, n), vector(m, 0, n));
      kernels
          .optimizerSteps()
          .rmsProp(0.1, 0.9, 1e-8, 0, vector(w, 0, n), vector(gradient, 0, n), vector(v, 0, n));
      kernels
          .optimizerSteps()
          .adagrad(0.1, 1e-8, 0, vector(w, 0, n), vector(gradient, 0, n), vector(v, 0, n));
      kernels
          .optimizerSteps()
          .adam(
              new AdamConfig(0.9, 0.999, 1e-8, 0.01, 0.1),
              0.1,
              step,
              vector(w, 0, n),
              vector(gradient, 0, n),
              vector(m, 0, n),
              vector(v, 0, n),
              step == 1 ? null : vector(u, 0, n));
    }
    add("optimizers", w, m, v, u);
  }

  private void sums() {
    float[] x = values(8, 3 * Reductions.SUM_BLOCK + 77, 2, -1);
    List<Double> sums = new ArrayList<>();
    for (int count : new int[] {0, 1, 15, 16, 17, 100, Reductions.SUM_BLOCK, x.length}) {
      sums.add(kernels.reductions().sum(vector(x, 0, count)));
      sums.add(kernels.reductions().sumOfSquares(vector(x, 0, count)));
    }
    hashes.put("sums", (long) sums.hashCode());
  }

  private static Tensor matrix(float[] array, int rows, int cols) {
    return Tensor.of(array, 0, Shape.of(rows, cols));
  }

  private static Tensor vector(float[] array, int offset, int size) {
    return Tensor.of(array, offset, Shape.of(size));
  }

  private static Tensor vector(int[] array, int offset, int size) {
    return Tensor.of(array, offset, Shape.of(size));
  }

  /** Prints the lines of the resource. */
  public static void main(String[] arguments) {
    try (Kernels kernels = new VectorProvider().create(1)) {
      of(kernels)
          .forEach((name, hash) -> System.out.println(name + " = " + Long.toHexString(hash)));
    }
  }
}
