package lanewise.simd;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import lanewise.kernel.Activation;
import lanewise.kernel.AdamConfig;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Function;
import lanewise.kernel.Gain;
import lanewise.kernel.Kernels;
import lanewise.kernel.PointwiseLoss;
import lanewise.kernel.Slide;
import lanewise.kernel.Transpose;
import lanewise.kernel.Window;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Prints, for each operation and shape, how many bytes 100 calls allocate after many. To be run
 * with {@code -Xbatch}, where a call that makes a method hot waits until it is compiled: what is
 * printed then depends on counts of calls, not on how fast or busy the machine is.
 */
final class AllocationProbe {
  private static final int WARM_UP_CALLS = 6000;
  private static final int MEASURED_CALLS = 100;

  private static final AdamConfig ADAM = new AdamConfig(0.9, 0.999, 1e-8, 0, 0);

  /** A product with full tiles and rests on every side. */
  private static final int SIDE = 65;

  private final Map<String, Runnable> operations = new LinkedHashMap<>();

  private AllocationProbe(Kernels k, int height, int width) {
    int n = height * width;
    // Arrays that end at the last element: there a masked access has to stay within bounds.
    Tensor x = zeros(height, width);
    Tensor t = zeros(height, width);
    Tensor y = zeros(height, width);
    Tensor first = zeros(height, width);
    Tensor second = zeros(height, width);
    Tensor gains = zeros(width);
    Tensor means = zeros(width);
    Tensor columns = zeros(width);
    Tensor otherColumns = zeros(width);
    Tensor rows = zeros(height);
    Tensor otherRows = zeros(height);
    Tensor most = zeros(height, width);
    Tensor layerInput = zeros(8, 16);
    Tensor weight = zeros(24, 16);
    Tensor bias = zeros(24);
    Tensor result = zeros(8, 24);
    Tensor labels = Tensor.ofInts(new int[height]);
    Tensor places = zeros(height);
    Tensor indices = Tensor.ofInts(new int[height]);
    Gain gain = new Gain(gains, means);
    Gain sums = new Gain(columns, otherColumns);
    double[] returned = new double[1];
    Arrays.fill(gains.floats(), 0.5f);
    Arrays.fill(otherRows.floats(), 1f);
    for (int i = 0; i < n; i++) {
      x.floats()[i] = i % 17 - 8;
      t.floats()[i] = 0.25f + i % 3 * 0.25f;
    }
    for (Function f : Function.values()) {
      operations.put("map " + f, () -> k.elements().map(f, t, y));
    }
    for (Activation f :
        new Activation[] {
          Activation.RELU,
          Activation.LEAKY_RELU,
          Activation.SIGMOID,
          Activation.TANH,
          Activation.GELU,
          Activation.SILU,
          Activation.ELU,
          Activation.SOFTPLUS
        }) {
      operations.put(f.kind().name(), () -> k.elements().activate(f, x, y));
      operations.put(f.kind() + " gradient", () -> k.elements().activateGradient(f, t, x, y));
    }
    for (PointwiseLoss f :
        new PointwiseLoss[] {
          PointwiseLoss.SQUARED,
          PointwiseLoss.BINARY_LOGITS,
          PointwiseLoss.BINARY_PROBABILITIES,
          PointwiseLoss.huber(1)
        }) {
      operations.put(f.kind().name(), () -> k.losses().pointwiseLoss(f, t, t, 1, rows, y));
    }
    operations.put("softmax", () -> k.rowOps().softmax(x, y));
    operations.put("softmaxGradient", () -> k.rowOps().softmaxGradient(t, x, y));
    operations.put("logSoftmax", () -> k.rowOps().logSoftmax(x, y));
    operations.put("logSoftmaxGradient", () -> k.rowOps().logSoftmaxGradient(x, t, y));
    operations.put(
        "softmaxCrossEntropy", () -> k.losses().softmaxCrossEntropy(x, labels, 1, rows, y));
    operations.put(
        "softmaxCrossEntropyTargets",
        () -> k.losses().softmaxCrossEntropyTargets(x, t, 1, rows, y));
    operations.put("multiclassHinge", () -> k.losses().multiclassHinge(x, labels, 1, 1, rows, y));
    operations.put(
        "sum", () -> returned[0] = k.reductions().sum(x) + k.reductions().sumOfSquares(x));
    operations.put("columnSums", () -> k.reductions().columnSums(x, 0, columns));
    operations.put("columnMoments", () -> k.norms().columnMoments(x, columns, otherColumns));
    operations.put("batchNorm", () -> k.norms().batchNorm(x, means, gains, 1, gain, y));
    operations.put(
        "batchNormGradient",
        () -> k.norms().batchNormGradient(x, means, gains, 1, gains, t, sums, y));
    operations.put("layerNorm", () -> k.norms().layerNorm(x, 1, gain, y, rows, otherRows));
    operations.put(
        "layerNormGradient",
        () -> k.norms().layerNormGradient(x, rows, otherRows, gains, t, sums, y));
    operations.put("prelu", () -> k.rowOps().prelu(x, gains, y));
    operations.put("preluGradient", () -> k.norms().preluGradient(x, gains, t, y, columns));
    operations.put("fill", () -> k.elements().fill(1, y));
    operations.put("scale", () -> k.elements().scale(0.5, y));
    operations.put("axpy", () -> k.elements().axpy(1e-9, x, y));
    operations.put("copy", () -> k.elements().copy(x, y));
    Tensor half = zeros(height, 2 * width).columns(width, width);
    operations.put("copy of columns", () -> k.elements().copy(x, half));
    operations.put("axpy of columns", () -> k.elements().axpy(1e-9, x, half));
    operations.put("multiply", () -> k.elements().multiply(x, t, y));
    operations.put("clamp", () -> k.elements().clamp(1, y));
    operations.put("dropoutMask", () -> k.elements().dropoutMask(7, 0.5, y));
    operations.put("gatherRows", () -> k.rowOps().gatherRows(x, labels, y));
    operations.put("scaleRows", () -> k.rowOps().scaleRows(x, rows, y));
    operations.put("embed", () -> k.rowOps().embed(x, places, y));
    operations.put("embedGradient", () -> k.rowOps().embedGradient(x, places, y));
    operations.put("firstNonFinite", () -> returned[0] = k.reductions().firstNonFinite(x));
    operations.put("argmax", () -> k.reductions().argmax(x, indices));
    operations.put("sgd", () -> k.optimizerSteps().sgd(1e-9, 1e-9, y, t));
    for (boolean nesterov : new boolean[] {false, true}) {
      operations.put(
          nesterov ? "nesterov" : "momentum",
          () -> k.optimizerSteps().momentum(1e-9, 0.9, nesterov, 0, y, t, first));
    }
    operations.put("rmsProp", () -> k.optimizerSteps().rmsProp(1e-9, 0.9, 1e-8, 0, y, t, second));
    operations.put("adagrad", () -> k.optimizerSteps().adagrad(1e-9, 1e-8, 0, y, t, second));
    operations.put("adam", () -> k.optimizerSteps().adam(ADAM, 1e-9, 9, y, t, first, second, null));
    operations.put(
        "amsgrad", () -> k.optimizerSteps().adam(ADAM, 1e-9, 9, y, t, first, second, most));
    Tensor square = zeros(SIDE, SIDE);
    Tensor squared = zeros(SIDE, SIDE);
    for (Transpose a : Transpose.values()) {
      for (Transpose b : Transpose.values()) {
        operations.put(
            "gemm " + a + " " + b, () -> k.products().gemm(1, a, square, b, square, 0, squared));
      }
    }
    operations.put(
        "affine",
        () ->
            k.products().affine(layerInput, Transpose.YES, weight, bias, Activation.TANH, result));
    images(k, 1, 19, 19, 1);
    images(k, 1, 19, 19, 19);
    images(k, 2, 16, 20, 1);
  }

