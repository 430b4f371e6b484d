package lanewise.tensor;

import java.util.Arrays;

/**
 * A dense, contiguous, row-major view of an array: {@code float[]} for {@link DType#FLOAT32},
 * {@code double[]} for {@link DType#FLOAT64}. Views made by {@link #rows}, {@link #slice} and
 * {@link #reshape} share the array; the shape and place of a view never change, its elements do.
 */
public final class Tensor {
  private final DType dtype;
  private final Object array;
  private final int offset;
  private final Shape shape;

  private Tensor(DType dtype, Object array, int offset, Shape shape) {
    this.dtype = dtype;
    this.array = array;
    this.offset = offset;
    this.shape = shape;
  }

  /** A new tensor of zeros. */
  public static Tensor zeros(DType dtype, Shape shape) {
    Object array =
        switch (dtype) {
          case FLOAT32 -> new float[shape.size()];
          case FLOAT64 -> new double[shape.size()];
        };
    return new Tensor(dtype, array, 0, shape);
  }

  /** A view of the caller's array: no copy is made, and writes go both ways. */
  public static Tensor of(float[] array, int offset, Shape shape) {
    requireRange("Tensor.of", offset, shape, array.length);
    return new Tensor(DType.FLOAT32, array, offset, shape);
  }

  /** A view of the caller's array: no copy is made, and writes go both ways. */
  public static Tensor of(double[] array, int offset, Shape shape) {
    requireRange("Tensor.of", offset, shape, array.length);
    return new Tensor(DType.FLOAT64, array, offset, shape);
  }

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

  /** The array behind this view: {@code float[]} or {@code double[]}, by {@link #dtype}. */
  public Object array() {
    return array;
  }

  /** Where in {@link #array} the first element lies. */
  public int offset() {
    return offset;
  }

  /** The same elements under another shape of the same size. */
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
    return new Tensor(dtype, array, offset, other);
  }

  /** A view of {@code count} rows from row {@code first} on. */
  public Tensor rows(int first, int count) {
    if (first < 0 || count < 0 || first > shape.rows() - count) {
      throw new ShapeException(
          "Tensor.rows: rows "
              + first
              + " to "
              + ((long) first + count)
              + " of "
              + shape
              + ", expected a range within 0 to "
              + shape.rows());
    }
    return new Tensor(dtype, array, offset + first * shape.cols(), shape.withRows(count));
  }

  /** A view of {@code view.size()} elements from element {@code first} on. */
  public Tensor slice(int first, Shape view) {
    requireRange("Tensor.slice", first, view, size());
    return new Tensor(dtype, array, offset + first, view);
  }

  /** The element at a flat, row-major index. */
  public double get(int index) {
    int at = offset + java.util.Objects.checkIndex(index, size());
    return switch (dtype) {
      case FLOAT32 -> ((float[]) array)[at];
      case FLOAT64 -> ((double[]) array)[at];
    };
  }

  /** Stores an element at a flat, row-major index, rounded to the element type. */
  public void set(int index, double value) {
    int at = offset + java.util.Objects.checkIndex(index, size());
    switch (dtype) {
      case FLOAT32 -> ((float[]) array)[at] = (float) value;
      case FLOAT64 -> ((double[]) array)[at] = value;
    }
  }

  /**
   * Copies the elements of another tensor of the same size, rounding to this tensor's element type;
   * returns this.
   */
  public Tensor copyFrom(Tensor other) {
    if (other.size() != size()) {
      throw new ShapeException(
          "Tensor.copyFrom: source " + other.shape + ", expected the size of " + shape);
    }
    if (dtype == other.dtype) {
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

  /** A copy of the elements. */
  public double[] toDoubles() {
    double[] copy = new double[size()];
    Tensor.of(copy, 0, shape).copyFrom(this);
    return copy;
  }

  /** A copy of the elements, rounded to float32 where the tensor is wider. */
  public float[] toFloats() {
    float[] copy = new float[size()];
    Tensor.of(copy, 0, shape).copyFrom(this);
    return copy;
  }

  /** Whether the two views have an element of one array in common. */
  // The very same array is what overlap is about.
  @SuppressWarnings("ReferenceEquality")
  public boolean overlaps(Tensor other) {
    int first = Math.max(offset, other.offset);
    int end = Math.min(offset + size(), other.offset + other.size());
    return array == other.array && first < end;
  }

  /** The element type, the shape, and the elements of a small tensor. */
  @Override
  public String toString() {
    return dtype + shape.toString() + (size() <= 16 ? Arrays.toString(toDoubles()) : "");
  }

  private static void requireRange(String where, int first, Shape view, int length) {
    if (first < 0 || first > length - view.size()) {
      throw new ShapeException(
          where
              + ": "
              + view
              + " at element "
              + first
              + " does not fit, expected at most "
              + length
              + " elements");
    }
  }
}
