package lanewise.simd;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.kernel.Activation;
import lanewise.kernel.Function;
import lanewise.kernel.Kernels;
import lanewise.kernel.PointwiseLoss;

/** Prints, for each operation, how many bytes a call allocates after many calls. */
final class AllocationProbe {
  private static final int ROWS = 24;
  private static final int COLS = 53;
  private static final int N = ROWS * COLS;
  private static final int WARM_UP_CALLS = 6000;

  private final Map<String, Runnable> operations = new LinkedHashMap<>();
  private final float[] x = new float[N + 64];
  private final float[] t = new float[N + 64];
  private final float[] y = new float[N + 64];
  private final float[] columns = new float[COLS + 64];
  private final float[] otherColumns = new float[COLS + 64];
  private final float[] momentum = new float[N];
  private final float[] rows = new float[ROWS];
  private final int[] labels = new int[ROWS];

  private AllocationProbe(Kernels<float[]> k) {
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 17 - 8;
      t[i] = 0.25f + i % 3 * 0.25f;
    }
    for (Function f : Function.values()) {
      operations.put("map " + f, () -> k.map(f, N, t, 0, y, 0));
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
      operations.put(f.kind().name(), () -> k.activate(f, N, x, 0, y, 0));
      operations.put(f.kind() + " gradient", () -> k.activateGradient(f, N, t, 0, x, 0, y, 0));
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
          () -> k.pointwiseLoss(f, ROWS, COLS, t, 0, COLS, t, 0, COLS, 1, rows, 0, y, 0, COLS));
    }
    operations.put("softmax", () -> k.softmax(ROWS, COLS, x, 0, COLS, y, 0, COLS));
    operations.put(
        "softmaxGradient", () -> k.softmaxGradient(ROWS, COLS, t, 0, COLS, x, 0, COLS, y, 0, COLS));
    operations.put("logSoftmax", () -> k.logSoftmax(ROWS, COLS, x, 0, COLS, y, 0, COLS));
    operations.put(
        "logSoftmaxGradient",
        () -> k.logSoftmaxGradient(ROWS, COLS, x, 0, COLS, t, 0, COLS, y, 0, COLS));
    operations.put(
        "softmaxCrossEntropy",
        () -> k.softmaxCrossEntropy(ROWS, COLS, x, 0, COLS, labels, 0, 1, rows, 0, y, 0, COLS));
    operations.put(
        "softmaxCrossEntropyTargets",
        () ->
            k.softmaxCrossEntropyTargets(
                ROWS, COLS, x, 0, COLS, t, 0, COLS, 1, rows, 0, y, 0, COLS));
    operations.put(
        "multiclassHinge",
        () -> k.multiclassHinge(ROWS, COLS, x, 0, COLS, labels, 0, 1, 1, rows, 0, y, 0, COLS));
    operations.put("sum", () -> rows[0] = (float) (k.sum(N, x, 0) + k.sumOfSquares(N, x, 0)));
    operations.put("columnSums", () -> k.columnSums(ROWS, COLS, x, 0, COLS, 0, columns, 0));
    operations.put(
        "batchNorm", () -> k.batchNorm(ROWS, COLS, x, 0, columns, 0, t, 0, 1, t, 0, t, 0, y, 0));
    operations.put(
        "layerNorm",
        () -> k.layerNorm(ROWS, COLS, x, 0, 1, t, 0, t, 0, y, 0, rows, 0, otherColumns, 0));
    operations.put("dropoutMask", () -> k.dropoutMask(N, 7, 0.5, y, 0));
    operations.put("sgdStep", () -> k.sgdStep(N, 1e-9, 0, y, 0, t, 0));
    operations.put(
        "momentumStep", () -> k.momentumStep(N, 1e-9, 0.9, false, 0, y, 0, t, 0, momentum, 0));
    operations.put(
        "affine",
        () -> k.affine(8, 24, 32, t, 0, 32, t, 0, 32, columns, 0, Activation.TANH, y, 0, 24));
  }

  public static void main(String[] arguments) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Kernels<float[]> kernels = new VectorProvider().create(1)) {
      AllocationProbe probe = new AllocationProbe(kernels);
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
