package lanewise.io.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
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
 * A data set in NumPy's arrays, of one npz archive or one folder of npy files: x (N, ...) and y
 * (N), or x_train, y_train, x_test and y_test. Labels are whole numbers from 0 on; the largest one
 * tells the number of classes, unless they are known.
 *
 * <p>A label is the name of its class where the known classes are numbers too, else its place among
 * them.
 */
final class ArrayDataset {
  private static final int LARGEST_LABEL = 65_535;
  private static final int UNKNOWN = -1;

  private final Path file;
  private final Source arrays;
  private final List<String> knownClasses;
  private final Map<Integer, Integer> classes;

  private ArrayDataset(Path file, Source arrays, List<String> knownClasses) {
    this.file = file;
    this.arrays = arrays;
    this.knownClasses = knownClasses;
    this.classes = places(knownClasses);
  }

  /** The arrays by their names. */
  private interface Source {
    Shape shape(String name);

    void readInto(String name, Tensor target);
  }

  /** The arrays of an archive. */
  private record Archive(Npz npz) implements Source {
    @Override
    public Shape shape(String name) {
      return npz.shape(name);
    }

    @Override
    public void readInto(String name, Tensor target) {
      npz.readInto(name, target);
    }
  }

  /** The files NAME.npy of a folder. */
  private record Folder(Path folder) implements Source {
    @Override
    public Shape shape(String name) {
      return Npy.shape(file(name));
    }

    @Override
    public void readInto(String name, Tensor target) {
      Npy.readInto(file(name), target);
    }

    Path file(String name) {
      return folder.resolve(name + ".npy");
    }
  }

  /**
   * Examples and their labels, known by their headers.
   *
   * @param suffix of the arrays' names: x_train has _train
   */
  private record Part(String suffix, Shape examples) {
    int rows() {
      return examples.rows();
    }
  }

  /**
   * Reads an archive.
   *
   * @param knownClasses by their numbers; empty if the labels tell
   */
  static LoadedData ofArchive(Path file, List<String> knownClasses) {
    try (Npz npz = Npz.open(file)) {
      return new ArrayDataset(file, new Archive(npz), knownClasses)
          .load(npz.names().contains("x_train"));
    }
  }

  /** Reads the files of a folder: as {@link #ofArchive}. */
  static LoadedData ofFolder(Path path, List<String> knownClasses) {
    Folder folder = new Folder(path);
    return new ArrayDataset(path, folder, knownClasses).load(Files.exists(folder.file("x_train")));
  }

  private LoadedData load(boolean split) {
    if (!split) {
      return LoadedData.whole(dataset(part("")));
    }
    Part train = part("_train");
    Part test = part("_test");
    if (!test.examples.example().equals(train.examples.example())) {
      throw DataFormatException.at(
          file.toString(),
          "array \"x_test\"",
          "examples of shape " + test.examples.example(),
          train.examples.example() + " as in x_train",
          "save both in one form");
    }
    return LoadedData.parted(dataset(train, test), train.rows(), test.rows());
  }

  private Part part(String suffix) {
    Shape x = arrays.shape("x" + suffix);
    Shape y = arrays.shape("y" + suffix);
    if (x.rank() < 2 || y.size() != x.rows() || y.rows() != y.size()) {
      throw DataFormatException.at(
          file.toString(),
          "array \"y" + suffix + "\"",
          "labels of shape " + y + " for examples of shape " + x,
          "(N) for (N, ...)",
          "save one label an example");
    }
    return new Part(suffix, x);
  }

  /** All parts in one matrix, so that none is held twice. */
  private Dataset dataset(Part... parts) {
    Shape example = parts[0].examples.example();
    int rows = 0;
    for (Part part : parts) {
      rows = Math.addExact(rows, part.rows());
    }
    HeapRoom.require(
        file + ": " + rows + " examples of shape " + example,
        (long) rows * example.size() * DType.FLOAT32.bytes());
    Tensor x = Tensor.zeros(DType.FLOAT32, example.batch(rows));
    int[] labels = new int[rows];
    int row = 0;
    for (Part part : parts) {
      arrays.readInto("x" + part.suffix, x.rows(row, part.rows()));
      readLabels("y" + part.suffix, labels, row, part.rows());
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

  private void readLabels(String name, int[] labels, int from, int count) {
    Tensor y = Tensor.zeros(DType.FLOAT64, Shape.of(count));
    arrays.readInto(name, y);
    for (int row = 0; row < count; row++) {
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
