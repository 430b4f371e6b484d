package lanewise.io.dataset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import lanewise.data.Dataset;
import lanewise.io.DataFormatException;
import lanewise.io.HeapRoom;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * MNIST and data sets in its form: four IDX files, images and labels, for training and for testing.
 * Images become examples of shape (rows, columns, 1) with pixels 0 to 255.
 */
final class Mnist {
  static final String FILES =
      "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or .gz";

  private Mnist() {}

  static LoadedData load(DataFolder folder, List<String> classNames) {
    Path trainImages = images(folder, "train");
    Path testImages = images(folder, "t10k");
    int[] trainLabels = IdxFile.readLabels(labels(folder, "train"));
    int[] testLabels = IdxFile.readLabels(labels(folder, "t10k"));
    try (IdxFile train = IdxFile.open(trainImages);
        IdxFile test = IdxFile.open(testImages)) {
      requireImages(trainImages, train.shape(), trainLabels.length, train.shape());
      requireImages(testImages, test.shape(), testLabels.length, train.shape());
      int rows = trainLabels.length + testLabels.length;
      Shape example = Shape.of(train.shape().dim(1), train.shape().dim(2), 1);
      Tensor pixels =
          HeapRoom.tensor(
              folder.dataset() + ": " + rows + " examples of shape " + example,
              DType.FLOAT32,
              example.batch(rows));
      train.readInto(pixels.examples(0, trainLabels.length));
      test.readInto(pixels.examples(trainLabels.length, testLabels.length));
      int[] labels = Arrays.copyOf(trainLabels, rows);
      System.arraycopy(testLabels, 0, labels, trainLabels.length, testLabels.length);
      return LoadedData.parted(
          Dataset.of(folder.dataset(), example, (float[]) pixels.array(), labels, classNames),
          trainLabels.length,
          testLabels.length);
    }
  }

  private static void requireImages(Path file, Shape found, int labels, Shape like) {
    if (found.rank() != 3
        || found.examples() != labels
        || !found.example().equals(like.example())) {
      throw DataFormatException.atByte(
          file.toString(),
          0,
          "images of shape " + found,
          "(" + labels + ", rows, columns), as many as there are labels and as large as the others",
          "take all four files from one data set");
    }
  }

  private static Path images(DataFolder folder, String part) {
    return folder.file(part + "-images-idx3-ubyte", part + "-images.idx3-ubyte");
  }

  private static Path labels(DataFolder folder, String part) {
    return folder.file(part + "-labels-idx1-ubyte", part + "-labels.idx1-ubyte");
  }
}
