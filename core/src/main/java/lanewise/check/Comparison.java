package lanewise.check;

import java.util.List;
import java.util.Locale;
import lanewise.kernel.Backend;
import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;

/**
 * Compares what two backends compute from the same operands: a look at one size, where {@link
 * BackendComparison} judges a backend as a whole.
 *
 * <pre>
 * System.out.println(Comparison.of(vector, scalar).products(64, 256, 784));
 * </pre>
 */
public final class Comparison {
  private final Backend subject;
  private final Backend other;

  private Comparison(Backend subject, Backend other) {
    this.subject = subject;
    this.other = other;
  }

  /**
   * A comparison of a backend with another, both left open.
   *
   * @param subject the backend that is judged, in float32
   * @param other what it is compared with; if in float32 too, each may be off by the tolerance of
   *     one, and their difference by twice that
   * @throws LanewiseException if {@code subject} does not compute in float32
   */
  public static Comparison of(Backend subject, Backend other) {
    if (subject.dtype() != DType.FLOAT32) {
      throw new LanewiseException(
          "Comparison: backend "
              + subject.name()
              + " computes in "
              + subject.dtype()
              + ", expected one in float32; exchange the two");
    }
    return new Comparison(subject, other);
  }

  /**
   * What was found, a row per form of an operation.
   *
   * @param subject the name of the backend that is judged
   * @param other the name of the one that it is compared with
   */
  public record Table(String subject, String other, List<BackendComparison.Row> rows) {
    public Table {
      rows = List.copyOf(rows);
    }

    /** Whether every element of every row kept its tolerance. */
    public boolean passed() {
      return rows.stream().allMatch(BackendComparison.Row::passed);
    }

    /** A table: the largest absolute error, the largest in ULP, the tolerance, the verdict. */
    @Override
    public String toString() {
      int width = rows.stream().mapToInt(row -> row.shape().length()).max().orElse(0);
      String format = "%-8s %-" + Math.max(width, 5) + "s %11s %11s %11s  %s%n";
      StringBuilder text = new StringBuilder(subject + " against " + other + "\n");
      text.append(
          format.formatted("kernel", "shape", "max error", "max ULP", "tolerance", "verdict"));
      for (BackendComparison.Row row : rows) {
        text.append(
            format.formatted(
                row.operation(),
                row.shape(),
                figure(row.maxAbsoluteError()),
                figure(row.maxUlp()),
                figure(row.tolerance()),
                row.passed() ? "ok" : "FAILED: " + row.finding()));
      }
      return text.toString().stripTrailing();
    }

    private static String figure(double value) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
  }

  /**
   * The products of matrices (m, k) and (k, n): either operand as it is and transposed, overwriting
   * and adding, and the affine map of a dense layer.
   */
  public Table products(int m, int n, int k) {
    return new Table(
        subject.name(),
        other.name(),
        BackendComparison.products(
            subject, other, ElementType.of(other.dtype()), new int[] {m, n, k}));
  }
}
