package lanewise.io.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import lanewise.data.Dataset;
import lanewise.data.Split;
import lanewise.io.DataFormatException;
import lanewise.io.tensors.Npy;
import lanewise.io.tensors.Npz;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * A data set in NumPy's arrays, of one npz archive or one folder of npy files: x (N, ...) and y
 * (N), or x_train, y_train, x_test and y_test. Labels are whole numbers from 0 on; the largest one
 * tells the number of classes.
 */
final class ArrayDataset {
  private ArrayDataset() {}

  /** Reads one array by its name. */
  private interface Source {
    Tensor read(String name, DType dtype);
  }

  /** The arrays of an archive. */
  static LoadedData ofArchive(Path file) {
    try (Npz npz = Npz.open(file)) {
      return load(file, npz.names().contains("x_train"), npz::read);
    }
  }

  /** The files NAME.npy of a folder. */
  static LoadedData ofFolder(Path folder) {
    return load(
        folder,
        Files.exists(folder.resolve("x_train.npy")),
        (name, dtype) -> Npy.read(folder.resolve(name + ".npy"), dtype));
  }

  private static LoadedData load(Path file, boolean split, Source arrays) {
    if (!split) {
      Tensor x = arrays.read("x", DType.FLOAT32);
      return LoadedData.whole(
          dataset(file, x, labels(file, "y", arrays.read("y", DType.FLOAT64), x)));
    }
    Tensor trainX = arrays.read("x_train", DType.FLOAT32);
    Tensor testX = arrays.read("x_test", DType.FLOAT32);
    int[] trainY = labels(file, "y_train", arrays.read("y_train", DType.FLOAT64), trainX);
    int[] testY = labels(file, "y_test", arrays.read("y_test", DType.FLOAT64), testX);
    return new LoadedData(
        dataset(file, joined(file, trainX, testX), joined(trainY, testY)),
        Optional.of(Split.trainThenTest(trainY.length, testY.length)));
  }

  private static Dataset dataset(Path file, Tensor x, int[] labels) {
    int classes = Arrays.stream(labels).max().orElse(0) + 1;
    return Dataset.of(
        String.valueOf(file.getFileName()),
        x.shape().example(),
        (float[]) x.array(),
        labels,
        Dataset.numberedClasses(classes));
  }

  private static int[] labels(Path file, String name, Tensor y, Tensor x) {
    if (x.shape().rank() < 2 || y.size() != x.shape().rows() || y.shape().rows() != y.size()) {
      throw DataFormatException.at(
          file.toString(),
          "array \"" + name + "\"",
          "labels of shape " + y.shape() + " for examples of shape " + x.shape(),
          "(N) for (N, ...)",
          "save one label an example");
    }
    int[] labels = new int[y.size()];
    for (int row = 0; row < labels.length; row++) {
      double value = y.get(row);
      labels[row] = (int) value;
      if (labels[row] != value || value < 0 || value > 65_535) {
        throw DataFormatException.at(
            file.toString(),
            "array \"" + name + "\"[" + row + "]",
            "the label " + value,
            "a whole number from 0 to 65535",
            "number the classes from 0");
      }
    }
    return labels;
  }

  private static Tensor joined(Path file, Tensor train, Tensor test) {
    Shape example = train.shape().example();
    if (!test.shape().example().equals(example)) {
      throw DataFormatException.at(
          file.toString(),
          "array \"x_test\"",
          "examples of shape " + test.shape().example(),
          example + " as in x_train",
          "save both in one form");
    }
    Tensor all =
        Tensor.zeros(DType.FLOAT32, example.batch(train.shape().rows() + test.shape().rows()));
    all.rows(0, train.shape().rows()).copyFrom(train);
    all.rows(train.shape().rows(), test.shape().rows()).copyFrom(test);
    return all;
  }

  private static int[] joined(int[] train, int[] test) {
    int[] all = Arrays.copyOf(train, train.length + test.length);
    System.arraycopy(test, 0, all, train.length, test.length);
    return all;
  }
}
