package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;

import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.optim.Adam;
import lanewise.optim.Optimizer;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What a shell shows of the objects of a run. */
class DescriptionTest {
  @Test
  void theObjectsOfARunSayWhatTheyAre() {
    try (Backend backend = Backend.create("scalar", 1)) {
      Network network = Nets.relu(Shape.of(2), 3, 8).build(backend, 5);
      Optimizer optimizer = Adam.of(1e-3);
      Trainer trainer =
          Trainer.of(network, new SoftmaxCrossEntropy(), optimizer, Problem.blobs(20, 1))
              .options(TrainingOptions.builder().batchSize(10).steps(4).build())
              .build();

      assertThat(trainer.history()).hasToString("0 steps, latest loss NaN; 0 evaluations");
      trainer.run();

      assertThat(network).hasToString("network (2) -> (3): 2 layers, 51 parameters, on scalar");
      assertThat(optimizer).hasToString("adam, learning rate 0.001");
      assertThat(trainer.history().toString())
          .matches("4 steps, latest loss \\d\\.\\d+; 2 evaluations");
    }
  }
}
