package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lanewise.kernel.Backend;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.Targets;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.optim.Sgd;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateSweepTest {
  private final Backend backend = Backend.create("reference", 1);

  @AfterEach
  void close() {
    backend.close();
  }

  /** y = x: gradient descent on w^2 times the mean of x^2, 1/3, diverges from a rate of 6 on. */
  private RateSweep sweep(double largest) {
    SeededRandom random = new SeededRandom(3);
    double[] x = new double[256];
    for (int i = 0; i < x.length; i++) {
      x[i] = 2 * random.nextDouble() - 1;
    }
    Tensor values = Tensor.of(x, 0, Shape.of(x.length, 1));
    Network line = Network.of(Value.input(1).dense(1)).build(backend, 2);
    return RateSweep.of(
        line,
        new MeanSquaredError(),
        Sgd.of(1),
        Examples.of(values, new Targets.Values(values)),
        TrainingOptions.builder().fullBatch().build(),
        1e-5,
        largest,
        150);
  }

  @Test
  void endsWhereTheLossIsFarAboveItsLeast() {
    RateSweep sweep = sweep(1000);

    assertThat(sweep.rates()).isSorted().hasSameSizeAs(sweep.losses());
    assertThat(sweep.rates().get(0)).isEqualTo(1e-5);
    assertThat(sweep.rates().getLast()).isBetween(2.0, 100.0);
    assertThat(sweep.suggested()).isBetween(1e-2, 2.0).isLessThan(sweep.largest());
    assertThat(sweep.largest()).isBetween(0.3, 10.0);
    assertThat(sweep.toString()).matches("learning rate \\d.*, at most \\d.*");
  }

  @Test
  void ratesThatAreTooSmallMakeAllSteps() {
    assertThat(sweep(1e-4).rates()).hasSize(150);
  }

  @Test
  void aLossThatNeverFallsSuggestsNothing() {
    assertThat(new RateSweep(List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0, 3.0)).suggested()).isNaN();
  }

  @Test
  void ratesThatDoNotRiseAreRefused() {
    assertThatThrownBy(() -> sweep(1e-6))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("expected 0 < smallest < largest");
  }
}
