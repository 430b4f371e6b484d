package lanewise.simd;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import lanewise.kernel.Activation;
import lanewise.kernel.Function;
import lanewise.kernel.Kernels;
import lanewise.kernel.PointwiseLoss;
import lanewise.kernel.Transpose;

/**
 * Prints, for each operation and shape, how many bytes 100 calls allocate after many. To be run
 * with {@code -Xbatch}, where a call that makes a method hot waits until it is compiled: what is
 * printed then depends on counts of calls, not on how fast or busy the machine is.
 */
final class AllocationProbe {
  private static final int WARM_UP_CALLS = 6000;
  private static final int MEASURED_CALLS = 100;

  /** A product with full tiles and rests on every side. */
  private static final int SIDE = 65;

  private final Map<String, Runnable> operations = new LinkedHashMap<>();

  private AllocationProbe(Kernels<float[]> k, int height, int width) {
    int n = height * width;
    // Arrays that end at the last element: there a masked access has to stay within bounds.
    float[] x = new float[n];
    float[] t = new float[n];
    float[] y = new float[n];
    float[] first = new float[n];
    float[] second = new float[n];
    float[] gains = new float[width];
    float[] means = new float[width];
    float[] columns = new float[width];
    float[] otherColumns = new float[width];
    float[] rows = new float[height];
    float[] otherRows = new float[height];
    float[] most = new float[n];
    float[] product = new float[24 * 16];
    float[] result = new float[8 * 24];
    int[] labels = new int[height];
    int[] indices = new int[height];
    Arrays.fill(gains, 0.5f);
    Arrays.fill(otherRows, 1f);
    for (int i = 0; i < n; i++) {
      x[i] = i % 17 - 8;
      t[i] = 0.25f + i % 3 * 0.25f;
    }
    for (Function f : Function.values()) {
      operations.put("map " + f, () -> k.map(f, n, t, 0, y, 0));
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
      operations.put(f.kind().name(), () -> k.activate(f, n, x, 0, y, 0));
      operations.put(f.kind() + " gradient", () -> k.activateGradient(f, n, t, 0, x, 0, y, 0));
    }
    for (PointwiseLoss f :
        new PointwiseLoss[] {
          PointwiseLoss.SQUARED,
          PointwiseLoss.BINARY_LOGITS,
          PointwiseLoss.BINARY_PROBABILITIES,
          PointwiseLoss.huber(1)
        }) {
      operations.put(
          f.kind().name(),
          () ->
              k.pointwiseLoss(f, height, width, t, 0, width, t, 0, width, 1, rows, 0, y, 0, width));
    }
    operations.put("softmax", () -> k.softmax(height, width, x, 0, width, y, 0, width));
    operations.put(
        "softmaxGradient",
        () -> k.softmaxGradient(height, width, t, 0, width, x, 0, width, y, 0, width));
    operations.put("logSoftmax", () -> k.logSoftmax(height, width, x, 0, width, y, 0, width));
    operations.put(
        "logSoftmaxGradient",
        () -> k.logSoftmaxGradient(height, width, x, 0, width, t, 0, width, y, 0, width));
    operations.put(
        "softmaxCrossEntropy",
        () ->
            k.softmaxCrossEntropy(height, width, x, 0, width, labels, 0, 1, rows, 0, y, 0, width));
    operations.put(
        "softmaxCrossEntropyTargets",
        () ->
            k.softmaxCrossEntropyTargets(
                height, width, x, 0, width, t, 0, width, 1, rows, 0, y, 0, width));
    operations.put(
        "multiclassHinge",
        () -> k.multiclassHinge(height, width, x, 0, width, labels, 0, 1, 1, rows, 0, y, 0, width));
    operations.put("sum", () -> rows[0] = (float) (k.sum(n, x, 0) + k.sumOfSquares(n, x, 0)));
    operations.put("columnSums", () -> k.columnSums(height, width, x, 0, width, 0, columns, 0));
    operations.put(
        "columnMoments", () -> k.columnMoments(height, width, x, 0, columns, 0, otherColumns, 0));
    operations.put(
        "batchNorm",
        () -> k.batchNorm(height, width, x, 0, means, 0, gains, 0, 1, gains, 0, means, 0, y, 0));
    operations.put(
        "batchNormGradient",
        () ->
            k.batchNormGradient(
                height,
                width,
                x,
                0,
                means,
                0,
                gains,
                0,
                1,
                gains,
                0,
                t,
                0,
                columns,
                0,
                otherColumns,
                0,
                y,
                0));
    operations.put(
        "layerNorm",
        () -> k.layerNorm(height, width, x, 0, 1, gains, 0, means, 0, y, 0, rows, 0, otherRows, 0));
    operations.put(
        "layerNormGradient",
        () ->
            k.layerNormGradient(
                height,
                width,
                x,
                0,
                rows,
                0,
                otherRows,
                0,
                gains,
                0,
                t,
                0,
                columns,
                0,
                otherColumns,
                0,
                y,
                0));
    operations.put("prelu", () -> k.prelu(height, width, x, 0, gains, 0, y, 0));
    operations.put(
        "preluGradient",
        () -> k.preluGradient(height, width, x, 0, gains, 0, t, 0, y, 0, columns, 0));
    operations.put("fill", () -> k.fill(n, 1, y, 0));
    operations.put("scale", () -> k.scale(n, 0.5, y, 0));
    operations.put("axpy", () -> k.axpy(n, 1e-9, x, 0, y, 0));
    operations.put("multiply", () -> k.multiply(n, x, 0, t, 0, y, 0));
    operations.put("clamp", () -> k.clamp(n, 1, y, 0));
    operations.put("dropoutMask", () -> k.dropoutMask(n, 7, 0.5, y, 0));
    operations.put(
        "gatherRows", () -> k.gatherRows(height, width, labels, 0, x, 0, width, y, 0, width));
    operations.put("firstNonFinite", () -> labels[0] = k.firstNonFinite(n, x, 0) & 1);
    operations.put("argmax", () -> k.argmax(height, width, x, 0, width, indices, 0));
    operations.put("sgdStep", () -> k.sgdStep(n, 1e-9, 1e-9, y, 0, t, 0));
    for (boolean nesterov : new boolean[] {false, true}) {
      operations.put(
          nesterov ? "nesterovStep" : "momentumStep",
          () -> k.momentumStep(n, 1e-9, 0.9, nesterov, 0, y, 0, t, 0, first, 0));
    }
    operations.put(
        "rmspropStep", () -> k.rmspropStep(n, 1e-9, 0.9, 1e-8, 0, y, 0, t, 0, second, 0));
    operations.put("adagradStep", () -> k.adagradStep(n, 1e-9, 1e-8, 0, y, 0, t, 0, second, 0));
    operations.put(
        "adamStep",
        () ->
            k.adamStep(
                n, 1e-9, 0.9, 0.999, 1e-8, 0, 0, 9, y, 0, t, 0, first, 0, second, 0, null, 0));
    operations.put(
        "amsgradStep",
        () ->
            k.adamStep(
                n, 1e-9, 0.9, 0.999, 1e-8, 0, 0, 9, y, 0, t, 0, first, 0, second, 0, most, 0));
    float[] square = new float[SIDE * SIDE];
    float[] squared = new float[SIDE * SIDE];
    for (Transpose a : Transpose.values()) {
      for (Transpose b : Transpose.values()) {
        operations.put(
            "gemm " + a + " " + b,
            () ->
                k.gemm(
                    a, b, SIDE, SIDE, SIDE, 1, square, 0, SIDE, square, 0, SIDE, 0, squared, 0,
                    SIDE));
      }
    }
    operations.put(
        "affine",
        () ->
            k.affine(
                Transpose.YES,
                8,
                24,
                16,
                product,
                0,
                16,
                product,
                0,
                16,
                product,
                0,
                Activation.TANH,
                result,
                0,
                24));
  }

  /**
   * The arguments are shapes, ROWSxCOLS. Each operation is warmed up on all of them in turn, so
   * that the compiler sees every path that one of them takes, before it is measured on each.
   */
  public static void main(String[] arguments) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Kernels<float[]> kernels = new VectorProvider().create(1)) {
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
