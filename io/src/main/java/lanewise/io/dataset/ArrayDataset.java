package lanewise.io.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.data.Dataset;
import lanewise.io.DataFormatException;
import lanewise.io.HeapRoom;
import lanewise.io.tensors.Npy;
import lanewise.io.tensors.Npz;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * A data set in NumPy's arrays, of one npz archive or one folder of npy files: x (N, ...) and y (N)
 * or (N, 1), or x_train, y_train, x_test and y_test. Labels are whole numbers from 0 on; the
 * largest one tells the number of classes, unless they are known.
 *
 * <p>A label is the name of its class where the known classes are numbers too, else its place among
 * them.
 */
final class ArrayDataset {
  private static final int LARGEST_LABEL = 65_535;
  private static final int UNKNOWN = -1;

  private final Path file;
  private final Source arrays;
  private final List<Npy> opened = new ArrayList<>();
  private final List<String> knownClasses;
  private final Map<Integer, Integer> classes;

  private ArrayDataset(Path file, Source arrays, List<String> knownClasses) {
    this.file = file;
    this.arrays = arrays;
    this.knownClasses = knownClasses;
    this.classes = places(knownClasses);
  }

  /** The arrays by their names. */
  @FunctionalInterface
  private interface Source {
    Npy open(String name);
  }

  /**
   * Examples and their labels, of which the headers have been read.
   *
   * @param suffix of the arrays' names: x_train has _train
   */
  private record NamedArrays(String suffix, Npy x, Npy y) {
    int rows() {
      return x.shape().examples();
    }

    Shape example() {
      return x.shape().example();
    }
  }

  /**
   * Reads an archive.
   *
   * @param knownClasses by their numbers; empty if the labels tell
   */
  static LoadedData ofArchive(Path file, List<String> knownClasses) {
    try (Npz npz = Npz.open(file)) {
      return new ArrayDataset(file, npz::open, knownClasses).load(npz.names().contains("x_train"));
    }
  }

  /** Reads the files of a folder: as {@link #ofArchive}. */
  static LoadedData ofFolder(Path path, List<String> knownClasses) {
    return new ArrayDataset(path, name -> Npy.open(path.resolve(name + ".npy")), knownClasses)
        .load(Files.exists(path.resolve("x_train.npy")));
  }

  private LoadedData load(boolean split) {
    try {
      if (!split) {
        return LoadedData.whole(dataset(part("")));
      }
      NamedArrays train = part("_train");
      NamedArrays test = part("_test");
      if (!test.example().equals(train.example())) {
        throw DataFormatException.at(
            file.toString(),
            "array \"x_test\"",
            "examples of shape " + test.example(),
            train.example() + " as in x_train",
            "save both in one form");
      }
      return LoadedData.parted(dataset(train, test), train.rows(), test.rows());
    } finally {
      opened.forEach(Npy::close);
    }
  }

  private NamedArrays part(String suffix) {
    NamedArrays part = new NamedArrays(suffix, open("x" + suffix), open("y" + suffix));
    requireFit(suffix, part.x.shape(), part.y.shape());
    return part;
  }

  private Npy open(String name) {
    Npy array = arrays.open(name);
    opened.add(array);
    return array;
  }

  private void requireFit(String suffix, Shape x, Shape y) {
    if (x.rank() < 2) {
      throw DataFormatException.at(
          file.toString(),
          "array \"x" + suffix + "\"",
          "examples of shape " + x,
          "(N, ...)",
          "reshape a single feature to (N, 1)");
    }
    if (y.rank() < 1 || y.size() != x.examples() || y.examples() != y.size()) {
      throw DataFormatException.at(
          file.toString(),
          "array \"y" + suffix + "\"",
          "labels of shape " + y + " for examples of shape " + x,
          "(N) or (N, 1) for (N, ...)",
          "save one label for each example, of rows with a one at its place the argmax");
    }
  }

  /** All parts in one matrix, so that none is held twice. */
  private Dataset dataset(NamedArrays... parts) {
    Shape example = parts[0].example();
    int rows = 0;
    for (NamedArrays part : parts) {
      rows = Math.addExact(rows, part.rows());
    }
    Tensor x =
        HeapRoom.tensor(
            file + ": " + rows + " examples of shape " + example,
            DType.FLOAT32,
            example.batch(rows));
    int[] labels = new int[rows];
    int row = 0;
    for (NamedArrays part : parts) {
      part.x.readInto(x.examples(row, part.rows()));
      readLabels(part, labels, row);
      row += part.rows();
    }
    return Dataset.of(
        String.valueOf(file.getFileName()), example, (float[]) x.array(), labels, names(labels));
  }

  private List<String> names(int[] labels) {
    return knownClasses.isEmpty()
        ? Dataset.numberedClasses(Arrays.stream(labels).max().orElse(0) + 1)
        : knownClasses;
  }

  private void readLabels(NamedArrays part, int[] labels, int from) {
    String name = "y" + part.suffix;
    Tensor y =
        HeapRoom.tensor(
            file + ": " + part.rows() + " labels", DType.FLOAT64, Shape.of(part.rows()));
    part.y.readInto(y);
    for (int row = 0; row < part.rows(); row++) {
      labels[from + row] = label(name, row, y.get(row));
    }
  }

  private int label(String name, int row, double value) {
    int number = (int) value;
    if (number != value || value < 0 || value > LARGEST_LABEL) {
      throw unfit(
          name,
          row,
          value,
          "a whole number from 0 to " + LARGEST_LABEL,
          "number the classes from 0");
    }
    int label = classes.isEmpty() ? number : classes.getOrDefault(number, UNKNOWN);
    if (label == UNKNOWN) {
      throw unfit(
          name,
          row,
          number,
          "a number of one of the classes " + knownClasses,
          "correct the label or take a model that knows this class");
    }
    return label;
  }

  private DataFormatException unfit(
      String name, int row, Number label, String expected, String fix) {
    return DataFormatException.at(
        file.toString(),
        "array \"" + name + "\"[" + row + "]",
        "the label " + label,
        expected,
        fix);
  }

  /** The place of each number among the known classes. */
  private static Map<Integer, Integer> places(List<String> knownClasses) {
    boolean numbers = knownClasses.stream().allMatch(CsvFile::isFiniteNumber);
    Map<Integer, Integer> places = new HashMap<>();
    for (int place = 0; place < knownClasses.size(); place++) {
      double number = numbers ? Double.parseDouble(knownClasses.get(place)) : place;
      if (number == (int) number) {
        places.put((int) number, place);
      }
    }
    return places;
  }
}
