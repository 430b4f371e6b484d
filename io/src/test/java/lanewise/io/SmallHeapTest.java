package lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import lanewise.io.dataset.CsvFile;
import lanewise.io.dataset.IdxFile;
import lanewise.io.dataset.SplitFile;
import lanewise.io.tensors.Npy;
import lanewise.io.tensors.SafeTensors;
import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that ask for more than a heap of 64 MiB holds give errors of ours in a JVM that has it. */
class SmallHeapTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  private static final Map<String, Consumer<Path>> READERS = new LinkedHashMap<>();

  static {
    READERS.put("tensors.safetensors", SafeTensors::read);
    READERS.put("header.safetensors", SafeTensors::read);
    READERS.put("labels.gz", IdxFile::readLabels);
    READERS.put("images.gz", IdxFile::read);
    READERS.put("array.npy.gz", Npy::read);
    READERS.put("split.json", file -> SplitFile.read(file, 1000));
    READERS.put("text.txt", TextFile::read);
    READERS.put("labels.csv.gz", file -> CsvFile.read(file, null));
  }

  @Test
  void refusesWhatTheHeapCannotHold() throws IOException, InterruptedException {
    sparseTensors("tensors.safetensors", 40 * MIB);
    sparse("header.safetensors", number(60 * MIB), 61 * MIB);
    idx("labels.gz", 30 * MIB);
    idx("images.gz", 30 * MIB);
    Npy.write(
        folder.resolve("array.npy"), HeapRoom.tensor("test", DType.FLOAT32, Shape.of(12 * MIB)));
    try (InputStream plain = Files.newInputStream(folder.resolve("array.npy"));
        OutputStream packed = packed("array.npy.gz")) {
      plain.transferTo(packed);
    }
    Files.writeString(
        folder.resolve("split.json"), "{\"train\":[0" + ",0".repeat(10_000_000) + "]}");
    sparse("text.txt", new byte[0], 60 * MIB);
    try (OutputStream csv = packed("labels.csv.gz")) {
      String tail = "x".repeat(2000);
      for (int row = 0; row < 60_000; row++) {
        csv.write(("1," + row + tail + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(linesOfSmallJvm())
        .hasSize(READERS.size())
        .allSatisfy(
            line -> {
              String error = line.startsWith("split.json") ? "Data" : "InsufficientMemory";
              assertThat(line).contains(" " + error + "Exception ");
            });
  }

  private List<String> linesOfSmallJvm() throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SmallHeapTest.class.getName(),
            folder.toString());
    Process small =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(small.waitFor()).as(Files.readString(out)).isZero();
    return Files.readAllLines(out);
  }

  /** What the small JVM runs: reads each file of a folder, and prints what comes of it. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    READERS.forEach(
        (name, reader) -> System.out.println(name + " " + outcome(reader, folder.resolve(name))));
  }

  private static String outcome(Consumer<Path> reader, Path file) {
    try {
      reader.accept(file);
      return "was read";
    } catch (LanewiseException | OutOfMemoryError failure) {
      return failure.getClass().getSimpleName() + " " + failure.getMessage();
    }
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /** A file of zeros after its first bytes, which costs no disk. */
  private void sparse(String name, byte[] start, long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.write(start);
      file.setLength(length);
    }
  }

  private void sparseTensors(String name, int count) throws IOException {
    byte[] header =
        ("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + count + "],\"data_offsets\":[0," + count + "]}}")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length);
    sparse(
        name,
        start.put(number(header.length)).put(header).array(),
        start.capacity() + (long) count);
  }

  private OutputStream packed(String name) throws IOException {
    return new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)), 1 << 16);
  }

  private void idx(String name, int count) throws IOException {
    try (OutputStream file = packed(name)) {
      file.write(new byte[] {0, 0, 8, 1});
      file.write(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
      for (int i = 0; i < count / MIB; i++) {
        file.write(new byte[MIB]);
      }
    }
  }
}
