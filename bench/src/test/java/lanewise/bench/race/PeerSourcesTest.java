package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The peers are compiled when a race starts, against their own libraries and the jar of the command
 * line, which carries no annotations.
 */
class PeerSourcesTest {
  @Test
  void noPeerNeedsWhatOnlyTheBuildHas() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(Path.of("peers"))) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .toList();
    }

    assertThat(sources).hasSizeGreaterThanOrEqualTo(5);
    for (Path source : sources) {
      assertThat(Files.readString(source)).as(source.toString()).doesNotContain("org.jspecify");
    }
  }
}
