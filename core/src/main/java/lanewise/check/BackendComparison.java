package lanewise.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import lanewise.kernel.Activation;
import lanewise.kernel.BackendSelection;
import lanewise.kernel.BackendUnavailableException;
import lanewise.kernel.KernelProvider;
import lanewise.kernel.Kernels;
import lanewise.kernel.ReferenceKernels;
import lanewise.kernel.Transpose;
import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;

/**
 * Runs every operation of the kernel interfaces over a list of shapes on a float32 backend and on
 * the float64 reference, and judges each difference by a tolerance that is derived, not tuned: see
 * {@code Tolerance}. Inputs are the same on every run. Operands have offsets and leading dimensions
 * larger than their width, outputs are NaN before they are overwritten, and a write outside an
 * output or into an input fails too.
 *
 * <pre>
 * List&lt;BackendComparison.Row&gt; rows =
 *     BackendComparison.compare("vector", 1, row -&gt; print(row));
 * </pre>
 */
public final class BackendComparison {
  private static final long SEED = 20261126;
  private static final int[] COUNTS = {1, 7, 16, 33, 1000, 4113};
  private static final int[][] MATRICES = {{1, 1}, {3, 5}, {17, 33}, {8, 10}, {3, 1000}, {70, 64}};
  private static final int[][] PRODUCTS = {
    {1, 1, 1},
    {5, 7, 3},
    {5, 3, 0},
    {1, 300, 256},
    {1, 10, 784},
    {17, 19, 23},
    {33, 70, 129},
    {64, 64, 64},
    {256, 10, 100}
  };

  private final List<Operation> all;

  /** Makes the inputs and their tolerances. */
  public BackendComparison() {
    all = operations(PRODUCTS);
    all.addAll(layers());
    all.addAll(ImageOperations.all(SEED));
    for (int count : COUNTS) {
      all.addAll(ElementOperations.all(count, SEED + count));
      all.addAll(OptimizerOperations.all(count, SEED + count));
    }
    for (int[] size : MATRICES) {
      all.addAll(RowOperations.all(size[0], size[1], SEED));
      all.addAll(LossOperations.all(size[0], size[1], SEED));
      all.addAll(NormOperations.all(size[0], size[1], SEED));
    }
    all.addAll(ElementOperations.special(SEED));
    all.addAll(RowOperations.special(SEED));
    all.addAll(LossOperations.special(SEED));
    all.addAll(NormOperations.special(SEED));
  }

  /** Dense layers with every activation, of weights stored either way. */
  private static List<Operation> layers() {
    Fill fill = new Fill(SEED + 1);
    List<Operation> operations = new ArrayList<>();
    for (Activation f : ElementOperations.ACTIVATIONS) {
      for (Transpose transW : Transpose.values()) {
        operations.add(ProductOperations.affine(transW, f, true, 17, 33, 40, fill));
      }
    }
    return operations;
  }

  private static List<Operation> operations(int[][] products) {
    Fill fill = new Fill(SEED);
    List<Operation> operations = new ArrayList<>();
    for (int[] size : products) {
      for (Transpose transA : Transpose.values()) {
        for (Transpose transB : Transpose.values()) {
          for (double beta : new double[] {0, 1, 1.3}) {
            ProductOperations.Form form =
                new ProductOperations.Form(transA, transB, beta > 1 ? 0.7 : 1, beta);
            operations.add(ProductOperations.gemm(form, size[0], size[1], size[2], fill));
          }
        }
      }
      operations.add(
          ProductOperations.affine(Activation.GELU, true, size[0], size[1], size[2], fill));
      operations.add(
          ProductOperations.affine(Activation.RELU, false, size[0], size[1], size[2], fill));
    }
    return operations;
  }

  /**
   * What one operation did on one shape.
   *
   * @param operation the method of a kernel interface
   * @param shape sizes and options
   * @param maxAbsoluteError the largest |float32 - float64|; NaN or infinite where one is and the
   *     other is not
   * @param maxUlp the largest error in units in the last place of the float64 value as a float32
   * @param tolerance what was allowed where the error used most of its allowance
   * @param passed whether every element kept its tolerance and nothing else was written
   * @param finding empty, or what is wrong, in one line
   */
  public record Row(
      String operation,
      String shape,
      double maxAbsoluteError,
      double maxUlp,
      double tolerance,
      boolean passed,
      String finding) {}

  /** The names of the operations, sorted. */
  public List<String> operations() {
    return all.stream().map(Operation::kernel).distinct().sorted().toList();
  }

