package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import lanewise.io.tensors.Npy;
import lanewise.io.tensors.Npz;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file of {@code --data} that is truncated, oversized, damaged or of another kind gives one line
 * that names the file, the place in it and what was expected. What is given in bytes counts in the
 * uncompressed file.
 */
class DamagedDataTest {
  private static final int CIFAR_RECORD = 1 + 3 * 32 * 32;
  private static final int ROWS = 8;

  @TempDir Path folder;

  @BeforeEach
  void writeWholeData() throws IOException {
    write("train-images-idx3-ubyte", idx(ROWS, 2, 2));
    write("train-labels-idx1-ubyte", idx(ROWS));
    write("t10k-images-idx3-ubyte.gz", idx(2, 2, 2));
    write("t10k-labels-idx1-ubyte.gz", idx(2));
    for (int batch = 1; batch <= 5; batch++) {
      write("data_batch_" + batch + ".bin" + (batch % 2 == 0 ? ".gz" : ""), cifar());
    }
    write("test_batch.bin.gz", cifar());
    write("t.csv", bytes("a,b,label\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n"));
    Tensor x = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 0, Shape.of(4, 2));
    Tensor y = Tensor.of(new float[] {0, 1, 0, 1}, 0, Shape.of(4));
    Npy.write(folder.resolve("x.npy"), x);
    Npy.write(folder.resolve("y.npy"), y);
    Npz.write(folder.resolve("d.npz"), Map.of("x", x, "y", y));
  }

  /** Bytes that count up from 0. */
  private static byte[] idx(int... extents) {
    int size = Arrays.stream(extents).reduce(1, Math::multiplyExact);
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * extents.length + size);
    file.putShort((short) 0).put((byte) 8).put((byte) extents.length);
    for (int extent : extents) {
      file.putInt(extent);
    }
    for (int i = 0; i < size; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  private static byte[] cifar() {
    byte[] records = new byte[3 * CIFAR_RECORD];
    for (int i = 0; i < records.length; i++) {
      records[i] = (byte) (i % CIFAR_RECORD == 0 ? i / CIFAR_RECORD : i * 31);
    }
    return records;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), name.endsWith(".gz") ? gzip(bytes) : bytes);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private CommandLineRun train(String data) {
    return CommandLineRun.of("train", data, "--data", folder.toString(), "--epochs", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist", "cifar10", "csv:t.csv", "npy:.", "npz:d.npz"})
  void wholeDataTrains(String data) {
    CommandLineRun run = train(data);
    assertThat(run.code()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mnist | train-images-idx3-ubyte | cut 20 | byte 16: 4 bytes left, expected 32 bytes of elements of shape [8, 2, 2]",
        "mnist | train-images-idx3-ubyte | cut 10 | byte 4: 6 bytes left, expected 12 bytes of extents",
        "mnist | train-images-idx3-ubyte | more 3 | byte 48: 3 bytes more, expected the end of the file",
        "mnist | train-images-idx3-ubyte | set 4=127 | byte 16: 32 bytes left, expected 8522825760 bytes of elements",
        "mnist | train-images-idx3-ubyte | set 0=1 | byte 0: the magic number 0x01000803, expected 0x0000",
        "mnist | train-images-idx3-ubyte | set 2=7 | byte 2: the type code 0x07, expected 0x08",
        "mnist | train-labels-idx1-ubyte | set 8=10 | label 10 in row 0 (counted from 0), expected 0 to 9",
        "mnist | train-labels-idx1-ubyte | set 7=7 | byte 15: 1 bytes more, expected the end of the file",
        "mnist | train-labels-idx1-ubyte | text P5 2 2 255 | byte 0: the magic number 0x50352032",
        "mnist | t10k-images-idx3-ubyte.gz | cut 20 | byte 16: 4 bytes left, expected 8 bytes of elements of shape [2, 2, 2]",
        "mnist | t10k-images-idx3-ubyte.gz | more 5 | byte 24: 5 bytes more, expected the end of the file",
        "mnist | t10k-images-idx3-ubyte.gz | set 3=9 | byte 0: the magic number 0x00000809",
        "mnist | t10k-images-idx3-ubyte.gz | packed-cut 9 | byte 0: ",
        "mnist | t10k-labels-idx1-ubyte.gz | cut 0 | byte 0: 0 bytes left, expected 4 bytes of magic number",
        "cifar10 | data_batch_3.bin | cut 9000 | byte 6146: 9000 bytes, expected 1 to 10000 records of 3073 bytes",
        "cifar10 | data_batch_3.bin | cut 0 | byte 0: 0 bytes, expected 1 to 10000 records of 3073 bytes",
        "cifar10 | data_batch_3.bin | more 1 | byte 9219: 9220 bytes, expected 1 to 10000 records of 3073 bytes",
        "cifar10 | data_batch_3.bin | set 3073=10 | byte 3073: the label 10, expected 0 to 9",
        "cifar10 | data_batch_4.bin.gz | cut 9000 | byte 6146: 9000 bytes, expected 1 to 10000 records of 3073 bytes",
        "cifar10 | data_batch_4.bin.gz | more 30726927 | byte 30730000: 30736146 bytes, expected 1 to 10000 records",
        "cifar10 | data_batch_4.bin.gz | set 6146=200 | byte 6146: the label 200, expected 0 to 9",
        "cifar10 | data_batch_4.bin.gz | packed-cut 100 | byte ",
        "cifar10 | test_batch.bin.gz | text P5 2 2 255 | byte 0: 10 bytes, expected 1 to 10000 records",
        "csv:t.csv | t.csv | cut 13 | line 2: 2 fields, expected 3 as in the first line",
        "csv:t.csv | t.csv | text a,b,label | 0 rows, expected 1 or more",
        "csv:t.csv | t.csv | text 1;2;x | line 1: 1 columns, expected a column of labels and at least one of numbers; check the separator",
        "csv:t.csv | t.csv | set 16=90 | line 3: \"Z\" in column 0 (counted from 0), expected a finite number",
        "csv:t.csv | t.csv | set 10=200 | line 2, byte 10: bytes that are no UTF-8",
        "csv:t.csv | t.csv | more 2 | line 6: 1 fields, expected 3 as in the first line",
        "csv:t.csv#c | t.csv | cut 40 | line 1: the columns [a, b, label], expected the label column \"c\"",
        "npy:. | x.npy | cut 150 | byte 128: 22 bytes left, expected 32 bytes of elements of shape [4, 2]",
        "npy:. | x.npy | cut 50 | byte 10: 40 bytes left, expected 118 bytes of header",
        "npy:. | x.npy | more 4 | byte 160: 4 bytes more, expected the end of the file after the array",
        "npy:. | x.npy | set 0=0 | byte 0: the bytes 004e554d5059, expected 934e554d5059",
        "npy:. | x.npy | set 6=9 | byte 6: version 9.0, expected 1.0, 2.0 or 3.0",
        "npy:. | x.npy | set 22=79 | byte 10: elements of type '<O4', expected b1, u1",
        "npy:. | x.npy | set 135=127 | Infinity in row 0, column 1 (counted from 0), expected a finite number",
        "npy:. | y.npy | set 131=63 | \"y\"[0]: the label 0.5, expected a whole number from 0 to 65535",
        "npz:d.npz | d.npz | cut 100 | archive: a broken zip file (zip END header not found), no whole directory before byte 100, its end",
        "npz:d.npz | d.npz | set 190=9 | d.npz (x.npy), byte 160: a broken compressed stream (the checksum bae73198 of bytes 0 to 159",
        "npz:d.npz | d.npz | text no archive | archive: a broken zip file (zip END header not found), no array at byte 0",
      })
  void isOneLineWithThePlace(String data, String name, String damage, String message)
      throws IOException {
    Path file = folder.resolve(name);
    write(name, damaged(file, damage));
    if (damage.startsWith("packed-cut")) {
      Files.write(file, shortened(Files.readAllBytes(file), damage));
    }

    CommandLineRun run = train(data);

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains(message).contains("expected").hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  private static byte[] damaged(Path file, String damage) throws IOException {
    byte[] good = unpacked(file);
    String value = damage.substring(damage.indexOf(' ') + 1);
    return switch (damage.substring(0, damage.indexOf(' '))) {
      case "cut" -> Arrays.copyOf(good, Integer.parseInt(value));
      case "more" -> Arrays.copyOf(good, good.length + Integer.parseInt(value));
      case "text" -> bytes(value);
      case "set" -> {
        int equals = value.indexOf('=');
        good[Integer.parseInt(value.substring(0, equals))] =
            (byte) Integer.parseInt(value.substring(equals + 1));
        yield good;
      }
      default -> good;
    };
  }

  private static byte[] unpacked(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (!file.toString().endsWith(".gz")) {
      return bytes;
    }
    try (var in = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static byte[] shortened(byte[] packed, String damage) {
    int bytes = Integer.parseInt(damage.substring(damage.indexOf(' ') + 1));
    return Arrays.copyOf(packed, packed.length - bytes);
  }

  @Test
  void anArrayOfAnArchiveMustBeThere() {
    Npz.write(folder.resolve("d.npz"), Map.of("z", Tensor.of(new float[] {1}, 0, Shape.of(1))));

    CommandLineRun run = train("npz:d.npz");

    assertThat(run.err()).contains("the arrays [z], expected one named \"x\"").hasLineCount(1);
  }
}
