package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where memory or the disk ends, a command says so in one line; where nobody listens, it stops. */
class LimitsTest {
  private static final int CIFAR_BYTES = 10_000 * (1 + 3 * 32 * 32);

  @TempDir Path folder;

  /** A destination that takes so many bytes and then fails. */
  private static final class Full extends OutputStream {
    private final String message;
    private int left;

    Full(int bytes, String message) {
      this.left = bytes;
      this.message = message;
    }

    @Override
    public void write(int value) throws IOException {
      if (left-- <= 0) {
        throw new IOException(message);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,train iris --epochs 2",
    "100,train iris --epochs 100000000",
    "0,--help",
    "0,search iris --random --trials 2 --val-fraction 0.2 --epochs 1",
  })
  void aFailedWriteEndsTheCommand(int bytes, String command) {
    assertThat(run(bytes, "No space left on device", command))
        .isEqualTo(
            "1: stdout: cannot be written (No space left on device), expected a place that takes all of it; what came before is incomplete\n");
    assertThat(run(bytes, "Broken pipe", command)).isEqualTo("1: ");
  }

  private static String run(int bytes, String failure, String command) {
    StringWriter err = new StringWriter();
    PrintWriter out =
        new PrintWriter(
            new StandardOutput(new Full(bytes, failure)), false, StandardCharsets.UTF_8);
    int code = Main.run(new Console(out, new PrintWriter(err), false), command.split(" "));
    return code + ": " + err.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void aRunThatNobodyReadsEndsQuietly() throws Exception {
    Path err = folder.resolve("err.txt");
    List<String> command = List.of("train", "iris", "--epochs", "100000000");
    try (ProgramProcess program = ProgramProcess.start(err, command)) {
      assertThat(program.awaitLines(1)).isTrue();
      assertThat(program.exitCodeUnread()).isEqualTo(Main.FAILED);
      assertThat(program.err().lines().filter(line -> !line.startsWith("WARNING"))).isEmpty();
    }
  }

  private String errOf(String heap, String... command) throws IOException, InterruptedException {
    Path err = folder.resolve("err.txt");
    try (ProgramProcess program =
        ProgramProcess.start(err, List.of(heap), Map.of(), List.of(command))) {
      assertThat(program.exitCode()).as(program.err()).isEqualTo(Main.FAILED);
      return program
          .err()
          .lines()
          .filter(line -> !line.startsWith("WARNING: Using incubator"))
          .reduce("", (all, line) -> all + line + "\n");
    }
  }

  /** The files are as large as the official ones, but empty, which costs no disk. */
  @Test
  void dataThatTheHeapCannotHoldIsRefusedBeforeItIsRead() throws Exception {
    for (String name :
        List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin")) {
      try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
        file.setLength(CIFAR_BYTES);
      }
    }
    assertThat(errOf("-Xmx96m", "train", "cifar10", "--data", folder.toString()))
        .contains(
            "cifar10: 60000 examples of shape (32, 32, 3): 737280000 bytes of memory, expected no more than fit the heap of 100663296; start the JVM with a larger one, such as -Xmx1407m (in LANEWISE_JAVA_OPTS)")
        .hasLineCount(1);
  }

  @Test
  void memoryThatRunsOutIsOneLine() {
    StringWriter err = new StringWriter();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    PrintWriter out = new PrintWriter(full, true, StandardCharsets.UTF_8);
    assertThat(
            Main.run(
                new Console(out, new PrintWriter(err), false), "train", "iris", "--epochs", "1"))
        .isEqualTo(Main.FAILED);
    assertThat(err.toString())
        .startsWith("lanewise: out of memory (Java heap space), expected the work to fit the ")
        .hasLineCount(1);
  }

  /** A hundred labels of a megabyte each, which no header tells. */
  @Test
  void classesThatTheHeapCannotHoldAreRefused() throws Exception {
    Path table = folder.resolve("labels.csv");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(table))) {
      byte[] label = "x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
      for (int row = 0; row < 100; row++) {
        gzip.write((row + "," + row).getBytes(StandardCharsets.US_ASCII));
        gzip.write(label);
        gzip.write('\n');
      }
    }
    assertThat(errOf("-Xmx48m", "train", "csv:" + table))
        .contains("labels.csv: 7 classes: ")
        .contains("expected no more than fit the heap of 50331648")
        .hasLineCount(1);
  }
}
