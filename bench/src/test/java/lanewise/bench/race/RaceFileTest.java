package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lanewise.bench.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaceFileTest {
  static final RaceResult GEMM =
      new RaceResult(
          "gemm 256x256x256 NN",
          "openblas",
          1.03,
          0.99,
          1.1,
          new RaceResult.Speed(350.5, 95.7, null, 0.9, 1.0),
          new RaceResult.Speed(361.0, 92.9, null, 0.87, 1.01),
          new RaceResult.Setting(1, 31, "native", "OpenBLAS 0.3.30"));

  @TempDir Path folder;

  @Test
  void jsonHasTheFieldsOfTheContract() {
    assertThat(RaceTable.json(GEMM))
        .startsWith(
            "{\"work\":\"gemm 256x256x256 NN\",\"against\":\"openblas\",\"ratio\":1.03,\"p10\":0.99,\"p90\":1.1,")
        .contains("\"lanewise_gflops\":95.7")
        .contains("\"lanewise_peak_fraction\":0.9")
        .doesNotContain("gelements")
        .doesNotContain("\n");
    assertThat(RaceTable.parse(RaceTable.json(GEMM))).isEqualTo(GEMM);
  }

  @Test
  void readsWhatItWrote() {
    var race =
        new RaceFile(
            new RaceFile.Heading("lanewise race gemm", Machine.here(), List.of("openblas: 1")),
            List.of(GEMM));
    Path made = folder.resolve("new");
    Path file = made.resolve("race.jsonl");

    race.write(file);

    assertThat(RaceFile.read(file)).isEqualTo(race);
    assertThat(made.toFile().list()).containsExactly("race.jsonl");
  }

  @Test
  void rejectsOtherFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("other"), "no json");

    assertThatThrownBy(() -> RaceFile.read(file)).isInstanceOf(RaceException.class);
    assertThatThrownBy(() -> RaceFile.read(Files.writeString(file, "")))
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> RaceFile.read(folder.resolve("none")))
        .isInstanceOf(RaceException.class);
  }

  @Test
  void rowsLineUpWithTheirTitles() {
    assertThat(RaceTable.row(GEMM))
        .contains("1.03", "95.70", "92.90", "GFLOP/s", "90%", "87%")
        .hasSameSizeAs(RaceTable.header());
    assertThat(RaceTable.summaries(List.of(GEMM, GEMM)))
        .singleElement()
        .asString()
        .contains("openblas", "1.03 least 1.03");
  }
}
