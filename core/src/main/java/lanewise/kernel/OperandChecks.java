package lanewise.kernel;

import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * What the checked families of a backend ask of their operands; each message names operand and fix.
 */
final class OperandChecks {
  private final DType dtype;
  private final String backend;

  OperandChecks(DType dtype, String backend) {
    this.dtype = dtype;
    this.backend = backend;
  }

  /** Elements of the backend's type, so many rows and columns; gaps between the rows allowed. */
  void matrix(String op, String name, Tensor tensor, int rows, int cols) {
    type(op, name, tensor, dtype);
    if (tensor.rows() != rows || tensor.cols() != cols) {
      throw new ShapeException(
          op + ": " + name + " " + tensor.shape() + ", expected (" + rows + ", " + cols + ")");
    }
  }

  /** What a window slides over, and its places on it: images of these channels, as many of each. */
  void images(
      String op,
      Window window,
      String inName,
      Tensor in,
      int inChannels,
      String outName,
      Tensor out,
      int outChannels) {
    int pixels = window.pixels();
    int images = in.rows() / pixels;
    if (in.rows() % pixels != 0) {
      throw new ShapeException(
          op
              + ": "
              + inName
              + " "
              + in.shape()
              + ", expected whole images of "
              + window.rows().extent()
              + " by "
              + window.columns().extent()
              + " pixels");
    }
    matrix(op, inName, in, images * pixels, inChannels);
    matrix(op, outName, out, images * window.places(), outChannels);
  }

  /** Elements of the backend's type, so many of them in one piece, whatever their shape. */
  void elements(String op, String name, Tensor tensor, int size) {
    type(op, name, tensor, dtype);
    count(op, name, tensor, size);
  }

  /** So many row or class numbers in one piece. */
  void ints(String op, String name, Tensor tensor, int size) {
    type(op, name, tensor, DType.INT32);
    count(op, name, tensor, size);
  }

  /** Class numbers, one per row; negative ones mark a row that is ignored. */
  void labels(String op, Tensor labels, int rows, int classes) {
    ints(op, "labels", labels, rows);
    int[] values = labels.ints();
    for (int i = 0; i < rows; i++) {
      int label = values[labels.offset() + i];
      if (label >= classes) {
        throw new ShapeException(
            op
                + ": label "
                + label
                + " at position "
                + i
                + ", expected 0 to "
                + (classes - 1)
                + " (or negative to ignore the row)");
      }
    }
  }

  /** Optimizer state beside a weight. */
  void state(String op, String name, Tensor state, Tensor weight) {
    elements(op, name, state, weight.size());
    disjoint(op, name, state, "weight", weight);
  }

  private void type(String op, String name, Tensor tensor, DType expected) {
    if (tensor.dtype() != expected) {
      throw new ShapeException(
          op
              + ": "
              + name
              + " is "
              + tensor.dtype()
              + ", expected "
              + expected
              + (expected == DType.INT32
                  ? "; make it with Tensor.ofInts"
                  : " for backend " + backend + "; make it with backend.zeros or backend.tensor"));
    }
  }

  private static void count(String op, String name, Tensor tensor, int size) {
    if (tensor.size() != size) {
      throw new ShapeException(
          op + ": " + name + " " + tensor.shape() + ", expected " + size + " elements");
    }
    if (!tensor.contiguous()) {
      throw new ShapeException(
          op
              + ": "
              + name
              + " "
              + tensor.shape()
              + " with rows "
              + tensor.ld()
              + " elements apart, expected no gaps; copy it first");
    }
  }

  static void disjoint(String op, String outName, Tensor out, String inName, Tensor in) {
    if (out.overlaps(in)) {
      throw new ShapeException(
          op + ": " + outName + " overlaps " + inName + ", expected separate memory");
    }
  }

  static void inPlace(String op, String outName, Tensor out, String inName, Tensor in) {
    if (out.overlaps(in) && !out.samePlace(in)) {
      throw new ShapeException(
          op
              + ": "
              + outName
              + " overlaps "
              + inName
              + " in part, expected the same or separate memory");
    }
  }

  static void value(boolean valid, String op, String name, double value, String expected) {
    if (!valid) {
      throw new LanewiseException(op + ": " + name + "=" + value + ", expected " + expected);
    }
  }
}
