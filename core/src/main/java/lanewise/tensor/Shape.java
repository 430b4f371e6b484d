package lanewise.tensor;

import java.util.Arrays;

/**
 * The extents of a row-major tensor, outermost first. Immutable; every extent is 0 or more and the
 * size fits an int.
 */
public final class Shape {
  private final int[] dims;
  private final int size;

  private Shape(int[] dims) {
    long product = 1;
    for (int dim : dims) {
      if (dim < 0) {
        throw new ShapeException(
            "Shape: extent " + dim + " in " + text(dims) + ", expected 0 or more");
      }
      product *= Math.max(dim, 1);
      if (product > Integer.MAX_VALUE - 64) {
        throw new ShapeException(
            "Shape: "
                + text(dims)
                + " has more elements than an array can hold, expected at most "
                + (Integer.MAX_VALUE - 64)
                + "; split the batch");
      }
    }
    this.dims = dims;
    this.size = Arrays.stream(dims).anyMatch(dim -> dim == 0) ? 0 : (int) product;
  }

  /** The shape of these extents; no extents give the shape of a scalar, of size 1. */
  public static Shape of(int... dims) {
    return new Shape(dims.clone());
  }

  public int rank() {
    return dims.length;
  }

  /** The extent of one axis. */
  public int dim(int axis) {
    return dims[axis];
  }

  /** The number of elements. */
  public int size() {
    return size;
  }

  public int[] dims() {
    return dims.clone();
  }

  /** The product of all extents but the last: the rows of the tensor read as a matrix. */
  public int rows() {
    int rows = 1;
    for (int axis = 0; axis < dims.length - 1; axis++) {
      rows *= dims[axis];
    }
    return rows;
  }

  /** The last extent, the width of a row of the tensor read as a matrix; 1 for a scalar. */
  public int cols() {
    return dims.length == 0 ? 1 : dims[dims.length - 1];
  }

  /** The first extent: how many examples a batch of this shape holds; 1 for a scalar. */
  public int examples() {
    return dims.length == 0 ? 1 : dims[0];
  }

  /** The product of all extents but the first: how many values one example of a batch has. */
  public int exampleSize() {
    int size = 1;
    for (int axis = 1; axis < dims.length; axis++) {
      size *= dims[axis];
    }
    return size;
  }

  /** This shape with another last extent. */
  public Shape withCols(int cols) {
    if (dims.length == 0) {
      throw new ShapeException("Shape: () has no last axis, expected rank 1 or more");
    }
    int[] changed = dims.clone();
    changed[dims.length - 1] = cols;
    return new Shape(changed);
  }

  /** This shape with one more, outermost extent: the shape of a batch of such examples. */
  public Shape batch(int batchSize) {
    int[] grown = new int[dims.length + 1];
    grown[0] = batchSize;
    System.arraycopy(dims, 0, grown, 1, dims.length);
    return new Shape(grown);
  }

  /** This shape without its outermost extent: the shape of one example of a batch. */
  public Shape example() {
    if (dims.length == 0) {
      throw new ShapeException("Shape: () has no batch axis, expected rank 1 or more");
    }
    return new Shape(Arrays.copyOfRange(dims, 1, dims.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** The form {@code (64, 28, 28)}. */
  @Override
  public String toString() {
    return text(dims);
  }

  /** The shape of a batch of such examples, as messages say it: {@code (batch, 28, 28)}. */
  public String batchText() {
    return dims.length == 0 ? "(batch)" : "(batch, " + text(dims).substring(1);
  }

  private static String text(int[] dims) {
    StringBuilder text = new StringBuilder("(");
    for (int axis = 0; axis < dims.length; axis++) {
      text.append(axis == 0 ? "" : ", ").append(dims[axis]);
    }
    return text.append(')').toString();
  }
}
