package lanewise.bench.inspect;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What Temurin 25.0.3 printed with {@code -XX:UseAVX=2}, comments and ends of the code cut: {@code
 * Tile6x2::rowMajor} by C1, by C2, and by C2 with an entry in its loop; {@code Tile10x2::multiply}
 * by C2. And what objdump made of the two whole ones.
 */
final class Recorded {
  private Recorded() {}

  static List<String> printed() {
    return lines("printed.txt");
  }

  /** The inner loop keeps all vectors in registers. */
  static List<Instruction> sound() {
    return Disassembler.parse(lines("Tile6x2.txt"));
  }

  /** The inner loop spills. */
  static List<Instruction> spilling() {
    return Disassembler.parse(lines("Tile10x2.txt"));
  }

  private static List<String> lines(String name) {
    try {
      return Files.readAllLines(
          Path.of(Objects.requireNonNull(Recorded.class.getResource(name), name).toURI()));
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
