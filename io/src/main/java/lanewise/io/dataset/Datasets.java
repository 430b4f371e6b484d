package lanewise.io.dataset;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.data.TrainTest;
import org.jspecify.annotations.Nullable;

/** Every data set that can be asked for by name. */
public final class Datasets {
  /**
   * The known names. {@code csv:FILE}, {@code npz:FILE} and {@code npy:DIR} (a folder with x.npy
   * and y.npy) stand for files of the user's; {@code csv:FILE#COLUMN} also says, by name or number
   * from 0, which column holds the labels (without it, the last). A file whose whole name holds a #
   * goes first.
   */
  public static final List<String> NAMES =
      List.of(
          "digits",
          "iris",
          "wine",
          "breast-cancer",
          "mnist",
          "fashion-mnist",
          "cifar10",
          "csv:FILE",
          "npz:FILE",
          "npy:DIR");

  private static final List<String> FASHION_CLASSES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /** Where Debian's package dataset-fashion-mnist puts its files. */
  private static final Path DEBIAN_FASHION_MNIST = Path.of("/usr/share/datasets/fashion-mnist");

  private Datasets() {}

  /** 1797 handwritten digits of 8 x 8 pixels, in 10 classes; embedded. */
  public static Dataset digits() {
    return EmbeddedData.digits();
  }

  /**
   * MNIST from a folder with its four files: images (28, 28, 1), pixels 0 to 255, 60,000 to train
   * on and 10,000 to test with.
   *
   * @throws lanewise.tensor.LanewiseException as {@link #load(String, Path)}
   */
  public static TrainTest<Dataset> mnist(Path folder) {
    return load("mnist", folder).trainTest();
  }

  /**
   * CIFAR-10 from a folder with its six binary files: images (32, 32, 3), pixels 0 to 255, 50,000
   * to train on and 10,000 to test with.
   *
   * @throws lanewise.tensor.LanewiseException as {@link #load(String, Path)}
   */
  public static TrainTest<Dataset> cifar10(Path folder) {
    return load("cifar10", folder).trainTest();
  }

  /** 150 flowers by 4 lengths, in 3 classes; embedded. */
  public static Dataset iris() {
    return EmbeddedData.withCounts("iris", "iris.csv");
  }

  /** 178 wines by 13 measurements, in 3 classes; embedded. */
  public static Dataset wine() {
    return EmbeddedData.withCounts("wine", "wine_data.csv");
  }

  /** 569 tumours by 30 measurements, malignant or benign; embedded. */
  public static Dataset breastCancer() {
    return EmbeddedData.withCounts("breast-cancer", "breast_cancer.csv");
  }

  /**
   * Loads a data set, of which nothing else is known: as {@link #load(String, Path, DataHints)}.
   */
  public static LoadedData load(String name, @Nullable Path folder) {
    return load(name, folder, DataHints.NONE);
  }

  /**
   * Loads a data set.
   *
   * @param name one of {@link #NAMES}
   * @param folder where its files are: needed for mnist and cifar10, and for fashion-mnist unless
   *     Debian's package of it is installed; what file names are relative to, for csv, npz and npy;
   *     not used for the embedded ones
   * @param hints what is known about the files of csv, npz and npy; not used for the others
   * @throws DataException if the name is unknown, or the data cannot be used
   * @throws UndecidedDataException if a folder is needed, or a first line may be a header
   * @throws lanewise.io.DataFormatException if a file is damaged or of another format
   * @throws lanewise.train.InsufficientMemoryException if the heap cannot hold it
   * @throws lanewise.io.FileException if a file is missing or cannot be read
   */
  public static LoadedData load(String name, @Nullable Path folder, DataHints hints) {
    return switch (name) {
      case "digits" -> LoadedData.whole(digits());
      case "iris" -> LoadedData.whole(iris());
      case "wine" -> LoadedData.whole(wine());
      case "breast-cancer" -> LoadedData.whole(breastCancer());
      case "mnist" ->
          Mnist.load(DataFolder.required(name, folder, Mnist.FILES), Dataset.numberedClasses(10));
      case "fashion-mnist" -> {
        Path chosen =
            folder == null && Files.isDirectory(DEBIAN_FASHION_MNIST)
                ? DEBIAN_FASHION_MNIST
                : folder;
        yield Mnist.load(DataFolder.required(name, chosen, Mnist.FILES), FASHION_CLASSES);
      }
      case "cifar10" -> Cifar10.load(DataFolder.required(name, folder, Cifar10.FILES));
      default -> fromFile(name, folder, hints);
    };
  }

  private static LoadedData fromFile(String name, @Nullable Path folder, DataHints hints) {
    int colon = name.indexOf(':');
    String kind = colon < 0 ? "" : name.substring(0, colon);
    String file = name.substring(colon + 1);
    if (!List.of("csv", "npz", "npy").contains(kind) || file.isEmpty() || file.startsWith("#")) {
      throw new DataException(
          "data set \"" + name + "\": unknown, expected one of " + String.join(", ", NAMES));
    }
    return switch (kind) {
      case "npz" -> ArrayDataset.ofArchive(resolve(file, folder), hints.classNames());
      case "npy" -> ArrayDataset.ofFolder(resolve(file, folder), hints.classNames());
      default -> csv(file, folder, hints);
    };
  }

  private static LoadedData csv(String file, @Nullable Path folder, DataHints hints) {
    int hash = file.lastIndexOf('#');
    if (hash < 0 || Files.exists(resolve(file, folder))) {
      return CsvFile.load(resolve(file, folder), null, hints);
    }
    Path table = resolve(file.substring(0, hash), folder);
    return CsvFile.load(table, file.substring(hash + 1), hints);
  }

  private static Path resolve(String file, @Nullable Path folder) {
    try {
      return folder == null ? Path.of(file) : folder.resolve(file);
    } catch (InvalidPathException noPath) {
      throw new DataException(
          "\""
              + file
              + "\": no file name on this system ("
              + noPath.getReason()
              + "), expected one of characters that it knows; for letters beyond ASCII start with LC_ALL=C.UTF-8");
    }
  }
}
