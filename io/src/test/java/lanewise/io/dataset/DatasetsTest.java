package lanewise.io.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.data.Split;
import lanewise.io.DataFormatException;
import lanewise.io.FileException;
import lanewise.io.tensors.Npy;
import lanewise.io.tensors.Npz;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {
  private static final int PIXELS = 3 * 32 * 32;

  @TempDir Path folder;

  /** The figures are those of scikit-learn's descriptions of these tables. */
  @ParameterizedTest
  @CsvSource({
    "digits,1797,'(8, 8, 1)',178 182 177 183 181 182 181 179 174 180",
    "iris,150,(4),50 50 50",
    "wine,178,(13),59 71 48",
    "breast-cancer,569,(30),212 357"
  })
  void embedsSmallTables(String name, int size, String example, String counts) {
    LoadedData loaded = Datasets.load(name, null);
    Dataset data = loaded.data();
    assertThat(data.name()).isEqualTo(name);
    assertThat(data.size()).isEqualTo(size);
    assertThat(data.example()).hasToString(example);
    assertThat(IntStream.of(data.classCounts()).mapToObj(Integer::toString))
        .containsExactly(counts.split(" "));
    assertThat(loaded.officialSplit()).isEmpty();
    assertThat(Datasets.NAMES).contains(name);
  }

  @Test
  void readsTheRightColumns() {
    Dataset iris = Datasets.load("iris", null).data();
    assertThat(iris.value(0, 0)).isEqualTo(5.1f);
    assertThat(iris.value(149, 3)).isEqualTo(1.8f);
    assertThat(iris.classNames()).containsExactly("setosa", "versicolor", "virginica");
    Dataset digits = Datasets.load("digits", null).data();
    assertThat(digits.value(0, 2)).isEqualTo(5f);
    assertThat(digits.label(1)).isEqualTo(1);
  }

  @Test
  void listsTheKnownNames() {
    assertThatThrownBy(() -> Datasets.load("mnsit", null))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set \"mnsit\": unknown, expected one of digits, iris, wine, breast-cancer, mnist, fashion-mnist, cifar10, csv:FILE, npz:FILE, npy:DIR");
    assertThatThrownBy(() -> Datasets.load("csv:", null)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> Datasets.load("idx:a", null)).isInstanceOf(DataException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist", "cifar10"})
  void asksForTheFolder(String name) {
    assertThatThrownBy(() -> Datasets.load(name, null))
        .isInstanceOf(UndecidedDataException.class)
        .hasMessageStartingWith(name + ": no folder given, expected the one that holds ");
    assertThatThrownBy(() -> Datasets.load(name, folder))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(name + ": " + folder + " holds no ");
  }

  private void write(String name, byte[] bytes) throws IOException {
    if (name.endsWith(".gz")) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(bytes);
      }
      Files.write(folder.resolve(name), packed.toByteArray());
    } else {
      Files.write(folder.resolve(name), bytes);
    }
  }

  private void writeMnist(String suffix, int testSide) throws IOException {
    write(
        "train-images-idx3-ubyte" + suffix,
        new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, -1});
    write("train-labels-idx1-ubyte" + suffix, new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 9, 0});
    byte[] test = new byte[16 + testSide * testSide];
    System.arraycopy(
        new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, (byte) testSide, 0, 0, 0, (byte) testSide},
        0,
        test,
        0,
        16);
    test[16] = 42;
    write("t10k-images-idx3-ubyte" + suffix, test);
    write("t10k-labels-idx1-ubyte" + suffix, new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 5});
  }

  @ParameterizedTest
  @CsvSource({"mnist,''", "mnist,.gz", "fashion-mnist,.gz"})
  void joinsTheFourFilesOfMnist(String name, String suffix) throws IOException {
    writeMnist(suffix, 2);
    LoadedData loaded = Datasets.load(name, folder);
    Dataset data = loaded.data();
    assertThat(data.example()).isEqualTo(Shape.of(2, 2, 1));
    assertThat(data.labels()).containsExactly(9, 0, 5);
    assertThat(data.value(1, 3)).isEqualTo(255f);
    assertThat(data.value(2, 0)).isEqualTo(42f);
    assertThat(data.classNames().get(9)).isEqualTo(name.equals("mnist") ? "9" : "Ankle boot");
    assertThat(loaded.officialSplit().orElseThrow()).hasToString("2 train, 0 val, 1 test");
  }

  @Test
  void refusesFilesOfDifferentDataSets() throws IOException {
    writeMnist("", 3);
    assertThatThrownBy(() -> Datasets.load("mnist", folder))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("images of shape (1, 3, 3), expected (1, rows, columns)")
        .hasMessageEndingWith("take all four files from one data set");
    writeMnist("", 2);
    write("train-labels-idx1-ubyte", new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 9});
    assertThatThrownBy(() -> Datasets.load("mnist", folder))
        .isInstanceOf(DataFormatException.class);
    write("train-labels-idx1-ubyte", new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 9, 10});
    assertThatThrownBy(() -> Datasets.load("mnist", folder))
        .isInstanceOf(DataException.class)
        .hasMessage("mnist: label 10 in row 1 (counted from 0), expected 0 to 9 for 10 classes");
  }

  private static byte[] cifar(int... labels) {
    byte[] records = new byte[labels.length * (1 + PIXELS)];
    for (int i = 0; i < labels.length; i++) {
      records[i * (1 + PIXELS)] = (byte) labels[i];
      records[i * (1 + PIXELS) + 1] = (byte) (200 + i);
      records[i * (1 + PIXELS) + PIXELS] = 7;
    }
    return records;
  }

  private void writeCifar(String suffix) throws IOException {
    for (int batch = 1; batch <= 5; batch++) {
      write("data_batch_" + batch + ".bin" + suffix, cifar(batch, 0));
    }
    write("test_batch.bin" + suffix, cifar(9, 8, 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz"})
  void joinsTheSixFilesOfCifar(String suffix) throws IOException {
    writeCifar(suffix);
    LoadedData loaded = Datasets.load("cifar10", folder);
    Dataset data = loaded.data();
    assertThat(data.example()).isEqualTo(Shape.of(32, 32, 3));
    assertThat(data.labels()).containsExactly(1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 9, 8, 7);
    assertThat(data.value(12, 0)).isEqualTo(202f);
    assertThat(data.value(12, PIXELS - 1)).isEqualTo(7f);
    assertThat(data.classNames().get(9)).isEqualTo("truck");
    assertThat(loaded.officialSplit().orElseThrow()).hasToString("10 train, 0 val, 3 test");
  }

  @Test
  void takesClassNamesFromTheMetaFile() throws IOException {
    writeCifar("");
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    assertThat(Datasets.load("cifar10", folder).data().classNames().get(9)).isEqualTo("j");
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\n");
    assertThatThrownBy(() -> Datasets.load("cifar10", folder))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("2 class names, expected 10");
  }

  @Test
  void namesTheByteOfDamagedCifarFiles() throws IOException {
    writeCifar("");
    Path third = folder.resolve("data_batch_3.bin");
    write("data_batch_3.bin", cifar(0, 10));
    assertThatThrownBy(() -> Datasets.load("cifar10", folder))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(third + ", byte 3073: the label 10, expected 0 to 9");
    for (int length : new int[] {0, 1, 3072, 3074}) {
      write("data_batch_3.bin", new byte[length]);
      assertThatThrownBy(() -> Datasets.load("cifar10", folder))
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining(length + " bytes, expected 1 to 10000 records of 3073 bytes");
    }
  }

  @Test
  void readsTablesByFileName() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "kind,a\nx,1\ny,2\n");
    assertThat(Datasets.load("csv:t.csv#kind", folder).data().classNames())
        .containsExactly("x", "y");
    Files.writeString(folder.resolve("u.csv"), "1,x\n2,y\n");
    assertThat(Datasets.load("csv:" + folder.resolve("u.csv"), null).data().size()).isEqualTo(2);
  }

  @Test
  void aFileMayHaveAHashInItsName() throws IOException {
    Files.writeString(folder.resolve("a#b.csv"), "kind,a\nx,1\ny,2\n");
    assertThat(Datasets.load("csv:a#b.csv#kind", folder).data().classNames())
        .containsExactly("x", "y");
    Files.writeString(folder.resolve("a#b.csv"), "1,x\n2,y\n");
    assertThat(Datasets.load("csv:a#b.csv", folder).data().classNames()).containsExactly("x", "y");
  }

  private static Tensor floats(Shape shape, float... values) {
    return Tensor.of(values, 0, shape);
  }

  @Test
  void readsArchivesOfArrays() {
    Path file = folder.resolve("d.npz");
    Npz.write(
        file,
        Map.of(
            "x", floats(Shape.of(3, 1, 2), 0, 1, 2, 3, 4, 5), "y", floats(Shape.of(3), 0, 2, 0)));
    Dataset data = Datasets.load("npz:d.npz", folder).data();
    assertThat(data).hasToString("d.npz: 3 examples of shape (1, 2), 3 classes");
    assertThat(data.labels()).containsExactly(0, 2, 0);
    Npz.write(
        file,
        Map.of(
            "x_train", floats(Shape.of(2, 1), 0, 1),
            "y_train", floats(Shape.of(2), 0, 1),
            "x_test", floats(Shape.of(1, 1), 5),
            "y_test", floats(Shape.of(1), 1)));
    LoadedData loaded = Datasets.load("npz:d.npz", folder);
    assertThat(loaded.data().value(2, 0)).isEqualTo(5f);
    assertThat(loaded.officialSplit().map(Split::test).orElseThrow()).containsExactly(2);
  }

  /** Read once, on POSIX systems, where mkfifo makes pipes. */
  @ParameterizedTest
  @CsvSource({
    "cifar10,data_batch_2.bin",
    "mnist,train-images-idx3-ubyte",
    "mnist,t10k-labels-idx1-ubyte",
    "npy:.,x.npy",
    "npz:d.npz,d.npz"
  })
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no mkfifo")
  void aPipeServesWhereAFileDoes(String name, String pipe)
      throws IOException, InterruptedException {
    writeCifar("");
    writeMnist("", 2);
    Map<String, Tensor> arrays =
        Map.of("x", floats(Shape.of(2, 1), 4, 5), "y", floats(Shape.of(2), 1, 0));
    Npz.write(folder.resolve("d.npz"), arrays);
    arrays.forEach((array, values) -> Npy.write(folder.resolve(array + ".npy"), values));
    Dataset before = Datasets.load(name, folder).data();
    Path file = folder.resolve(pipe);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Files.write(file, bytes);
                  } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                  }
                });
    Dataset piped = Datasets.load(name, folder).data();
    writer.join();
    assertThat(piped.labels()).isEqualTo(before.labels());
    for (int row = 0; row < before.size(); row++) {
      assertThat(piped.value(row, 0)).isEqualTo(before.value(row, 0));
    }
  }

  @Test
  void saysWhichFilesOfCifarThereAre() throws IOException {
    Path batches = Files.createDirectory(folder.resolve("cifar-10-batches-py"));
    Files.createFile(batches.resolve("data_batch_1"));
    assertThatThrownBy(() -> Datasets.load("cifar10", folder))
        .isInstanceOf(FileException.class)
        .hasMessageEndingWith(batches + " holds the version for Python, get the binary version");
    assertThatThrownBy(() -> Datasets.load("cifar10", batches))
        .isInstanceOf(FileException.class)
        .hasMessageEndingWith("data_batch_1 is of the version for Python, get the binary version");
    Files.createFile(batches.resolve("data_batch_1.bin.gz"));
    assertThatThrownBy(() -> Datasets.load("cifar10", folder))
        .isInstanceOf(FileException.class)
        .hasMessageEndingWith("; give the folder " + batches);
  }

  @ParameterizedTest
  @CsvSource({"csv,''", "npz,''", "npy,''", "csv,data", "npz,data", "npy,data"})
  void aNameThatIsNoPathIsAnError(String kind, String under) {
    assertThatThrownBy(
            () -> Datasets.load(kind + ":a\0b", under.isEmpty() ? null : folder.resolve(under)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("\"a b\": no file name on this system")
        .hasMessageContaining("LC_ALL=C.UTF-8");
  }

  @Test
  void aLabelColumnAloneIsNoFile() {
    assertThatThrownBy(() -> Datasets.load("csv:#a", folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data set \"csv:#a\": unknown");
    assertThatThrownBy(() -> Datasets.load("npz:.", folder))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("(is a directory)");
  }

  @Test
  void takesLabelsInOneColumnAndUnsignedOnes() throws IOException {
    Path file = folder.resolve("d.npz");
    Tensor x = floats(Shape.of(2, 3), 0, 1, 2, 3, 4, 5);
    Npz.write(file, Map.of("x", x, "y", floats(Shape.of(2, 1), 1, 0)));
    assertThat(Datasets.load("npz:d.npz", folder).data().labels()).containsExactly(1, 0);
    Npz.write(file, Map.of("x", x, "y", floats(Shape.of(2, 2), 1, 0, 0, 1)));
    assertThatThrownBy(() -> Datasets.load("npz:d.npz", folder))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(
            "labels of shape (2, 2) for examples of shape (2, 3), expected (N) or (N, 1)");
    Npz.write(file, Map.of("x", floats(Shape.of(2), 0, 1), "y", floats(Shape.of(2), 1, 0)));
    assertThatThrownBy(() -> Datasets.load("npz:d.npz", folder))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("array \"x\": examples of shape (2), expected (N, ...)");
  }

  private static DataHints classes(String... names) {
    return new DataHints(CsvHeader.AUTO, List.of(names));
  }

  /** The largest label need not occur; where classes are numbers, a label is the name of one. */
  @ParameterizedTest
  @CsvSource({
    "'0,1,2,3','1,2,1'",
    "'1,2,3','0,1,0'",
    "'1.0,2.0','0,1,0'",
    "'a,b,c','1,2,1'",
  })
  void numbersOfArraysAreClassesOfTheModel(String names, String labels) {
    Npz.write(
        folder.resolve("d.npz"),
        Map.of("x", floats(Shape.of(3, 1), 0, 1, 2), "y", floats(Shape.of(3), 1, 2, 1)));
    Dataset data = Datasets.load("npz:d.npz", folder, classes(names.split(","))).data();
    assertThat(data.classNames()).containsExactly(names.split(","));
    assertThat(data.labels())
        .containsExactly(Arrays.stream(labels.split(",")).mapToInt(Integer::parseInt).toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,1", "a,b", "2,3", "1.5,1"})
  void aNumberThatIsNoClassOfTheModelIsNamed(String names) {
    Npy.write(folder.resolve("x.npy"), floats(Shape.of(2, 1), 0, 1));
    Npy.write(folder.resolve("y.npy"), floats(Shape.of(2), 1, 2));
    String[] known = names.split(",");
    int row = known[0].equals("2") ? 0 : 1;
    assertThatThrownBy(() -> Datasets.load("npy:.", folder, classes(known)))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(
            "array \"y\"["
                + row
                + "]: the label "
                + (row + 1)
                + ", expected a number of one of the classes "
                + List.of(known));
  }

  @Test
  void readsFoldersOfArrays() {
    Npy.write(folder.resolve("x.npy"), floats(Shape.of(2, 2), 0, 1, 2, 3));
    Npy.write(folder.resolve("y.npy"), floats(Shape.of(2), 1, 0));
    Dataset whole = Datasets.load("npy:" + folder, null).data();
    assertThat(whole.labels()).containsExactly(1, 0);
    assertThat(whole.value(1, 1)).isEqualTo(3f);
    Npy.write(folder.resolve("x_train.npy"), floats(Shape.of(1, 1), 4));
    Npy.write(folder.resolve("y_train.npy"), floats(Shape.of(1), 0));
    Npy.write(folder.resolve("x_test.npy"), floats(Shape.of(1, 1), 5));
    assertThatThrownBy(() -> Datasets.load("npy:.", folder))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("y_test.npy: cannot be read (no such file or directory)");
    Npy.write(folder.resolve("y_test.npy"), floats(Shape.of(1), 1));
    LoadedData split = Datasets.load("npy:.", folder);
    assertThat(split.data().value(1, 0)).isEqualTo(5f);
    assertThat(split.officialSplit().orElseThrow()).hasToString("1 train, 0 val, 1 test");
  }

  @Test
  void refusesArchivesThatAreNoDataSet() {
    Path file = folder.resolve("d.npz");
    Npz.write(file, Map.of("a", floats(Shape.of(1), 0)));
    assertThatThrownBy(() -> Datasets.load("npz:d.npz", folder))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("expected one named \"x\"");
    for (float label : new float[] {-1, 0.5f, Float.NaN, 1e9f}) {
      Npz.write(file, Map.of("x", floats(Shape.of(1, 1), 0), "y", floats(Shape.of(1), label)));
      assertThatThrownBy(() -> Datasets.load("npz:d.npz", folder))
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining("\"y\"[0]");
    }
    Npz.write(file, Map.of("x", floats(Shape.of(2, 1), 0, 1), "y", floats(Shape.of(1), 0)));
    assertThatThrownBy(() -> Datasets.load("npz:d.npz", folder))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("expected (N) or (N, 1) for (N, ...)");
    Npz.write(file, Map.of("x", floats(Shape.of(1, 1), Float.NaN), "y", floats(Shape.of(1), 0)));
    assertThatThrownBy(() -> Datasets.load("npz:d.npz", folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("NaN in row 0, column 0");
  }
}
