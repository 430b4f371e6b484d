package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import lanewise.data.Augment;
import lanewise.data.DataException;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Graph;
import lanewise.nn.Value;
import lanewise.optim.Adam;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Training on images that are changed anew in each step. */
class AugmentedRunTest {
  private final Backend backend = Backend.scalar();

  @AfterEach
  void close() {
    backend.close();
  }

  private Examples images(Shape example) {
    SeededRandom random = new SeededRandom(4);
    Tensor pixels = backend.zeros(example.batch(23));
    for (int i = 0; i < pixels.size(); i++) {
      pixels.set(i, random.nextGaussian());
    }
    int[] labels = new int[23];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 3;
    }
    return Examples.of(pixels, Targets.Labels.of(labels));
  }

  private Trainer trainer(Augment augment, Listener listener) {
    Shape example = Shape.of(6, 5, 2);
    Value x = Value.input(example.dims());
    Graph graph =
        Graph.of(
            x.conv(4, 3).noBias().batchNorm().relu().maxPool(2).flatten().dropout(0.2).dense(3));
    return Trainer.of(
            graph.build(backend, 5), new SoftmaxCrossEntropy(), Adam.of(0.01), images(example))
        .augment(augment)
        .options(TrainingOptions.builder().epochs(4).batchSize(8).reportEvery(1).seed(3).build())
        .listener(listener)
        .build();
  }

  @Test
  void aRunThatIsResumedWithinAnEpochEndsWithTheSameBits() {
    Augment augment = Augment.flip().crop(2).cutOut(2);
    List<TrainerState> states = new ArrayList<>();
    Trainer whole =
        trainer(
            augment,
            (event, run) -> {
              if (event instanceof TrainingEvent.StepDone) {
                states.add(run.snapshot());
              }
            });
    whole.run();
    double[] end = whole.network().parameterSet().values().toDoubles();
    for (int step : new int[] {1, 4, 7}) {
      Trainer resumed = trainer(augment, (event, run) -> {}).restore(states.get(step));
      resumed.run();
      assertThat(resumed.network().parameterSet().values().toDoubles()).isEqualTo(end);
    }
    Trainer plain = trainer(Augment.none(), (event, run) -> {});
    plain.run();
    assertThat(plain.network().parameterSet().values().toDoubles()).isNotEqualTo(end);
  }

  @Test
  void rowsOfATableAreRefused() {
    Value x = Value.input(7);
    Trainer.Builder builder =
        Trainer.of(
                Graph.of(x.dense(3)).build(backend, 1),
                new SoftmaxCrossEntropy(),
                Adam.of(0.01),
                images(Shape.of(7)))
            .augment(Augment.flip())
            .options(TrainingOptions.builder().epochs(1).batchSize(8).build());
    assertThatThrownBy(builder::build)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Augment: examples of shape (7), expected images");
  }
}
