package lanewise.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lanewise.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * One call of a kernel with its operands, described so that any backend can be asked to make it, on
 * any layout of memory.
 */
final class Operation {
  /**
   * Makes the call on operands in the order of their declaration; sizes are taken from the
   * operands.
   */
  interface Call {
    void on(Kernels kernels, Block[] operands);
  }

  /**
   * How far an element of an output may be from the truth, u being the unit roundoff of the
   * backend.
   */
  interface Bound {
    double at(double u, int i, int j, double want);
  }

  /** Which extent of an operand is the number of rows of the call. */
  private enum Extent {
    MATRIX,
    PER_ROW,
    WHOLE,
    WHOLE_MATRIX
  }

  /**
   * One operand: an input has no bound; an output that overwrites starts as NaN; one that is
   * updated starts from values.
   */
  @SuppressWarnings("ArrayRecordComponent") // Operands are never compared.
  private record DeclaredOperand(
      String name,
      Extent form,
      int rows,
      int cols,
      double[] values,
      @Nullable Bound bound,
      @Nullable ElementType type) {}

  private final String name;
  private final List<DeclaredOperand> operands = new ArrayList<>();
  private final List<int[]> aliases = new ArrayList<>();
  private Call call = (kernels, blocks) -> {};
  private boolean rowWise;

  /** The operands that are no numbers to compute with. */
  private final Set<Integer> places = new HashSet<>();

  Operation(String name) {
    this.name = name;
  }

  // ---- operands

  /** An input whose rows may have gaps between them. */
  Operation matrix(String operand, int rows, int cols, double[] values) {
    return add(operand, Extent.MATRIX, rows, cols, values, null, null);
  }

  /** An input of one element per row. */
  Operation perRow(String operand, double[] values) {
    return add(operand, Extent.PER_ROW, values.length, 1, values, null, null);
  }

  /** An input of one int per row. */
  Operation labels(String operand, double[] values) {
    return add(operand, Extent.PER_ROW, values.length, 1, values, null, ElementType.INT32);
  }

  /** An input of one number per row that stands for a place: whole, and only there to be read. */
  Operation places(String operand, double[] values) {
    places.add(operands.size());
    return perRow(operand, values);
  }

  /** A contiguous input that does not grow with the rows. */
  Operation vector(String operand, double[] values) {
    return add(operand, Extent.WHOLE, 1, values.length, values, null, null);
  }

  /** An output whose rows may have gaps between them. */
  Operation matrixOut(String operand, int rows, int cols, Bound bound) {
    return add(operand, Extent.MATRIX, rows, cols, poison(rows * cols), bound, null);
  }

  /** An output of one element per row. */
  Operation perRowOut(String operand, int rows, Bound bound) {
    return add(operand, Extent.PER_ROW, rows, 1, poison(rows), bound, null);
  }

  /** An output of one int per row, exact. */
  Operation labelsOut(String operand, int rows) {
    return add(
        operand,
        Extent.PER_ROW,
        rows,
        1,
        new double[rows],
        (u, i, j, want) -> 0,
        ElementType.INT32);
  }

  /** A contiguous output that does not grow with the rows. */
  Operation vectorOut(String operand, int count, Bound bound) {
    return add(operand, Extent.WHOLE, 1, count, poison(count), bound, null);
  }

  /** An input whose rows may have gaps between them, and are not those of the call. */
  Operation wholeMatrix(String operand, int rows, int cols, double[] values) {
    return add(operand, Extent.WHOLE_MATRIX, rows, cols, values, null, null);
  }

  /** {@link #wholeMatrix} of numbers that stand for places. */
  Operation wholePlaces(String operand, int rows, int cols, double[] values) {
    places.add(operands.size());
    return wholeMatrix(operand, rows, cols, values);
  }

  /** {@link #matrixOut} of numbers that stand for places: exact, and never NaN. */
  Operation placesOut(String operand, int rows, int cols) {
    places.add(operands.size());
    return matrixOut(operand, rows, cols, (u, i, j, want) -> 0);
  }

  /** An operand that is read and written, whose rows may have gaps between them. */
  Operation matrixUpdate(String operand, int rows, int cols, double[] values, Bound bound) {
    return add(operand, Extent.MATRIX, rows, cols, values, bound, null);
  }

  /** A contiguous operand that is read and written. */
  Operation update(String operand, double[] values, Bound bound) {
    return add(operand, Extent.WHOLE, 1, values.length, values, bound, null);
  }

  /** A double that the call returns; the call stores it. */
  Operation returned(String operand, Bound bound) {
    return add(operand, Extent.WHOLE, 1, 1, poison(1), bound, ElementType.FLOAT64);
  }

  private Operation add(
      String operand,
      Extent form,
      int rows,
      int cols,
      double[] values,
      @Nullable Bound bound,
      @Nullable ElementType type) {
    operands.add(new DeclaredOperand(operand, form, rows, cols, values, bound, type));
    return this;
  }

