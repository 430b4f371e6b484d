package lanewise.io.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import lanewise.io.Damage;
import lanewise.io.DataFormatException;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxFileTest {
  private static final byte[] MATRIX = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, -1};

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a-idx");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void readsPlainAndGzipByContent() throws IOException {
    for (byte[] bytes : new byte[][] {MATRIX, gzip(MATRIX)}) {
      Files.write(file, bytes);
      Tensor values = IdxFile.read(file);
      assertThat(values.shape()).isEqualTo(Shape.of(2, 3));
      assertThat(values.toFloats()).containsExactly(1, 2, 3, 4, 5, 255);
    }
  }

  @ParameterizedTest
  @CsvSource({"9,1,FLOAT32", "11,2,FLOAT32", "12,4,FLOAT64", "13,4,FLOAT32", "14,8,FLOAT64"})
  void readsEveryTypeBigEndian(int code, int bytes, DType dtype) throws IOException {
    ByteBuffer idx =
        ByteBuffer.allocate(8 + bytes).put(2, (byte) code).put(3, (byte) 1).putInt(4, 1);
    switch (code) {
      case 9 -> idx.put(8, (byte) -2);
      case 11 -> idx.putShort(8, (short) -2);
      case 12 -> idx.putInt(8, -2);
      case 13 -> idx.putFloat(8, -2);
      default -> idx.putDouble(8, -2);
    }
    Files.write(file, idx.array());
    assertThat(IdxFile.read(file).dtype()).isEqualTo(dtype);
    assertThat(IdxFile.read(file).toDoubles()).containsExactly(-2);
  }

  @Test
  void streamsIntoAPartOfALargerTensor() throws IOException {
    Files.write(file, MATRIX);
    Tensor target = Tensor.zeros(DType.FLOAT32, Shape.of(4, 3));
    try (IdxFile idx = IdxFile.open(file)) {
      idx.readInto(target.examples(1, 2));
    }
    assertThat(target.toFloats()).containsExactly(0, 0, 0, 1, 2, 3, 4, 5, 255, 0, 0, 0);
  }

  /** Larger than the buffers in between. */
  @Test
  void readsManyElements() throws IOException {
    int count = 200_001;
    ByteBuffer idx =
        ByteBuffer.allocate(8 + count).put(2, (byte) 8).put(3, (byte) 1).putInt(4, count);
    for (int i = 0; i < count; i++) {
      idx.put(8 + i, (byte) (i * 31));
    }
    for (byte[] bytes : new byte[][] {idx.array(), gzip(idx.array())}) {
      Files.write(file, bytes);
      Tensor values = IdxFile.read(file);
      for (int i = 0; i < count; i++) {
        assertThat(values.get(i)).isEqualTo((i * 31) & 0xff);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00010801 00000001 00 | byte 0: the magic number 0x00010801",
        "08030000 00000001 00 | byte 0: the magic number 0x08030000",
        "00000701 00000001 00 | byte 2: the type code 0x07",
        "00000800 00000001 00 | byte 0: the magic number 0x00000800",
        "00000801 00000002 00 | byte 8: 1 bytes left, expected 2 bytes of elements of shape [2]",
        "00000801 00000001 0000 | byte 9: 1 bytes more, expected the end of the file",
        "00000801 ffffffff 00 | byte 8: the shape [4294967295]",
        "00000802 ffffffff ffffffff 00 | byte 12: the shape [4294967295, 4294967295]",
        "00000801 7fffffff 00 | byte 8: 1 bytes left, expected 2147483647 bytes",
        "0000 | byte 0: 2 bytes left, expected 4 bytes of magic number"
      })
  void namesTheByteOfWhatIsWrong(String hex, String message) throws IOException {
    Files.write(file, HexFormat.of().parseHex(hex.replace(" ", "")));
    assertThatThrownBy(() -> IdxFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(file + ", " + message);
  }

  @Test
  void labelsAreAListOfBytes() throws IOException {
    Files.write(file, new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 9, 0});
    assertThat(IdxFile.readLabels(file)).containsExactly(9, 0);
    Files.write(file, MATRIX);
    assertThatThrownBy(() -> IdxFile.readLabels(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("give the file of labels, not of images");
  }

  @Test
  void survivesDamageInEveryPlace() throws IOException {
    Files.write(file, MATRIX);
    Damage.truncations(file, IdxFile::read, (read, damage) -> assertThat(read).as(damage).isNull());
    Damage.mutations(file, IdxFile::read, (read, damage) -> {});
  }

  /** A gzip file carries a checksum of its data: damage gives the right values or an error. */
  @Test
  void survivesDamageOfCompressedFiles() throws IOException {
    Files.write(file, gzip(MATRIX));
    Damage.Check<Tensor> check =
        (read, damage) -> {
          if (read != null) {
            assertThat(read.toFloats()).as(damage).containsExactly(1, 2, 3, 4, 5, 255);
          }
        };
    Damage.truncations(file, IdxFile::read, check);
    Damage.mutations(file, IdxFile::read, check);
  }
}
