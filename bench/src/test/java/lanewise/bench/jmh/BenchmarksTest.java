package lanewise.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lanewise.bench.race.RaceException;
import lanewise.kernel.BackendSelection;
import lanewise.kernel.KernelProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksTest {
  @TempDir Path folder;

  /** Each benchmark once, on every float32 backend that is here, at its smallest size. */
  @Test
  void everyBenchmarkRuns() {
    List<String> backends =
        Stream.of("vector", "scalar").filter(BenchmarksTest::isAvailable).toList();

    String table =
        Benchmarks.run(
            "",
            folder,
            Effort.SMOKE,
            Map.of(
                "backend", backends,
                "rows", List.of("64"),
                "count", List.of("203530"),
                "matrix", List.of("64x256"),
                "shape", List.of("64x64x64 NN"),
                "network", List.of("64-32-10 b64 sgd")));

    assertThat(table)
        .contains("GemmBenchmark.gemm", "AffineBenchmark.biasRelu", "ActivationBenchmark.backward")
        .contains("SoftmaxBenchmark.crossEntropy", "OptimizerBenchmark.adam")
        .contains("FunctionBenchmark.map", "TrainingBenchmark.step", "ColumnBenchmark.moments")
        .contains("LossBenchmark.squared");
    for (String backend : backends) {
      assertThat(table).contains("backend " + backend);
    }
    assertThat(folder.resolve(Benchmarks.JSON)).isNotEmptyFile();
    assertThat(folder.resolve(Benchmarks.TABLE)).hasContent(table);
  }

  @Test
  void anUnknownNameIsAnError() {
    assertThatThrownBy(() -> Benchmarks.run("NoSuchBenchmark", folder, Effort.SMOKE, Map.of()))
        .isInstanceOf(RaceException.class)
        .hasMessageStartingWith("bench: no benchmark matches 'NoSuchBenchmark', expected ");
  }

  private static boolean isAvailable(String name) {
    return BackendSelection.providers().stream()
        .filter(provider -> provider.name().equals(name))
        .map(KernelProvider::unavailable)
        .anyMatch(java.util.Optional::isEmpty);
  }
}
