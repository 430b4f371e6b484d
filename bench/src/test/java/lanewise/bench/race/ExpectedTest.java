package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lanewise.kernel.Backend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedTest {
  private static double[] sampleOf(Work work) {
    try (Backend backend = Backend.create("scalar", 1)) {
      Contender.Task task = new LanewiseContender(backend).prepare(work).orElseThrow();
      if (!(work instanceof Work.Train)) {
        task.run();
      }
      return Sample.of(task.result());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gemm 64x64x64 NN",
        "gemm 33x50x300 NT",
        "gemm 50x33x70 TN",
        "gemm 7x9x11 TT",
        "gemm 1x300x200 NN",
        "relu 64x1000",
        "sigmoid 7x300",
        "tanh 7x300",
        "exp 7x300",
        "gelu 7x300",
        "softmax 7x300",
        "log-softmax 7x300",
        "train 64-32-10 b64 sgd",
        "train 20-15-10-4 b6 adam"
      })
  void aCorrectLibraryPassesAndASlightlyWrongOneDoesNot(String name) {
    Work work = Work.parse(name);
    double[] sample = sampleOf(work);
    Expected expected = Expected.of(work, sample.clone());

    assertThatCode(() -> expected.check("scalar", work, sample)).doesNotThrowAnyException();

    int at = sample.length - 1;
    sample[at] += 2e-3 * Math.max(1, Math.abs(sample[at]));
    assertThatThrownBy(() -> expected.check("wrong", work, sample))
        .isInstanceOf(RaceException.class)
        .hasMessageContaining("wrong on " + name)
        .hasMessageContaining("element");
    sample[at] = Double.NaN;
    assertThatThrownBy(() -> expected.check("wrong", work, sample)).hasMessageContaining("is NaN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gemm 40x40x40 NN", "softmax 7x300"})
  void tooFewValuesAreNoResult(String name) {
    Work work = Work.parse(name);
    Expected expected = Expected.of(work, new double[0]);

    assertThatThrownBy(() -> expected.check("short", work, new double[3]))
        .hasMessageContaining("3 values, expected 1024");
  }
}
