package lanewise.io.tensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import lanewise.io.Damage;
import lanewise.io.DataFormatException;
import lanewise.io.FileException;
import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a.safetensors");
  }

  private static SafeTensors small() {
    return new SafeTensors(
        new TreeMap<>(
            Map.of(
                "fc1.weight",
                    Tensor.of(new float[] {9, 1, -2, Float.NaN, 4, 5, 6}, 1, Shape.of(2, 3)),
                "fc1.bias", Tensor.of(new float[] {0.5f, -0.0f}, 0, Shape.of(2)),
                "step", Tensor.of(new double[] {Math.PI}, 0, Shape.of()),
                "empty", Tensor.zeros(DType.FLOAT32, Shape.of(0, 3)))),
        new TreeMap<>(Map.of("b", "\u00e9\n\"", "a", "1")));
  }

  private static Tensor tensor(SafeTensors content, String name) {
    return Objects.requireNonNull(content.tensors().get(name));
  }

  private void writeRaw(String header, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] json = header.getBytes(UTF_8);
    out.write(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, json.length).array());
    out.write(json);
    out.write(data);
    Files.write(file, out.toByteArray());
  }

  @Test
  void readsWhatItWrites() {
    small().write(file);
    SafeTensors read = SafeTensors.read(file);
    assertThat(read.metadata()).isEqualTo(small().metadata());
    assertThat(read.tensors().keySet()).isEqualTo(small().tensors().keySet());
    small()
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(tensor(read, name).shape()).isEqualTo(tensor.shape());
              assertThat(tensor(read, name).dtype()).isEqualTo(tensor.dtype());
              assertThat(tensor(read, name).toDoubles()).isEqualTo(tensor.toDoubles());
            });
  }

  /**
   * The layout by hand: header length, metadata, wider elements first, then names, offsets without
   * holes, padding by spaces.
   */
  @Test
  void writesTheDocumentedBytes() throws IOException {
    small().write(file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong(0);
    assertThat(length % 8).isZero();
    assertThat(new String(bytes.array(), 8, length, UTF_8).stripTrailing())
        .isEqualTo(
            "{\"__metadata__\":{\"a\":\"1\",\"b\":\"\u00e9\\n\\\"\"},"
                + "\"step\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"empty\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[8,8]},"
                + "\"fc1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]},"
                + "\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[16,40]}}");
    assertThat(bytes.capacity()).isEqualTo(8 + length + 40);
    assertThat(bytes.getDouble(8 + length)).isEqualTo(Math.PI);
    assertThat(bytes.getFloat(8 + length + 8)).isEqualTo(0.5f);
    assertThat(bytes.getFloat(8 + length + 16)).isEqualTo(1f);
  }

  @Test
  void equalContentGivesEqualBytes() throws IOException {
    small().write(file);
    Path again = folder.resolve("b.safetensors");
    SafeTensors.read(file).write(again);
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @ParameterizedTest
  @CsvSource({
    "I64,FLOAT64,8", "I32,FLOAT64,4", "U32,FLOAT64,4", "F64,FLOAT64,8", "F32,FLOAT32,4",
    "F16,FLOAT32,2", "BF16,FLOAT32,2", "I16,FLOAT32,2", "U16,FLOAT32,2", "I8,FLOAT32,1",
    "U8,FLOAT32,1", "BOOL,FLOAT32,1"
  })
  void readsEveryType(String type, DType dtype, int bytes) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case "F64" -> data.putDouble(1);
      case "F32" -> data.putFloat(1);
      case "F16" -> data.putShort(Float.floatToFloat16(1));
      case "BF16" -> data.putShort((short) (Float.floatToIntBits(1) >>> 16));
      default -> data.put((byte) 1);
    }
    writeRaw(
        "{\"x\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0," + bytes + "]}}",
        data.array());
    Tensor x = tensor(SafeTensors.read(file), "x");
    assertThat(x.dtype()).isEqualTo(dtype);
    assertThat(x.toDoubles()).containsExactly(1);
  }

  @Test
  void refusesIntegersThatFloat64CannotHold() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(1L << 53).putLong((1L << 53) + 1);
    String header = "{\"x\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}";
    writeRaw(header, data.array());
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(
            "byte " + (8 + header.length() + 8) + ": the integer 9007199254740993");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        " {}",
        "{\"x\":1}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"x\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967297],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"y\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[3,4]}}",
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}",
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[0,5]}}",
        "{\"__metadata__\":{\"a\":1},\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"__metadata__\":null,\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}x"
      })
  void refusesHeadersThatCannotBeRight(String header) throws IOException {
    writeRaw(header, new byte[4]);
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 9, 100_000_001L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void refusesWrongHeaderLengthsWithoutSettingMemoryAside(long length) throws IOException {
    Files.write(
        file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length).array());
    assertThatThrownBy(() -> SafeTensors.read(file)).isInstanceOf(DataFormatException.class);
  }

  @Test
  void readsATensorFreeFile() throws IOException {
    writeRaw("{}      ", new byte[0]);
    assertThat(SafeTensors.read(file).tensors()).isEmpty();
  }

  @Test
  void survivesDamageInEveryPlace() throws IOException {
    small().write(file);
    Damage.truncations(
        file, SafeTensors::read, (read, damage) -> assertThat(read).as(damage).isNull());
    Damage.mutations(
        file,
        SafeTensors::read,
        (read, damage) ->
            assertThat(read == null || read.tensors().size() <= 4).as(damage).isTrue());
  }

  @Test
  void namesAMissingFileAndAReservedName() {
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(FileException.class)
        .hasMessage(
            file
                + ": cannot be read (no such file or directory), expected a readable file; check the path and its permissions");
    assertThatThrownBy(
            () ->
                new SafeTensors(
                    new TreeMap<>(Map.of("__metadata__", Tensor.zeros(DType.FLOAT32, Shape.of()))),
                    new TreeMap<>()))
        .isInstanceOf(LanewiseException.class);
  }

  /** UTF-8 has no bytes for it, and Java would write a question mark in its place. */
  @Test
  void refusesTextThatIsNoUnicode() {
    Tensor one = Tensor.zeros(DType.FLOAT32, Shape.of());
    String half = "a\ud800";
    for (SafeTensors odd :
        List.of(
            new SafeTensors(new TreeMap<>(Map.of(half, one)), new TreeMap<>()),
            new SafeTensors(new TreeMap<>(), new TreeMap<>(Map.of(half, "text"))),
            new SafeTensors(new TreeMap<>(), new TreeMap<>(Map.of("key", half))))) {
      assertThatThrownBy(() -> odd.write(file))
          .isInstanceOf(LanewiseException.class)
          .hasMessage("SafeTensors: half a surrogate pair in \"a?\", expected Unicode text");
    }
    assertThat(file).doesNotExist();
  }
}
