package lanewise.simd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** A program of these tests in a JVM of its own, with flags of its own. */
final class NewJvm {
  static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";

  /**
   * Flags under which a call that makes a method hot waits until that is compiled: what has been
   * compiled is then a question of how often it was called, not of how fast or busy the machine is.
   */
  static final List<String> COMPILING_AT_ONCE = List.of(VECTOR_MODULE, "-Xbatch");

  private NewJvm() {}

  /** Bits of the widest vectors that this machine has in hardware; wider ones are emulated. */
  static int widestBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  /** The lines that {@code main} printed; fails if it failed or printed none. */
  static List<String> lines(List<String> flags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    assertThat(lines).isNotEmpty();
    return lines;
  }
}