  private void images(Kernels k, int stride, int in, int out, int groups) {
    Window window = new Window(Slide.same(6, 3, stride, 1), Slide.same(7, 3, stride, 1));
    ConvGeometry geometry = new ConvGeometry(window, in, out, groups);
    Tensor x = zeros(window.pixels(), in);
    Tensor y = zeros(window.places(), out);
    Tensor filters = zeros(geometry.weights());
    Tensor shifts = zeros(out);
    String which = " stride " + stride + " groups " + groups;
    operations.put(
        "convolve" + which,
        () -> k.convolutions().convolve(geometry, x, filters, shifts, Activation.RELU, y));
    operations.put(
        "convolveInput" + which, () -> k.convolutions().convolveInput(geometry, y, filters, 0, x));
    operations.put(
        "convolveWeight" + which,
        () -> k.convolutions().convolveWeight(geometry, y, x, 0, filters));
    Tensor pooled = zeros(window.places(), in);
    Tensor taps = zeros(window.places(), in);
    operations.put("maxPool" + which, () -> k.pools().maxPool(window, x, pooled, taps));
    operations.put(
        "maxPoolGradient" + which, () -> k.pools().maxPoolGradient(window, pooled, taps, x));
    operations.put("averagePool" + which, () -> k.pools().averagePool(window, false, x, pooled));
    operations.put(
        "averagePoolGradient" + which,
        () -> k.pools().averagePoolGradient(window, false, pooled, x));
  }

  private static Tensor zeros(int... dims) {
    return Tensor.zeros(DType.FLOAT32, Shape.of(dims));
  }

  /**
   * The arguments are shapes, ROWSxCOLS. Each operation is warmed up on all of them in turn, so
   * that the compiler sees every path that one of them takes, before it is measured on each.
   */
  public static void main(String[] arguments) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Kernels kernels = new VectorProvider().create(1)) {
      Map<String, AllocationProbe> probes = new LinkedHashMap<>();
      for (String shape : arguments) {
        int[] sides = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
        probes.put(shape, new AllocationProbe(kernels, sides[0], sides[1]));
      }
      for (String name : probes.values().iterator().next().operations.keySet()) {
        for (int call = 0; call < WARM_UP_CALLS; call++) {
          for (AllocationProbe probe : probes.values()) {
            Objects.requireNonNull(probe.operations.get(name)).run();
          }
        }
        probes.forEach(
            (shape, probe) -> {
              Runnable operation = Objects.requireNonNull(probe.operations.get(name));
              long before = threads.getCurrentThreadAllocatedBytes();
              for (int call = 0; call < MEASURED_CALLS; call++) {
                operation.run();
              }
              long bytes = threads.getCurrentThreadAllocatedBytes() - before;
              System.out.println(name + " " + shape + " " + bytes);
            });
      }
    }
  }
}
