package lanewise.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * A row-major view of an array: {@code float[]} for {@link DType#FLOAT32}, {@code double[]} for
 * {@link DType#FLOAT64}, {@code int[]} for {@link DType#INT32}.
 *
 * <p>Read as a matrix, which is how kernels read it, a tensor has {@link #rows} (all axes but the
 * last) by {@link #cols} (the last axis) elements. A row lies in one piece; the next row begins
 * {@link #ld} elements, the leading dimension, after the row before it. What lies between two rows
 * is not part of the tensor.
 *
 * <p>Views made by {@link #examples}, {@link #columns}, {@link #slice} and {@link #reshape} share
 * the array. The shape and place of a view never change, its elements do.
 */
public final class Tensor {
  private static final int PRINTED_ROWS = 6;
  private static final int PRINTED_COLS = 8;

  private final DType dtype;
  private final Object array;
  private final int offset;
  private final Shape shape;
  private final int rows;
  private final int cols;
  private final int ld;

  private Tensor(DType dtype, Object array, int offset, Shape shape, int ld) {
    this.dtype = dtype;
    this.array = array;
    this.offset = offset;
    this.shape = shape;
    this.rows = shape.rows();
    this.cols = shape.cols();
    this.ld = ld;
  }

  // ---------------------------------------------------------------- making tensors

  /** A new tensor of zeros. */
  public static Tensor zeros(DType dtype, Shape shape) {
    Object array =
        switch (dtype) {
          case FLOAT32 -> new float[shape.size()];
          case FLOAT64 -> new double[shape.size()];
          case INT32 -> new int[shape.size()];
        };
    return new Tensor(dtype, array, 0, shape, shape.cols());
  }

  /** A view of the caller's array: no copy is made, and writes go both ways. */
  public static Tensor of(float[] array, int offset, Shape shape) {
    return of(array, offset, shape, shape.cols());
  }

  /** A view of the caller's array whose rows begin {@code ld} elements apart. */
  public static Tensor of(float[] array, int offset, Shape shape, int ld) {
    return view(DType.FLOAT32, array, array.length, offset, shape, ld);
  }

  /** A view of the caller's array: no copy is made, and writes go both ways. */
  public static Tensor of(double[] array, int offset, Shape shape) {
    return of(array, offset, shape, shape.cols());
  }

  /** A view of the caller's array whose rows begin {@code ld} elements apart. */
  public static Tensor of(double[] array, int offset, Shape shape, int ld) {
    return view(DType.FLOAT64, array, array.length, offset, shape, ld);
  }

  /** A view of the caller's array: no copy is made, and writes go both ways. */
  public static Tensor of(int[] array, int offset, Shape shape) {
    return view(DType.INT32, array, array.length, offset, shape, shape.cols());
  }

  /** A view of all of the caller's class or row numbers. */
  public static Tensor ofInts(int... values) {
    return of(values, 0, Shape.of(values.length));
  }

  /**
   * A copy of a matrix, (rows, cols), in float32.
   *
   * @throws ShapeException if the rows differ in length
   */
  public static Tensor of(float[][] matrix) {
    Tensor copy = zeros(DType.FLOAT32, shapeOf(matrix.length, matrix, row -> row.length));
    for (int i = 0; i < matrix.length; i++) {
      System.arraycopy(matrix[i], 0, copy.floats(), i * copy.ld, copy.cols);
    }
    return copy;
  }

  /**
   * A copy of a matrix, (rows, cols), in float64.
   *
   * @throws ShapeException if the rows differ in length
   */
  public static Tensor of(double[][] matrix) {
    Tensor copy = zeros(DType.FLOAT64, shapeOf(matrix.length, matrix, row -> row.length));
    for (int i = 0; i < matrix.length; i++) {
      System.arraycopy(matrix[i], 0, copy.doubles(), i * copy.ld, copy.cols);
    }
    return copy;
  }

  /**
   * Evenly spaced numbers from {@code first} to {@code last}, both included, in float64 and
   * row-major order: NumPy's {@code linspace(first, last, size).reshape(dims)}. One number alone is
   * {@code first}.
   */
  public static Tensor linspace(double first, double last, int... dims) {
    Tensor spaced = zeros(DType.FLOAT64, Shape.of(dims));
    double[] values = spaced.doubles();
    double step = values.length < 2 ? 0 : (last - first) / (values.length - 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = first + i * step;
    }
    if (values.length > 1) {
      values[values.length - 1] = last;
    }
    return spaced;
  }

  // ---------------------------------------------------------------- form and place

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /** The number of elements. */
  public int size() {
    return shape.size();
  }

  /** The product of all extents but the last. */
  public int rows() {
    return rows;
  }

  /** The last extent. */
  public int cols() {
    return cols;
  }

  /** The leading dimension: elements from the start of one row to the start of the next. */
  public int ld() {
    return ld;
  }

  /** Whether all elements lie in one piece, without gaps between the rows. */
  public boolean contiguous() {
    return ld == cols || rows <= 1;
  }

  /** The array behind this view: {@code float[]}, {@code double[]} or {@code int[]}. */
  public Object array() {
    return array;
  }

  /** Where in its array the first element lies. */
  public int offset() {
    return offset;
  }

  /** Where in its array row i of {@link #rows} begins; not checked, for kernels. */
  public int row(int i) {
    return offset + i * ld;
  }

  /**
   * The array behind this view.
   *
   * @throws ShapeException if the element type is not float32
   */
  public float[] floats() {
    if (array instanceof float[] floats) {
      return floats;
    }
    throw wrongType(DType.FLOAT32);
  }

  /**
   * The array behind this view.
   *
   * @throws ShapeException if the element type is not float64
   */
  public double[] doubles() {
    if (array instanceof double[] doubles) {
      return doubles;
    }
    throw wrongType(DType.FLOAT64);
  }

  /**
   * The array behind this view.
   *
   * @throws ShapeException if the element type is not int32
   */
  public int[] ints() {
    if (array instanceof int[] ints) {
      return ints;
    }
    throw wrongType(DType.INT32);
  }

  private ShapeException wrongType(DType expected) {
    return new ShapeException(
        "Tensor: " + shape + " of " + dtype + ", expected elements of " + expected);
  }

  // ---------------------------------------------------------------- views

  /**
   * The same elements under another shape of the same size.
   *
   * @throws ShapeException if the size differs, or there are gaps between the rows and the last
   *     axis changes
   */
  public Tensor reshape(Shape other) {
    if (other.size() != size()) {
      throw new ShapeException(
          "Tensor.reshape: "
              + other
              + " has "
              + other.size()
              + " elements, expected "
              + size()
              + " as in "
              + shape);
    }
    if (!contiguous() && other.cols() != cols) {
      throw new ShapeException(
          "Tensor.reshape: "
              + shape
              + " with rows "
              + ld
              + " elements apart to "
              + other
              + ", expected the same last axis; copy it first");
    }
    return new Tensor(dtype, array, offset, other, contiguous() ? other.cols() : ld);
  }

  /** A view of {@code count} examples (indices of the first axis) from {@code first} on. */
  public Tensor examples(int first, int count) {
    requirePart("examples", first, count, shape.examples());
    int rowsPerExample = shape.rank() < 2 ? 1 : rows / Math.max(1, shape.examples());
    int stride = shape.rank() == 1 ? 1 : rowsPerExample * ld;
    Shape part = shape.rank() == 0 ? shape : shape.example().batch(count);
    return new Tensor(dtype, array, offset + first * stride, part, shape.rank() == 1 ? count : ld);
  }

  /** A view of {@code count} columns (indices of the last axis) from {@code first} on. */
  public Tensor columns(int first, int count) {
    requirePart("columns", first, count, cols);
    int[] dims = shape.rank() == 0 ? new int[] {1} : shape.dims();
    dims[dims.length - 1] = count;
    return new Tensor(dtype, array, offset + first, Shape.of(dims), ld);
  }

  /**
   * A view of {@code view.size()} elements from element {@code first} on.
   *
   * @throws ShapeException if there are gaps between the rows, or not so many elements
   */
  public Tensor slice(int first, Shape view) {
    if (!contiguous()) {
      throw new ShapeException(
          "Tensor.slice: rows of " + shape + " lie " + ld + " elements apart, expected no gaps");
    }
    if (first < 0 || first > size() - view.size()) {
      throw doesNotFit("Tensor.slice", view, first, view.cols(), size());
    }
    return new Tensor(dtype, array, offset + first, view, view.cols());
  }

  // ---------------------------------------------------------------- elements

  /** The element at a flat, row-major index. */
  public double get(int index) {
    return at(position(index));
  }

  /** The element at an index per axis. */
  public double get(int i, int j, int... rest) {
    int[] index = new int[2 + rest.length];
    index[0] = i;
    index[1] = j;
    System.arraycopy(rest, 0, index, 2, rest.length);
    if (index.length != shape.rank()) {
      throw new ShapeException(
          "Tensor.get: " + index.length + " indices into " + shape + ", expected one per axis");
    }
    int flat = 0;
    for (int axis = 0; axis < index.length; axis++) {
      flat = flat * shape.dim(axis) + Objects.checkIndex(index[axis], shape.dim(axis));
    }
    return get(flat);
  }

  /** Stores an element at a flat, row-major index, rounded to the element type. */
  public void set(int index, double value) {
    int at = position(index);
    switch (dtype) {
      case FLOAT32 -> ((float[]) array)[at] = (float) value;
      case FLOAT64 -> ((double[]) array)[at] = value;
      case INT32 -> ((int[]) array)[at] = (int) value;
    }
  }

  /**
   * Copies the elements of another tensor of the same size, in row-major order, rounding to this
   * tensor's element type; returns this.
   */
  public Tensor copyFrom(Tensor other) {
    if (other.size() != size()) {
      throw new ShapeException(
          "Tensor.copyFrom: source " + other.shape + ", expected the size of " + shape);
    }
    if (dtype == other.dtype && contiguous() && other.contiguous()) {
      System.arraycopy(other.array, other.offset, array, offset, size());
    } else {
      for (int i = 0; i < size(); i++) {
        set(i, other.get(i));
      }
    }
    return this;
  }

  /**
   * Copies an array of the same size into this tensor, rounding to its element type; returns this.
   */
  public Tensor copyFrom(double[] source) {
    return copyFrom(Tensor.of(source, 0, Shape.of(source.length)));
  }

  /** Copies an array of the same size into this tensor; returns this. */
  public Tensor copyFrom(float[] source) {
    return copyFrom(Tensor.of(source, 0, Shape.of(source.length)));
  }

  /** A copy of the elements, in row-major order. */
  public double[] toDoubles() {
    double[] copy = new double[size()];
    Tensor.of(copy, 0, shape).copyFrom(this);
    return copy;
  }

  /** A copy of the elements, in row-major order, rounded to float32 where the tensor is wider. */
  public float[] toFloats() {
    float[] copy = new float[size()];
    Tensor.of(copy, 0, shape).copyFrom(this);
    return copy;
  }

  private int position(int index) {
    int flat = Objects.checkIndex(index, size());
    return offset + (contiguous() ? flat : flat / cols * ld + flat % cols);
  }

  private double at(int position) {
    return switch (dtype) {
      case FLOAT32 -> ((float[]) array)[position];
      case FLOAT64 -> ((double[]) array)[position];
      case INT32 -> ((int[]) array)[position];
    };
  }

  // ---------------------------------------------------------------- two views of one array

  /**
   * Whether the two views have an element of one array in common. Two views of several rows each
   * whose distances between rows differ count as such wherever their ranges meet.
   */
  // The very same array is what overlap is about.
  @SuppressWarnings("ReferenceEquality")
  public boolean overlaps(Tensor other) {
    if (array != other.array
        || size() == 0
        || other.size() == 0
        || offset >= other.end()
        || other.offset >= end()) {
      return false;
    }
    boolean oneRow = rows == 1;
    if (oneRow == (other.rows == 1) && (oneRow || ld != other.ld)) {
      return true;
    }
    // Rows of one matrix, or a range within one: they share elements where their columns do.
    int distance = oneRow ? other.ld : ld;
    int shift = Math.floorMod(other.offset - offset, distance);
    return shift < cols || shift + other.cols > distance;
  }

  /**
   * Whether the two views are the very same elements in the same order, as an operation in place
   * wants them.
   */
  @SuppressWarnings("ReferenceEquality")
  public boolean samePlace(Tensor other) {
    return array == other.array
        && offset == other.offset
        && size() == other.size()
        && (contiguous() ? other.contiguous() : ld == other.ld && cols == other.cols);
  }

  /** Just after the last element. */
  private int end() {
    return size() == 0 ? offset : offset + (rows - 1) * ld + cols;
  }

  // ---------------------------------------------------------------- text

  /** The element type, the shape, and the first rows and columns as a table. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(dtype + shape.toString());
    int shownCols = Math.min(cols, PRINTED_COLS);
    for (int i = 0; size() > 0 && i < Math.min(rows, PRINTED_ROWS); i++) {
      text.append("\n[");
      for (int j = 0; j < shownCols; j++) {
        text.append(j == 0 ? "" : ", ").append(elementText(offset + i * ld + j));
      }
      text.append(shownCols < cols ? ", ...]" : "]");
    }
    return text.append(rows > PRINTED_ROWS && size() > 0 ? "\n..." : "").toString();
  }

  private String elementText(int position) {
    return switch (dtype) {
      case FLOAT32 -> Float.toString(((float[]) array)[position]);
      case FLOAT64 -> Double.toString(((double[]) array)[position]);
      case INT32 -> Integer.toString(((int[]) array)[position]);
    };
  }

  // ---------------------------------------------------------------- checks

  private static Tensor view(
      DType dtype, Object array, int length, int offset, Shape shape, int ld) {
    if (ld < shape.cols()) {
      throw new ShapeException(
          "Tensor.of: leading dimension "
              + ld
              + " of "
              + shape
              + ", expected at least "
              + shape.cols()
              + ", the width of a row");
    }
    long end = shape.size() == 0 ? offset : offset + (shape.rows() - 1L) * ld + shape.cols();
    if (offset < 0 || end > length) {
      throw doesNotFit("Tensor.of", shape, offset, ld, length);
    }
    return new Tensor(dtype, array, offset, shape, ld);
  }

  private static ShapeException doesNotFit(
      String where, Shape view, int first, int ld, int length) {
    return new ShapeException(
        where
            + ": "
            + view
            + " at element "
            + first
            + (ld == view.cols() ? "" : " with rows " + ld + " elements apart")
            + " does not fit, expected at most "
            + length
            + " elements");
  }

  private void requirePart(String axis, int first, int count, int extent) {
    if (first < 0 || count < 0 || first > extent - count) {
      throw new ShapeException(
          "Tensor."
              + axis
              + ": "
              + axis
              + " "
              + first
              + " to "
              + ((long) first + count)
              + " of "
              + shape
              + ", expected a range within 0 to "
              + extent);
    }
  }

  private interface Length<R> {
    int of(R row);
  }

  private static <R> Shape shapeOf(int rows, R[] matrix, Length<R> length) {
    int cols = rows == 0 ? 0 : length.of(matrix[0]);
    if (!Arrays.stream(matrix).allMatch(row -> length.of(row) == cols)) {
      throw new ShapeException("Tensor.of: rows of different lengths, expected " + cols + " each");
    }
    return Shape.of(rows, cols);
  }
}