  /**
   * Compares a backend by name.
   *
   * @param backend {@code vector} or {@code scalar}, or another float32 backend
   * @param threads how many threads it may use, 1 to 1024
   * @param listener is told each row as it is ready
   * @return all rows; the backend is right if each has passed
   * @throws BackendUnavailableException if the backend cannot run here
   * @throws LanewiseException if it does not compute in float32, or cannot have so many threads
   */
  public static List<Row> compare(String backend, int threads, Consumer<Row> listener) {
    KernelProvider provider = BackendSelection.select(backend).provider();
    if (provider.dtype() != DType.FLOAT32) {
      throw new LanewiseException(
          "compare: backend "
              + provider.name()
              + " computes in "
              + provider.dtype()
              + ", expected one in float32; the float64 reference is what it is compared with");
    }
    if (threads < 1 || threads > 1024) {
      throw new LanewiseException("compare: threads=" + threads + ", expected 1 to 1024");
    }
    try (Kernels subject = provider.create(threads)) {
      BackendComparison comparison = new BackendComparison();
      return comparison.compare(subject, Set.copyOf(comparison.operations()), listener);
    }
  }

  /**
   * Compares kernels on some of the operations, for those who write kernels.
   *
   * @param subject float32 kernels, left open
   * @param names the operations
   * @throws LanewiseException if there is no operation of a name
   */
  public List<Row> compare(Kernels subject, Set<String> names, Consumer<Row> listener) {
    List<String> known = operations();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new LanewiseException("compare: no operation " + name + ", expected one of " + known);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (Operation operation : all) {
      if (names.contains(operation.kernel())) {
        Row row = row(operation, subject);
        rows.add(row);
        listener.accept(row);
      }
    }
    return List.copyOf(rows);
  }

  /** The products of one size, of each form, against those of other kernels. */
  static List<Row> products(Kernels subject, Kernels other, ElementType type, int[] size) {
    return operations(new int[][] {size}).stream()
        .map(product -> row(product, subject, other, type))
        .toList();
  }

  private static Row row(Operation operation, Kernels subject) {
    return row(operation, subject, new ReferenceKernels(), ElementType.FLOAT64);
  }

  private static Row row(Operation operation, Kernels subject, Kernels other, ElementType type) {
    Block[] expected = operation.lay(type, Block.Layout.TIGHT);
    operation.run(other, expected);
    Block[] found = operation.lay(ElementType.FLOAT32, Block.Layout.PADDED);
    Block[] before = operation.lay(ElementType.FLOAT32, Block.Layout.PADDED);
    operation.run(subject, found);
    Verdict verdict = new Verdict();
    for (int o = 0; o < found.length; o++) {
      if (found[o].brokenCanary() >= 0) {
        verdict.fail(operation.operandName(o) + ": written outside the operand");
      }
      if (operation.isOutput(o)) {
        verdict.add(operation, o, found[o], expected[o]);
      } else if (!found[o].difference(before[o]).isEmpty()) {
        verdict.fail(operation.operandName(o) + ": an input was written");
      }
    }
    return new Row(
        operation.kernel(),
        operation.shape(),
        verdict.maxAbsoluteError,
        verdict.maxUlp,
        verdict.tolerance,
        verdict.finding.isEmpty(),
        verdict.finding);
  }

  /** Gathers the differences of all outputs of one run. */
  private static final class Verdict {
    private double maxAbsoluteError;
    private double maxUlp;
    private double tolerance;
    private double mostUsed = -1;
    private String finding = "";

    /** What float32 is compared with may itself be off by as much, where it is float32. */
    void add(Operation operation, int operand, Block found, Block expected) {
      int sides = expected.type() == ElementType.FLOAT32 ? 2 : 1;
      for (int i = 0; i < expected.rows(); i++) {
        for (int j = 0; j < expected.cols(); j++) {
          double right = expected.get(i, j);
          double bound =
              sides * operation.bound(operand, ElementType.FLOAT32.unitRoundoff(), i, j, right);
          String where = operation.operandName(operand) + "(" + i + ", " + j + ")";
          add(where, found.get(i, j), right, found.type().round(right), bound);
        }
      }
    }

    private void add(String where, double got, double right, double nearest, double bound) {
      boolean finite = Double.isFinite(nearest);
      // Infinities and NaN on both sides agree; beyond the range of the type it must be infinite.
      double error = Double.compare(got, finite ? right : nearest) == 0 ? 0 : Math.abs(got - right);
      double allowed = finite ? bound : 0;
      maxAbsoluteError = Math.max(maxAbsoluteError, error);
      maxUlp = Math.max(maxUlp, error == 0 ? 0 : error / Math.ulp((float) nearest));
      double used = error == 0 ? 0 : error / allowed;
      if (!(used <= mostUsed)) {
        mostUsed = used;
        tolerance = allowed;
      }
      if (!(error <= allowed)) {
        fail(where + ": " + got + ", expected " + right + " within " + allowed);
      }
    }

    void fail(String reason) {
      if (finding.isEmpty()) {
        finding = reason;
      }
    }
  }
}
