package lanewise.io.dataset;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lanewise.data.Dataset;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.io.HeapRoom;
import lanewise.io.TextFile;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * CIFAR-10 in its binary form: records of one label byte and 3072 pixel bytes (red, green, blue;
 * each 32 rows of 32). Images become examples of shape (32, 32, 3), channels last, with pixels 0 to
 * 255.
 *
 * <p>Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
 */
final class Cifar10 {
  static final String FILES =
      "data_batch_1.bin to data_batch_5.bin and test_batch.bin, plain or .gz";

  private static final Shape EXAMPLE = Shape.of(32, 32, 3);
  private static final int CHANNELS = EXAMPLE.cols();
  private static final int PLANE = EXAMPLE.rows();
  private static final int RECORD_BYTES = 1 + EXAMPLE.size();

  /** What each of the official files holds. */
  private static final int MOST_RECORDS = 10_000;

  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10() {}

  static LoadedData load(DataFolder folder) {
    List<String> classNames = classNames(folder);
    List<FileBytes> files = new ArrayList<>();
    try {
      int trainRows = 0;
      for (int batch = 1; batch <= 5; batch++) {
        files.add(FileBytes.open(folder.file("data_batch_" + batch + ".bin")));
        trainRows += records(files.getLast());
      }
      files.add(FileBytes.open(folder.file("test_batch.bin")));
      int testRows = records(files.getLast());
      Shape all = EXAMPLE.batch(trainRows + testRows);
      Tensor pixels =
          HeapRoom.tensor(
              folder.dataset() + ": " + all.examples() + " examples of shape " + EXAMPLE,
              DType.FLOAT32,
              all);
      int[] labels = new int[all.examples()];
      int row = 0;
      for (FileBytes file : files) {
        row = read(file, (float[]) pixels.array(), labels, row);
      }
      return LoadedData.parted(
          Dataset.of(folder.dataset(), EXAMPLE, (float[]) pixels.array(), labels, classNames),
          trainRows,
          testRows);
    } finally {
      files.forEach(FileBytes::close);
    }
  }

  /** The number of records, from the length of the file. */
  private static int records(FileBytes in) {
    long bytes = in.remaining();
    if (bytes == 0 || bytes % RECORD_BYTES != 0 || bytes / RECORD_BYTES > MOST_RECORDS) {
      throw DataFormatException.atByte(
          in.name(),
          Math.min(bytes / RECORD_BYTES, MOST_RECORDS) * RECORD_BYTES,
          bytes + " bytes",
          "1 to " + MOST_RECORDS + " records of " + RECORD_BYTES + " bytes",
          "the file is truncated, too long or not in the binary form of CIFAR-10, get it again");
    }
    return (int) (bytes / RECORD_BYTES);
  }

  private static int read(FileBytes in, float[] pixels, int[] labels, int firstRow) {
    int row = firstRow;
    while (in.remaining() > 0) {
      ByteBuffer label = in.next(1, "label");
      labels[row] = label.get();
      if (labels[row] < 0 || labels[row] >= CLASSES.size()) {
        throw DataFormatException.atByte(
            in.name(),
            in.offset() - 1,
            "the label " + (labels[row] & 0xff),
            "0 to " + (CLASSES.size() - 1),
            "the file is damaged or not in the binary form of CIFAR-10, get it again");
      }
      ByteBuffer image = in.next(EXAMPLE.size(), "pixels");
      int at = row * EXAMPLE.size();
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int i = 0; i < PLANE; i++) {
          pixels[at + i * CHANNELS + channel] = image.get(channel * PLANE + i) & 0xff;
        }
      }
      row++;
    }
    in.requireEnd("the last record");
    return row;
  }

  private static List<String> classNames(DataFolder folder) {
    Path file = folder.folder().resolve("batches.meta.txt");
    if (!Files.exists(file)) {
      return CLASSES;
    }
    List<String> names;
    try (Stream<String> lines = TextFile.read(file).lines()) {
      names = lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
    if (names.size() != CLASSES.size()) {
      throw DataFormatException.atLine(
          file.toString(),
          names.size(),
          names.size() + " class names",
          "" + CLASSES.size(),
          "get the file again");
    }
    return names;
  }
}
