package lanewise.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import lanewise.kernel.BackendSelection;
import lanewise.kernel.BackendUnavailableException;
import lanewise.kernel.KernelProvider;
import lanewise.kernel.Kernels;
import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;

/**
 * Runs every operation of the seam, {@link Kernels}, over a list of shapes on a float32 backend and
 * on the float64 reference, and judges each difference by a tolerance that is derived, not tuned:
 * see {@code Tolerance}. Inputs are the same on every run. Operands have offsets and leading
 * dimensions larger than their width, outputs are NaN before they are overwritten, and a write
 * outside an output or into an input fails too.
 *
 * <pre>
 * List&lt;BackendComparison.Row&gt; rows =
 *     BackendComparison.compare("vector", 1, row -&gt; print(row));
 * </pre>
 */
public final class BackendComparison {
  private static final String REFERENCE = "reference";

  private final List<Operation> all = new ArrayList<>();

  /** Makes the inputs and their tolerances. */
  public BackendComparison() {
    try (Kernels<double[]> reference = reference()) {
      new ProductOperations(reference).addTo(all);
    }
    new ElementOperations().addTo(all);
    new RowOperations().addTo(all);
    new LossOperations().addTo(all);
    new NormOperations().addTo(all);
    new OptimizerOperations().addTo(all);
  }

  /**
   * What one operation did on one shape.
   *
   * @param operation the method of {@link Kernels}
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
    return all.stream().map(Operation::name).distinct().sorted().toList();
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
    try (Kernels<?> subject = provider.create(threads)) {
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
  public List<Row> compare(Kernels<?> subject, Set<String> names, Consumer<Row> listener) {
    List<String> known = operations();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new LanewiseException("compare: no operation " + name + ", expected one of " + known);
      }
    }
    List<Row> rows = new ArrayList<>();
    try (Kernels<double[]> reference = reference()) {
      for (Operation operation : all) {
        if (names.contains(operation.name())) {
          Row row = row(operation, subject, reference);
          rows.add(row);
          listener.accept(row);
        }
      }
    }
    return List.copyOf(rows);
  }

  /** The provider of this name gives kernels on double[]. */
  @SuppressWarnings("unchecked")
  private static Kernels<double[]> reference() {
    return (Kernels<double[]>) BackendSelection.select(REFERENCE).provider().create(1);
  }

  /** A trial makes arrays of the type that its kernels take. */
  @SuppressWarnings("unchecked")
  private static List<Trial.Outcome> run(Operation operation, Kernels<?> kernels, DType dtype) {
    Trial trial = new Trial(dtype);
    operation.run().on((Kernels<Object>) kernels, trial);
    return trial.outcomes();
  }

  private static Row row(Operation operation, Kernels<?> subject, Kernels<double[]> reference) {
    List<Trial.Outcome> found = run(operation, subject, DType.FLOAT32);
    List<Trial.Outcome> expected = run(operation, reference, DType.FLOAT64);
    Verdict verdict = new Verdict();
    for (int i = 0; i < found.size(); i++) {
      verdict.add(found.get(i), expected.get(i));
    }
    return new Row(
        operation.name(),
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

    void add(Trial.Outcome found, Trial.Outcome expected) {
      if (!found.paddingIntact) {
        fail(found.name + ": written outside the output");
      }
      for (int i = 0; i < found.values.length; i++) {
        double got = found.values[i];
        double right = expected.values[i];
        // Equal infinities and NaN on both sides agree.
        double error = Double.compare(got, right) == 0 ? 0 : Math.abs(got - right);
        double allowed = found.tolerance.at(i, right);
        maxAbsoluteError = Math.max(maxAbsoluteError, error);
        maxUlp = Math.max(maxUlp, error == 0 ? 0 : error / Math.ulp((float) right));
        double used = error == 0 ? 0 : error / allowed;
        if (!(used <= mostUsed)) {
          mostUsed = used;
          tolerance = allowed;
        }
        if (!(error <= allowed)) {
          fail(found.name + "[" + i + "]: " + got + ", expected " + right + " within " + allowed);
        }
      }
    }

    private void fail(String reason) {
      if (finding.isEmpty()) {
        finding = reason;
      }
    }
  }
}
