package lanewise.simd;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.kernel.Activation;
import lanewise.kernel.Function;
import lanewise.kernel.Kernels;
import lanewise.kernel.PointwiseLoss;
import lanewise.kernel.Transpose;

/** Prints, for each operation, how many bytes a call allocates after many calls. */
final class AllocationProbe {
  private static final int WARM_UP_CALLS = 6000;

  private final Map<String, Runnable> operations = new LinkedHashMap<>();

  private AllocationProbe(Kernels<float[]> k, int height, int width) {
    int n = height * width;
    float[] x = new float[n + 64];
    float[] t = new float[n + 64];
    float[] y = new float[Math.max(n, 192)];
    float[] columns = new float[Math.max(width, 24)];
    float[] otherColumns = new float[Math.max(width, height)];
    float[] momentum = new float[n];
    float[] rows = new float[height];
    int[] labels = new int[height];
    for (int i = 0; i < x.length; i++) {
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
        "batchNorm", () -> k.batchNorm(height, width, x, 0, columns, 0, t, 0, 1, t, 0, t, 0, y, 0));
    operations.put(
        "layerNorm",
        () -> k.layerNorm(height, width, x, 0, 1, t, 0, t, 0, y, 0, rows, 0, otherColumns, 0));
    operations.put("dropoutMask", () -> k.dropoutMask(n, 7, 0.5, y, 0));
    operations.put("sgdStep", () -> k.sgdStep(n, 1e-9, 0, y, 0, t, 0));
    operations.put(
        "momentumStep", () -> k.momentumStep(n, 1e-9, 0.9, false, 0, y, 0, t, 0, momentum, 0));
    operations.put(
        "affine",
        () ->
            k.affine(
                Transpose.YES,
                8,
                24,
                16,
                t,
                0,
                16,
                t,
                0,
                16,
                columns,
                0,
                Activation.TANH,
                y,
                0,
                24));
  }

  public static void main(String[] arguments) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Kernels<float[]> kernels = new VectorProvider().create(1)) {
      AllocationProbe probe =
          new AllocationProbe(
              kernels, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
      probe.operations.forEach(
          (name, operation) -> {
            for (int call = 0; call < WARM_UP_CALLS; call++) {
              operation.run();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < 100; call++) {
              operation.run();
            }
            System.out.println(
                name + " " + (threads.getCurrentThreadAllocatedBytes() - before) / 100);
          });
    }
  }
}