  private static double[] poison(int count) {
    double[] values = new double[count];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  // ---- what may be done with them

  /** The output may lie in the very place of the input. */
  Operation inPlace(String output, String input) {
    aliases.add(new int[] {indexOf(output), indexOf(input)});
    return this;
  }

  /** The same call with null for an output that the kernel need not compute. */
  Operation without(String output) {
    int left = indexOf(output);
    Operation rest = new Operation(name + " without " + output);
    rest.operands.addAll(operands);
    rest.operands.remove(left);
    for (int[] alias : aliases) {
      if (alias[0] != left && alias[1] != left) {
        rest.aliases.add(new int[] {less(alias[0], left), less(alias[1], left)});
      }
    }
    rest.rowWise = rowWise;
    rest.call =
        (kernels, blocks) -> {
          Block[] all = new Block[blocks.length + 1];
          System.arraycopy(blocks, 0, all, 0, left);
          System.arraycopy(blocks, left, all, left + 1, blocks.length - left);
          call.on(kernels, all);
        };
    return rest;
  }

  private static int less(int operand, int left) {
    return operand < left ? operand : operand - 1;
  }

  /** Row i of the outputs depends on row i of the inputs alone. */
  Operation rowWise() {
    rowWise = true;
    return this;
  }

  Operation call(Call how) {
    call = how;
    return this;
  }

  private int indexOf(String operand) {
    for (int o = 0; o < operands.size(); o++) {
      if (operands.get(o).name().equals(operand)) {
        return o;
      }
    }
    throw new IllegalArgumentException(name + " has no operand " + operand);
  }

  // ---- use

  String name() {
    return name;
  }

  /** The method of a kernel interface that is called. */
  String kernel() {
    int space = name.indexOf(' ');
    return space < 0 ? name : name.substring(0, space);
  }

  /** The options in the name, and the sizes of the first two operands. */
  String shape() {
    StringBuilder text = new StringBuilder(name.substring(kernel().length()).strip());
    for (DeclaredOperand operand : operands.subList(0, Math.min(2, operands.size()))) {
      text.append(text.isEmpty() ? "" : " ").append(operand.rows()).append('x');
      text.append(operand.cols());
    }
    return text.toString();
  }

  boolean isRowWise() {
    return rowWise;
  }

  /** Pairs of operands: an output, and the input in whose place it may lie. */
  List<int[]> aliases() {
    return aliases;
  }

  int operandCount() {
    return operands.size();
  }

  /** Whether the operand's values are floating-point numbers that the call reads. */
  boolean isNumericInput(int operand) {
    DeclaredOperand input = operands.get(operand);
    return input.type() == null
        && !places.contains(operand)
        && Arrays.stream(input.values()).anyMatch(value -> !Double.isNaN(value));
  }

  /** Whether the call writes the operand, and it can be NaN. */
  boolean isNumericOutput(int operand) {
    return isOutput(operand)
        && !places.contains(operand)
        && operands.get(operand).type() != ElementType.INT32;
  }

  boolean isOutput(int operand) {
    return operands.get(operand).bound() != null;
  }

  String operandName(int operand) {
    return name + "." + operands.get(operand).name();
  }

  /** Fresh memory, holding the values as the given type rounds them, in the layout. */
  Block[] lay(ElementType memory, Block.Layout layout) {
    Block[] blocks = new Block[operands.size()];
    for (int o = 0; o < blocks.length; o++) {
      DeclaredOperand operand = operands.get(o);
      ElementType type = operand.type() == null ? memory : operand.type();
      boolean strided = operand.form() == Extent.MATRIX || operand.form() == Extent.WHOLE_MATRIX;
      blocks[o] =
          Block.allocate(type, layout, strided ? 5 + o : 0, operand.rows(), operand.cols())
              .fill(operand.values());
    }
    return blocks;
  }

  /** The same memory, but only one row of every operand that has rows. */
  Block[] row(Block[] blocks, int row) {
    Block[] rows = blocks.clone();
    for (int o = 0; o < rows.length; o++) {
      rows[o] = isWhole(operands.get(o)) ? blocks[o] : blocks[o].rows(row, 1);
    }
    return rows;
  }

  /** The number of rows, if the case is row-wise. */
  int rowCount() {
    return operands.stream().filter(o -> !isWhole(o)).findFirst().orElseThrow().rows();
  }

  private static boolean isWhole(DeclaredOperand operand) {
    return operand.form() == Extent.WHOLE || operand.form() == Extent.WHOLE_MATRIX;
  }

  void run(Kernels kernels, Block[] blocks) {
    call.on(kernels, blocks);
  }

  /** How far an element of an output may be from the truth. */
  double bound(int operand, double u, int i, int j, double want) {
    Bound bound = operands.get(operand).bound();
    return bound == null ? 0 : bound.at(u, i, j, want);
  }
}
