package lanewise.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.tensor.DType;

/**
 * The memory of one run of one operation on one backend. Every array begins behind an offset,
 * matrices have rows longer than their width, and all that lies between is NaN, which must neither
 * be read nor written.
 */
final class Trial {
  /** Where the first element of every array lies. */
  static final int OFFSET = 3;

  private static final int PADDING = 5;

  private final DType dtype;
  private final List<Output> outputs = new ArrayList<>();

  Trial(DType dtype) {
    this.dtype = dtype;
  }

  /** What a run left in one of its outputs. */
  static final class Outcome {
    final String name;

    /** The elements, without padding. */
    final double[] values;

    /** Whether all padding is NaN still. */
    final boolean paddingIntact;

    final Tolerance tolerance;

    Outcome(String name, double[] values, boolean paddingIntact, Tolerance tolerance) {
      this.name = name;
      this.values = values;
      this.paddingIntact = paddingIntact;
      this.tolerance = tolerance;
    }
  }

  private record Output(
      String name, Object array, int rows, int cols, int leading, Tolerance tolerance) {}

  /** The leading dimension of a matrix of this width. */
  static int leading(int cols) {
    return cols + PADDING;
  }

  /** An input without a leading dimension; the run must leave it as it is. */
  Object in(double[] values) {
    return out("an input", values, Tolerance.exact());
  }

  /** An input whose rows are {@link #leading} apart; the run must leave it as it is. */
  Object in(double[] values, int rows, int cols) {
    return out("an input", values, rows, cols, Tolerance.exact());
  }

  /** An output without a leading dimension, with these elements before the run. */
  Object out(String name, double[] before, Tolerance tolerance) {
    Object array = array(before, 1, before.length, before.length);
    outputs.add(new Output(name, array, 1, before.length, before.length, tolerance));
    return array;
  }

  /** An output whose rows are {@link #leading} apart. */
  Object out(String name, double[] before, int rows, int cols, Tolerance tolerance) {
    Object array = array(before, rows, cols, leading(cols));
    outputs.add(new Output(name, array, rows, cols, leading(cols), tolerance));
    return array;
  }

  /** An output that the operation must overwrite: NaN before the run. */
  Object overwritten(String name, int count, Tolerance tolerance) {
    return out(name, nan(count), tolerance);
  }

  /** An output that the operation must overwrite, with a leading dimension. */
  Object overwritten(String name, int rows, int cols, Tolerance tolerance) {
    return out(name, nan(rows * cols), rows, cols, tolerance);
  }

  /** A number that the operation returned. */
  void result(String name, double value, Tolerance tolerance) {
    outputs.add(
        new Output(
            name,
            new double[] {Double.NaN, Double.NaN, Double.NaN, value, Double.NaN},
            1,
            1,
            1,
            tolerance));
  }

  /** What the outputs hold now. */
  List<Outcome> outcomes() {
    return outputs.stream().map(Trial::outcome).toList();
  }

  private static Outcome outcome(Output output) {
    double[] values = new double[output.rows * output.cols];
    boolean intact = true;
    double[] all = doubles(output.array);
    for (int i = 0; i < all.length; i++) {
      int at = i - OFFSET;
      int row = output.leading == 0 ? 0 : Math.floorDiv(at, output.leading);
      int col = output.leading == 0 ? 0 : Math.floorMod(at, output.leading);
      if (row >= 0 && row < output.rows && col < output.cols) {
        values[row * output.cols + col] = all[i];
      } else {
        intact &= Double.isNaN(all[i]);
      }
    }
    return new Outcome(output.name, values, intact, output.tolerance);
  }

  private static double[] doubles(Object array) {
    if (array instanceof float[] floats) {
      double[] wide = new double[floats.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = floats[i];
      }
      return wide;
    }
    return (double[]) array;
  }

  private Object array(double[] values, int rows, int cols, int leading) {
    double[] all = nan(OFFSET + rows * leading + 2);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * cols, all, OFFSET + row * leading, cols);
    }
    if (dtype == DType.FLOAT64) {
      return all;
    }
    float[] narrow = new float[all.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) all[i];
    }
    return narrow;
  }

  private static double[] nan(int count) {
    double[] values = new double[count];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
