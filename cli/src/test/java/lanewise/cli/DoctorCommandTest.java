package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import lanewise.io.Json;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  @Test
  void namesTheJdkTheBackendsAndTheChoice() {
    CommandLineRun run = CommandLineRun.of("doctor", "--backend", "scalar");

    assertThat(run.out())
        .contains(
            Runtime.version().toString(),
            "backend vector",
            "backend scalar",
            "chosen",
            "asked for by name",
            "not measured");
  }

  @Test
  void jsonIsOneObject() {
    CommandLineRun run = CommandLineRun.of("doctor", "--backend", "reference", "--json");

    assertThat(run.out()).hasLineCount(1);
    assertThat(Json.parseObject("stdout", run.out()))
        .containsKeys("jdk", "jit", "processor", "chosen", "speed", "well");
  }
}
