package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkTest {
  static Stream<Work> all() {
    return Arrays.stream(RaceKind.values()).flatMap(kind -> kind.works().stream());
  }

  @ParameterizedTest
  @MethodSource("all")
  void itsNameSaysAll(Work work) {
    assertThat(Work.parse(work.name())).isEqualTo(work);
  }

  @Test
  void namesMeanWhatTheySay() {
    assertThat(Work.parse("gemm 64x256x784 NT"))
        .isEqualTo(new Work.MatrixProduct(64, 256, 784, false, true));
    assertThat(Work.parse("log-softmax 64x1000")).isEqualTo(new Work.SoftmaxRows(true, 64, 1000));
    assertThat(Work.parse("gelu 4096x1000")).isEqualTo(new Work.Map(Work.Op.GELU, 4096, 1000));
    assertThat(Work.parse("train 784-256-10 b64 adam"))
        .isEqualTo(new Work.Train(List.of(784, 256, 10), 64, Work.UpdateRule.ADAM));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gemm", "gemm 2x2 NN", "gemm 2x2xk NN", "relu", "sing 2x2", "train 2-2 b2 x"})
  void rejectsOtherNames(String name) {
    assertThatThrownBy(() -> Work.parse(name))
        .isInstanceOf(RaceException.class)
        .hasMessageContaining("no such work");
  }

  @Test
  void flopsOfATrainingStepAreItsProducts() {
    double forward = 2.0 * 64 * (784 * 256 + 256 * 10);
    double inputGradient = 2.0 * 64 * 256 * 10;

    assertThat(Flops.of(Work.parse("train 784-256-10 b64 sgd")))
        .isEqualTo(2 * forward + inputGradient);
  }
}
