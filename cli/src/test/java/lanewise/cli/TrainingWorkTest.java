package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import lanewise.course.FullyConnectedNet;
import lanewise.nn.Graph;
import lanewise.tensor.Shape;
import lanewise.train.TrainingOptions;
import org.junit.jupiter.api.Test;

class TrainingWorkTest {
  private static final Graph DIGITS = FullyConnectedNet.of(Shape.of(64), 10, 100).graph();
  private static final double WEIGHTS = 64 * 100 + 100 + 100 * 10 + 10;

  @Test
  void epochsTakeEveryRow() {
    TrainingOptions options = TrainingOptions.builder().epochs(20).batchSize(25).build();

    assertThat(TrainingWork.of(DIGITS, options, 1078).flops()).isEqualTo(6 * WEIGHTS * 20 * 1078);
  }

  @Test
  void stepsTakeABatchEach() {
    TrainingOptions batches = TrainingOptions.builder().steps(500).batchSize(64).build();
    TrainingOptions whole = TrainingOptions.builder().steps(500).fullBatch().build();

    assertThat(TrainingWork.of(DIGITS, batches, 1078).flops()).isEqualTo(6 * WEIGHTS * 500 * 64);
    assertThat(TrainingWork.of(DIGITS, whole, 1078).flops()).isEqualTo(6 * WEIGHTS * 500 * 1078);
  }

  @Test
  void aSecondOfScalarWorkIsShort() {
    assertThat(new TrainingWork(2.9e9).isShort()).isTrue();
    assertThat(new TrainingWork(3e9).isShort()).isFalse();
  }
}
