package lanewise.io.tensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import lanewise.io.Damage;
import lanewise.io.DataFormatException;
import lanewise.io.FileException;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a.npy");
  }

  private void writeRaw(int version, String dict, byte[] data) throws IOException {
    byte[] header = dict.getBytes(ISO_8859_1);
    int preamble = version == 1 ? 10 : 12;
    ByteBuffer bytes =
        ByteBuffer.allocate(preamble + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("\u0093NUMPY".getBytes(ISO_8859_1)).put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) header.length);
    } else {
      bytes.putInt(header.length);
    }
    Files.write(file, bytes.put(header).put(data).array());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "2,3", "2,1,4", "0,3"})
  void readsWhatItWrites(String dims) {
    int[] extents =
        dims.isEmpty()
            ? new int[0]
            : Arrays.stream(dims.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    for (DType dtype : DType.values()) {
      Tensor array = Tensor.zeros(dtype, Shape.of(extents));
      for (int i = 0; i < array.size(); i++) {
        array.set(i, i / 3.0);
      }
      Npy.write(file, array);
      Tensor read = Npy.read(file);
      // Whole numbers come back in the type that holds them all.
      assertThat(read.dtype()).isEqualTo(dtype == DType.INT32 ? DType.FLOAT64 : dtype);
      assertThat(read.shape()).isEqualTo(array.shape());
      assertThat(read.toDoubles()).isEqualTo(array.toDoubles());
    }
  }

  @Test
  void writesTheBytesOfNumpy() throws IOException {
    Npy.write(file, Tensor.of(new float[] {1}, 0, Shape.of(1)));
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(128 + 4);
    String dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
    assertThat(new String(bytes, 0, 128, ISO_8859_1))
        .isEqualTo(
            "\u0093NUMPY\u0001\u0000v\u0000" + dict + " ".repeat(117 - dict.length()) + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "<f4,FLOAT32", ">f4,FLOAT32", "<f8,FLOAT64", ">f8,FLOAT64", "<f2,FLOAT32", "|u1,FLOAT32",
    "|i1,FLOAT32", "|b1,FLOAT32", "<i2,FLOAT32", ">u2,FLOAT32", "<i4,FLOAT64", ">u4,FLOAT64",
    "<i8,FLOAT64", ">i8,FLOAT64"
  })
  void readsEveryTypeInBothByteOrders(String descr, DType dtype) throws IOException {
    ByteBuffer data =
        ByteBuffer.allocate(descr.charAt(2) - '0')
            .order(descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    switch (descr.substring(1)) {
      case "f2" -> data.putShort(Float.floatToFloat16(1));
      case "f4" -> data.putFloat(1);
      case "f8" -> data.putDouble(1);
      case "i2", "u2" -> data.putShort((short) 1);
      case "i4", "u4" -> data.putInt(1);
      case "i8" -> data.putLong(1);
      default -> data.put((byte) 1);
    }
    writeRaw(
        1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (1,), }", data.array());
    assertThat(Npy.read(file).dtype()).isEqualTo(dtype);
    assertThat(Npy.read(file).toDoubles()).containsExactly(1);
    assertThat(Npy.read(file, DType.FLOAT32).toFloats()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsFortranOrderInEveryVersion(int version) throws IOException {
    byte[] data = {0, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21};
    writeRaw(version, "{'shape': (2, 3, 2), 'fortran_order': True, 'descr': '|u1'}  \n", data);
    assertThat(Npy.read(file).toDoubles())
        .containsExactly(0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21);
  }

  /** Into the middle of a larger tensor, as data sets of several arrays are read. */
  @ParameterizedTest
  @CsvSource({"True, 0 2 1 3", "False, 0 1 2 3"})
  void readsIntoAPartOfATensor(String fortran, String values) throws IOException {
    String dict = "{'shape': (2, 2), 'fortran_order': " + fortran + ", 'descr': '|u1'}  \n";
    writeRaw(1, dict, new byte[] {0, 1, 2, 3});
    Tensor all = Tensor.of(new float[] {-1, -1, -1, -1, -1, -1, -1, -1}, 0, Shape.of(4, 2));

    try (Npy npy = Npy.open(file)) {
      assertThat(npy.shape()).isEqualTo(Shape.of(2, 2));
      npy.readInto(all.examples(1, 2));
    }

    assertThat(all.examples(1, 2).toFloats()).containsExactly(floats(values));
    assertThat(all.examples(0, 1).toFloats()).containsExactly(-1, -1);
    assertThat(all.examples(3, 1).toFloats()).containsExactly(-1, -1);
  }

  private static float[] floats(String values) {
    String[] fields = values.split(" ", -1);
    float[] numbers = new float[fields.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(fields[i]);
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (4,), }",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967297), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } {"
      })
  void refusesHeadersThatCannotBeRight(String dict) throws IOException {
    writeRaw(1, dict, new byte[4]);
    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(file.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "'<U3'; elements of type '<U3' ; save numbers, those of the classes",
        "'|S3'; elements of type '|S3' ; save numbers, those of the classes",
        "'|O'; elements of type '|O' ; which a pickle holds",
        "''; elements of type '' ; save the array as float32",
        "'<c8'; elements of type '<c8' ; save the array as float32",
        "[('a', '<f4')]; of records with fields ; save one float32 array of all fields",
      })
  void saysWhichTypesItDoesNotRead(String descr, String found, String fix) throws IOException {
    writeRaw(1, "{'descr': " + descr + ", 'fortran_order': False, 'shape': (1,), }", new byte[4]);
    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(found)
        .hasMessageContaining(fix);
  }

  @Test
  void hasAtMost64Axes() throws IOException {
    String shape = "1,".repeat(64);
    writeRaw(
        2, "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }", new byte[4]);
    assertThat(Npy.read(file).shape().rank()).isEqualTo(64);
    for (int more : new int[] {65, 3_000, 30_000}) {
      String axes = "1,".repeat(more);
      writeRaw(
          2, "{'descr': '<f4', 'fortran_order': False, 'shape': (" + axes + "), }", new byte[4]);
      assertThatThrownBy(() -> Npy.read(file))
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining("a shape of " + more + " axes, expected at most 64");
      int[] dims = new int[more];
      Arrays.fill(dims, 1);
      Tensor array = Tensor.of(new float[1], 0, Shape.of(dims));
      assertThatThrownBy(() -> Npy.write(file, array))
          .isInstanceOf(ShapeException.class)
          .hasMessage("npy: an array of " + more + " axes, expected at most 64; reshape it");
    }
  }

  @Test
  void readsUnsignedIntegersThatFloat64Holds() throws IOException {
    String dict = "{'descr': '<u8', 'fortran_order': False, 'shape': (1,), }";
    writeRaw(1, dict, new byte[] {3, 0, 0, 0, 0, 0, 0, 0});
    assertThat(Npy.read(file).toDoubles()).containsExactly(3);
    writeRaw(1, dict, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("the integer 18446744073709551615, expected -2^53 to 2^53");
  }

  @Test
  void readsArchivesOfOtherFileSystems() throws IOException {
    Path zip = folder.resolve("outer.zip");
    Path first = folder.resolve("a.npz");
    Npz.write(first, Map.of("x", Tensor.of(new float[] {1, 2}, 0, Shape.of(2))));
    try (FileSystem other = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path inner = other.getPath("/a.npz");
      Files.copy(first, inner);
      assertThat(Npz.readAll(inner)).containsOnlyKeys("x");
    }
  }

  @Test
  void survivesDamageInEveryPlace() throws IOException {
    Npy.write(file, Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 0, Shape.of(2, 3)));
    Damage.truncations(file, Npy::read, (read, damage) -> assertThat(read).as(damage).isNull());
    Damage.mutations(
        file,
        Npy::read,
        (read, damage) -> assertThat(read == null || read.size() <= 24).as(damage).isTrue());
  }

  @Test
  void archivesAreDeterministicAndReadBack() throws IOException {
    Path first = folder.resolve("a.npz");
    Path second = folder.resolve("b.npz");
    Tensor x = Tensor.of(new float[] {1, 2}, 0, Shape.of(2));
    Tensor y = Tensor.of(new double[] {3}, 0, Shape.of());
    Npz.write(first, Map.of("x", x, "y", y));
    Npz.write(second, Map.of("y", y, "x", x));
    assertThat(second).hasSameBinaryContentAs(first);
    Map<String, Tensor> read = Npz.readAll(first);
    assertThat(read).containsOnlyKeys("x", "y");
    assertThat(Objects.requireNonNull(read.get("x")).toFloats()).containsExactly(1, 2);
    assertThat(Objects.requireNonNull(read.get("y")).toDoubles()).containsExactly(3);
    try (Npz npz = Npz.open(first)) {
      assertThat(npz.names()).containsExactly("x", "y");
      assertThatThrownBy(() -> npz.read("z", null))
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining("the arrays [x, y], expected one named \"z\"");
    }
  }

  @Test
  void archivesSurviveDamageInEveryPlace() throws IOException {
    Path archive = folder.resolve("a.npz");
    Npz.write(archive, Map.of("x", Tensor.of(new float[] {1, 2}, 0, Shape.of(2))));
    Damage.Check<SortedMap<String, Tensor>> right =
        (read, damage) -> {
          if (read != null) {
            assertThat(read.values())
                .as(damage)
                .allSatisfy(x -> assertThat(x.toFloats()).containsExactly(1, 2));
          }
        };
    Damage.truncations(archive, Npz::readAll, right);
    Damage.mutations(archive, Npz::readAll, right);
    assertThatThrownBy(() -> Npz.open(folder.resolve("missing")))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("no such file");
  }
}
