package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lanewise.kernel.Backend;
import lanewise.nn.FullyConnectedNet;
import lanewise.nn.NetworkSpec;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
  private final NetworkSpec spec = FullyConnectedNet.of(Shape.of(1, 28, 28), 10, 256).spec();

  @Test
  void partsAreCounted() {
    MemoryEstimate estimate = MemoryEstimate.of(DType.FLOAT32, spec, 2, 64, 60_000);
    long parameters = (784 * 256 + 256 + 256 * 10 + 10) * 4L;
    assertThat(estimate.data()).isEqualTo(60_000L * 784 * 4);
    assertThat(estimate.parameters()).isEqualTo(parameters);
    assertThat(estimate.gradients()).isEqualTo(parameters);
    assertThat(estimate.moments()).isEqualTo(2 * parameters);
    assertThat(estimate.best()).isEqualTo(parameters);
    assertThat(estimate.activations())
        .isEqualTo((784 + 3 * 784 + 2 * 256 + 3 * 256 + 2 * 10) * 64L * 4);
    assertThat(estimate.counts()).isEqualTo(10 * (10 + 1) * 8L);
    assertThat(estimate.total())
        .isEqualTo(estimate.data() + 5 * parameters + estimate.activations() + estimate.counts());
    assertThat(estimate.withoutLabels().total()).isEqualTo(estimate.total() - estimate.counts());
  }

  @Test
  void aBuiltNetworkNeedsWhatItsDescriptionSays() {
    try (Backend backend = Backend.create("reference", 1)) {
      MemoryEstimate built =
          MemoryEstimate.of(
              FullyConnectedNet.of(Shape.of(1, 28, 28), 10, 256).build(backend, 1), 1, 64, 100);
      assertThat(built).isEqualTo(MemoryEstimate.of(DType.FLOAT64, spec, 1, 64, 100));
    }
  }

  @Test
  void runsAtOnceShareNothingButTheData() {
    MemoryEstimate one = MemoryEstimate.of(DType.FLOAT32, spec, 2, 64, 60_000);
    MemoryEstimate three = one.forRunsAtOnce(3);
    assertThat(three.data()).isEqualTo(one.data());
    assertThat(three.total() - three.data()).isEqualTo(3 * (one.total() - one.data()));
    assertThat(one.forRunsAtOnce(1)).isEqualTo(one);
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheParts() {
    MemoryEstimate estimate = MemoryEstimate.of(DType.FLOAT32, spec, 2, 64, 60_000);
    assertThatCode(() -> estimate.requireWithin(estimate.total())).doesNotThrowAnyException();
    assertThatThrownBy(() -> estimate.requireWithin(estimate.total() - 1))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageMatching(
            "memory: training needs about \\d+ MiB \\(data 180 MiB, parameters 2 MiB, gradients 1"
                + " MiB, moments 2 MiB, activations \\d+ MiB, counts of each class answered for each other 1 MiB\\), expected at most the \\d+ MiB of"
                + " the heap; use a smaller batch or network, or a larger -Xmx");
    NetworkSpec classes = FullyConnectedNet.of(Shape.of(2), 60_001, 4).spec();
    assertThatThrownBy(
            () -> MemoryEstimate.of(DType.FLOAT32, classes, 2, 64, 100).requireWithin(1L << 30))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageEndingWith(" of the heap; train on fewer classes, or a larger -Xmx");
    NetworkSpec huge = FullyConnectedNet.of(Shape.of(40_000), 10, 40_000, 40_000, 40_000).spec();
    assertThatThrownBy(
            () -> MemoryEstimate.of(DType.FLOAT64, huge, 3, 1_000_000, 1L << 40).requireHeap())
        .isInstanceOf(InsufficientMemoryException.class);
  }
}
