package lanewise.simd.gemm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed microkernels are what their generator writes. */
class MicrokernelTextTest {
  private static final Path GENERATOR = Path.of("src", "generator", "java", "Microkernels.java");
  private static final Path COMMITTED = Path.of("src", "generated", "java");

  @TempDir Path folder;

  @Test
  void theCommittedTextIsWhatTheGeneratorWrites() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                GENERATOR.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();

    Map<String, String> written = texts(folder);
    assertThat(written).hasSize(17);
    assertThat(texts(COMMITTED))
        .as("run: java simd/src/generator/java/Microkernels.java simd/src/generated/java")
        .isEqualTo(written);
  }

  private static Map<String, String> texts(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> root.relativize(file).toString(),
                  MicrokernelTextTest::text,
                  (a, b) -> a,
                  TreeMap::new));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
