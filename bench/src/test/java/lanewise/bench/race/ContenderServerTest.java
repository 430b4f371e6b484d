package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContenderServerTest {
  @TempDir Path folder;

  private List<String> answers(String... requests) throws IOException {
    var out = new ByteArrayOutputStream();
    ContenderServer.serve(
        new FakeContender("sound", 3, "fake", folder.resolve("log")),
        new ByteArrayInputStream(String.join("\n", requests).getBytes(StandardCharsets.UTF_8)),
        out,
        Duration.ZERO);
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void introducesItselfInOneLine() throws IOException {
    assertThat(answers("HELLO"))
        .containsExactly("@HELLO name=Fake contender\tversion=1 of 2\tthreads=3\tkernels=none");
  }

  @Test
  void preparesRunsAndEnds() throws IOException {
    List<String> answers = answers("PREPARE relu 1x4", "RUN 10", "CPU", "QUIT", "HELLO");

    assertThat(answers).hasSize(3);
    assertThat(answers.get(0)).startsWith("@RESULT 0.0 ");
    assertThat(Long.parseLong(answers.get(1).substring("@NANOS ".length()))).isPositive();
    assertThat(Long.parseLong(answers.get(2).substring("@CPU ".length()))).isPositive();
  }

  @Test
  void measuresThePeakOfItsProcess() throws IOException {
    assertThat(answers("PEAK 2"))
        .singleElement()
        .satisfies(
            line -> assertThat(Double.parseDouble(line.substring("@PEAK ".length()))).isPositive());
  }

  @Test
  void whatGoesWrongIsAnAnswerToo() throws IOException {
    assertThat(answers("RUN 1", "SING", "PREPARE nothing", "PREPARE exp 2x2", "HELLO"))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("@ERROR ").contains("nothing prepared"),
            line -> assertThat(line).startsWith("@ERROR ").contains("'SING'"),
            line -> assertThat(line).startsWith("@ERROR ").contains("no such work"),
            line -> assertThat(line).isEqualTo("@UNSUPPORTED"),
            line -> assertThat(line).startsWith("@HELLO"));
  }
}
