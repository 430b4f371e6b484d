package lanewise.bench.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lanewise.bench.Machine;
import lanewise.bench.race.RaceException;
import lanewise.bench.race.RaceFile;
import lanewise.bench.race.RaceTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsPageTest {
  private static final String RESULT =
      """
      {"work":"gemm 64x64x64 NN","against":"mkl","ratio":%s,"p10":0.9,"p90":1.1,"lanewise_us":5.0,"peer_us":6.0,\
      "lanewise_gflops":100.0,"peer_gflops":90.0,"lanewise_peak_fraction":0.95,"peer_peak_fraction":0.85,"lanewise_cpus":1.0,"peer_cpus":1.0,\
      "threads":1,"rounds":31,"isa":"native","peer":"MKL"}""";

  @TempDir Path folder;

  @Test
  void fillsItsTextWithTables() throws IOException {
    Files.writeString(
        folder.resolve("page.md"), "# Title\n@race one\nbetween\n@race none\n@jmh bench\n");
    new RaceFile(
            new RaceFile.Heading("lanewise race gemm", Machine.here(), List.of("mkl: name MKL")),
            List.of(
                RaceTable.parse(RESULT.formatted("0.5")), RaceTable.parse(RESULT.formatted("2"))))
        .write(folder.resolve("one.jsonl"));
    Files.writeString(
        folder.resolve("bench.json"),
        """
        [{"jmhVersion":"1.37","benchmark":"a.b.C.run","forks":2,"vmName":"VM","vmVersion":"25","params":{"rows":"64"},
          "primaryMetric":{"score":1.5,"scoreError":"NaN","scoreUnit":"us/op"}}]
        """);

    String page = new ResultsPage(folder).text();

    assertThat(page)
        .startsWith("# Title\n    lanewise race gemm\n")
        .contains(Machine.here().line())
        .contains("- mkl: name MKL")
        .contains(
            "| gemm 64x64x64 NN | **0.50** | 0.90 | 1.10 | 100.00 | 90.00 | 5.0 | 6.0 | 95 % | 85 % |")
        .contains("Against mkl: geometric mean 1.00, least 0.50.")
        .contains("between\nNot measured yet.\n")
        .contains("| C.run | rows 64 | 1.500 | ");
  }

  @Test
  void showsWhatACommandPrinted() throws IOException {
    Files.writeString(folder.resolve("page.md"), "@text none\n@text all\nafter\n");
    Files.writeString(folder.resolve("all.txt"), "exp: ok\nlog: ok\n");

    assertThat(new ResultsPage(folder).text())
        .isEqualTo("Not measured yet.\n    exp: ok\n    log: ok\nafter\n");
  }

  @Test
  void showsHowAJvmStarts() throws IOException {
    Files.writeString(folder.resolve("page.md"), "@start none\n@start start\n");
    Files.writeString(
        folder.resolve("start.json"),
        """
        {"jdk":{"found":"25"},"start":{"command":"lanewise doctor --start 3","machine":"a machine","summary":"on vector",
          "figures":[{"name":"first step","unit":"ms","median":21.5,"p10":20,"p90":30}]}}
        """);

    assertThat(new ResultsPage(folder).text())
        .startsWith(
            "Not measured yet.\n    lanewise doctor --start 3\n\na machine.\n\non vector.\n")
        .endsWith("| first step | 21.50 | 20.00 | 30.00 | ms |\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"@jmh bench", "@start bench"})
  void aFileOfSomethingElseIsAnError(String table) throws IOException {
    Files.writeString(folder.resolve("page.md"), table + "\n");
    Files.writeString(folder.resolve("bench.json"), "{}");

    assertThatThrownBy(() -> new ResultsPage(folder).text()).isInstanceOf(RaceException.class);
  }
}
