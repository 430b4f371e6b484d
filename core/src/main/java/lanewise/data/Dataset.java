package lanewise.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Labelled examples: a float32 matrix with one row of features an example, and one class number an
 * example.
 *
 * <p>The features are held once. A {@link #subset} is a list of row numbers over the same matrix.
 * Every value has been checked to be finite and every label to name a class; only {@link #ignoring}
 * takes labels away. Safe for concurrent reads; {@link #normalize} must not run beside them.
 */
public final class Dataset {
  private final String name;
  private final Shape example;
  private final Features matrix;
  private final int[] labels;
  private final List<String> classNames;
  private final int @Nullable [] rows;

  /** The label of a row without one: no loss and no metric counts it. */
  private static final int IGNORED = -1;

  /** The one copy of the features, shared by a data set and its subsets. */
  private static final class Features {
    final float[] values;
    final int cols;
    Normalizer normalizer = new Normalizer.None();

    Features(float[] values, int cols) {
      this.values = values;
      this.cols = cols;
    }
  }

  private Dataset(
      String name,
      Shape example,
      Features matrix,
      int[] labels,
      List<String> classNames,
      int @Nullable [] rows) {
    this.name = name;
    this.example = example;
    this.matrix = matrix;
    this.labels = labels;
    this.classNames = classNames;
    this.rows = rows;
  }

  /**
   * A data set over the caller's arrays, which now belong to it: no copy is made.
   *
   * @param name what errors, reports and model files call it
   * @param example the shape of one example, such as (28, 28, 1)
   * @param features the examples one after another, each row-major: labels.length * example.size()
   *     values
   * @param labels the class number of each example, 0 to classNames.size() - 1
   * @throws DataException if there is no row, a value is NaN or infinite, or a label is out of
   *     range
   * @throws ShapeException if the features are not of the size that the labels and the example
   *     shape ask for
   */
  public static Dataset of(
      String name, Shape example, float[] features, int[] labels, List<String> classNames) {
    int cols = example.size();
    if (labels.length == 0) {
      throw new DataException(name + ": 0 rows, expected 1 or more");
    }
    if (cols == 0) {
      throw new ShapeException(
          name + ": examples of shape " + example + " are empty, expected 1 feature or more");
    }
    if (features.length != (long) labels.length * cols) {
      throw new ShapeException(
          name
              + ": "
              + features.length
              + " feature values, expected "
              + (long) labels.length * cols
              + " for "
              + labels.length
              + " examples of shape "
              + example);
    }
    requireFinite(name, features, cols);
    requireLabels(name, labels, classNames.size());
    return new Dataset(
        name, example, new Features(features, cols), labels, List.copyOf(classNames), null);
  }

  private static void requireFinite(String name, float[] features, int cols) {
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        throw new DataException(
            name
                + ": "
                + features[i]
                + " in row "
                + i / cols
                + ", column "
                + i % cols
                + " (counted from 0), expected a finite number; drop the row or fill in the value");
      }
    }
  }

  private static void requireLabels(String name, int[] labels, int classes) {
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new DataException(
            name
                + ": label "
                + labels[row]
                + " in row "
                + row
                + " (counted from 0), expected 0 to "
                + (classes - 1)
                + " for "
                + classes
                + " classes");
      }
    }
  }

  public String name() {
    return name;
  }

  /** The number of examples. */
  public int size() {
    return labels.length;
  }

  /** The shape of one example. */
  public Shape example() {
    return example;
  }

  /** The number of features of one example: the size of its shape. */
  public int features() {
    return matrix.cols;
  }

  /** The name of each class; a label is an index into this list. */
  public List<String> classNames() {
    return classNames;
  }

  /** The class of one example; negative if it is ignored. */
  public int label(int row) {
    return labels[row];
  }

  /** A copy of all labels, negative where a row is ignored. */
  public int[] labels() {
    return labels.clone();
  }

  /** What {@link #normalize} applied; {@link Normalizer.None} before that. */
  public Normalizer normalizer() {
    return matrix.normalizer;
  }

  /**
   * The examples of these row numbers, in this order; a number may occur twice. The features are
   * not copied, so a later {@link #normalize} of the whole data set reaches this subset too.
   *
   * @throws DataException if there is no row number, or one is out of range
   */
  public Dataset subset(int[] rowNumbers) {
    if (rowNumbers.length == 0) {
      throw new DataException(name + ": a subset of 0 rows, expected 1 or more");
    }
    int[] matrixRows = new int[rowNumbers.length];
    int[] subsetLabels = new int[rowNumbers.length];
    for (int i = 0; i < rowNumbers.length; i++) {
      int row = requireRow(rowNumbers[i]);
      matrixRows[i] = matrixRow(row);
      subsetLabels[i] = labels[row];
    }
    return new Dataset(name, example, matrix, subsetLabels, classNames, matrixRows);
  }

  /**
   * Two parts of the rows, each class in its share; the features are not copied.
   *
   * @param trainShare of the rows, above 0 and below 1
   * @param seed draws the rows
   */
  public TrainTest<Dataset> split(double trainShare, long seed) {
    Split split = Split.stratified(labels, 0, 1 - trainShare, seed);
    return new TrainTest<>(subset(split.train()), subset(split.test()));
  }

  /**
   * The same examples without the labels of one class: losses and metrics pass over its rows, and
   * the other classes keep their numbers (PyTorch's ignore_index). The features are not copied.
   *
   * @throws DataException if there is no such class, or no row of another
   */
  public Dataset ignoring(int label) {
    if (label < 0 || label >= classNames.size()) {
      throw new DataException(
          name
              + ": ignoring class "
              + label
              + ", expected 0 to "
              + (classNames.size() - 1)
              + ", one of "
              + classNames);
    }
    int[] kept = Arrays.stream(labels).map(own -> own == label ? IGNORED : own).toArray();
    if (Arrays.stream(kept).allMatch(own -> own == IGNORED)) {
      throw new DataException(
          name + ": ignoring class " + label + " leaves no row, expected rows of other classes");
    }
    return new Dataset(name, example, matrix, kept, classNames, rows);
  }

  /**
   * Copies the first {@code count} of the numbered examples into a batch and their labels beside
   * it. Allocates nothing.
   *
   * @param rowNumbers rows of this data set; only the first {@code count} are read
   * @param x (count, ...), of either element type, {@link #features} values per row
   * @param batchLabels receives the labels in its first {@code count} elements
   */
  public void gather(int[] rowNumbers, int count, Tensor x, int[] batchLabels) {
    int cols = matrix.cols;
    if (x.size() != (long) count * cols
        || count > rowNumbers.length
        || count > batchLabels.length) {
      throw new ShapeException(
          name
              + ": a batch of "
              + count
              + " examples of "
              + cols
              + " features from "
              + rowNumbers.length
              + " row numbers into "
              + x.shape()
              + " and "
              + batchLabels.length
              + " labels, expected room for each");
    }
    for (int i = 0; i < count; i++) {
      int row = requireRow(rowNumbers[i]);
      copyRow(matrixRow(row), x, x.offset() + i * cols);
      batchLabels[i] = labels[row];
    }
  }

  private void copyRow(int matrixRow, Tensor x, int at) {
    int from = matrixRow * matrix.cols;
    if (x.dtype() == DType.FLOAT32) {
      System.arraycopy(matrix.values, from, x.array(), at, matrix.cols);
    } else {
      double[] wide = x.doubles();
      for (int j = 0; j < matrix.cols; j++) {
        wide[at + j] = matrix.values[from + j];
      }
    }
  }

  /**
   * Normalises the features in place, for this data set and every subset of it, with statistics
   * that were fitted on the training rows.
   *
   * @throws DataException if this is a subset (its neighbours would be changed with it), or the
   *     data has been normalised already
   */
  public void normalize(Normalizer normalizer) {
    if (rows != null) {
      throw new DataException(
          name
              + ": normalising a subset would change its neighbours, expected the whole data set; normalise before subset()");
    }
    if (!(matrix.normalizer instanceof Normalizer.None)) {
      throw new DataException(
          name
              + ": already normalised ("
              + matrix.normalizer.kind()
              + "), expected raw values; load the data again");
    }
    normalizer.apply(Tensor.of(matrix.values, 0, Shape.of(size(), matrix.cols)));
    matrix.normalizer = normalizer;
  }

  /** The value of one feature of one example. */
  public float value(int row, int feature) {
    return matrix.values[matrixRow(requireRow(row)) * matrix.cols + feature];
  }

  /** The matrix that the features lie in; {@link #rowOffset} says where. */
  float[] matrixValues() {
    return matrix.values;
  }

  /** Where the features of an example begin in {@link #matrixValues}. */
  int rowOffset(int row) {
    return matrixRow(row) * matrix.cols;
  }

  /** How many examples each class has, those that are ignored apart. */
  public int[] classCounts() {
    int[] counts = new int[classNames.size()];
    for (int label : labels) {
      if (label != IGNORED) {
        counts[label]++;
      }
    }
    return counts;
  }

  /** The form {@code digits: 1797 examples of shape (8, 8, 1), 10 classes}. */
  @Override
  public String toString() {
    return name
        + ": "
        + size()
        + " examples of shape "
        + example
        + ", "
        + classNames.size()
        + " classes";
  }

  /** Class names for classes that are known by number only: "0", "1", ... */
  public static List<String> numberedClasses(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  private int matrixRow(int row) {
    return rows == null ? row : rows[row];
  }

  private int requireRow(int row) {
    if (row < 0 || row >= labels.length) {
      throw new DataException(name + ": row " + row + ", expected 0 to " + (labels.length - 1));
    }
    return row;
  }
}
